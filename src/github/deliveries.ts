import { answerIn, isRateLimit } from '../core/answer.ts';
import { type HookDelivery, isSuccessful } from '../core/missed.ts';
import { type Deliveries, type HookTry } from '../flow/github-ports.ts';
import { type Authenticate, type Client } from './client.ts';

/** What Octokit makes of a delivery: a number, or a BigInt where a number would lose digits. */
interface DeliveryData {
  readonly id: number | bigint;
  readonly guid: string;
  readonly delivered_at: string;
  readonly redelivery: boolean;
  readonly duration: number;
  readonly status: string;
  readonly status_code: number;
  readonly event: string;
  readonly action: string | null;
}

/** Octokit knows the shape of no address that is put together. */
interface UnknownAnswer {
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined };
}

const PER_PAGE = 100;

export const OF_APP = '/app/hook';

/**
 * The deliveries of a webhook: the App's, read and asked for as the App itself, or of the one at `root`.
 * https://docs.github.com/en/rest/apps/webhooks, https://docs.github.com/en/rest/repos/webhooks
 */
export const createDeliveries = (authenticate: Authenticate, root = OF_APP): Deliveries => ({
  page: async (cursor) => {
    const app = await authenticate();
    try {
      const { data, headers } = (await app.request(`GET ${root}/deliveries`, {
        per_page: PER_PAGE,
        ...(cursor !== undefined && { cursor }),
      })) as UnknownAnswer;
      const next = nextCursor(headers.link);
      return {
        deliveries: (data as readonly DeliveryData[]).map(readDelivery),
        ...(next !== undefined && { next }),
      };
    } catch (error) {
      if (cursor !== undefined && isAnsweredWith(error, [400, 404, 422])) return 'unknown-cursor';
      throw error;
    }
  },

  redeliver: async (id) => {
    const app = await authenticate();
    try {
      await app.request(`POST ${root}/deliveries/{delivery_id}/attempts`, {
        // As text: a number would lose digits. https://github.com/octokit/request.js/issues/797
        delivery_id: id,
        request: { retries: 0 },
      });
      return 'accepted';
    } catch (error) {
      if (isAnsweredWith(error, [404, 410])) return 'gone';
      if (isAnsweredWith(error, [400, 422])) return 'refused';
      throw error;
    }
  },
});

/** The newest ones, a page of them, newest first, each with how long it took. */
export const readTries = async (client: Client, root: string): Promise<readonly HookTry[]> => {
  const path = `GET ${root}/deliveries`;
  const { data } = (await client.request(path, { per_page: PER_PAGE })) as UnknownAnswer;
  return (data as readonly DeliveryData[]).map((one) => ({ ...readDelivery(one), duration: one.duration }));
};

/** What was answered to this one; '' where nothing was, or GitHub does not tell. */
export const readAnswer = async (client: Client, root: string, id: string): Promise<string> => {
  const path = `GET ${root}/deliveries/{delivery_id}`;
  const { data } = (await client.request(path, { delivery_id: id })) as UnknownAnswer;
  const { payload } = (data as { readonly response: { readonly payload: unknown } }).response;
  return typeof payload === 'string' ? payload : JSON.stringify(payload ?? '');
};

const readDelivery = (data: DeliveryData): HookDelivery => ({
  id: String(data.id),
  guid: data.guid,
  event: data.event,
  ...(data.action !== null && { action: data.action }),
  deliveredAt: Date.parse(data.delivered_at),
  isRedelivery: data.redelivery,
  isSuccess: isSuccessful(data.status, data.status_code),
  statusCode: data.status_code,
});

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api#using-link-headers */
const nextCursor = (link: string | undefined): string | undefined => {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return (url && URL.parse(url)?.searchParams.get('cursor')) || undefined;
};

export const isAnsweredWith = (error: unknown, statuses: readonly number[]): boolean => {
  const answer = answerIn(error);
  return answer !== undefined && statuses.includes(answer.status) && !isRateLimit(answer);
};
