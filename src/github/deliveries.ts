import { answerIn, isRateLimit } from '../core/answer.ts';
import { type HookDelivery, isSuccessful } from '../core/missed.ts';
import { type Deliveries } from '../flow/github-ports.ts';
import { type Authenticate } from './client.ts';

/** What Octokit makes of a delivery: a number, or a BigInt where a number would lose digits. */
interface DeliveryData {
  readonly id: number | bigint;
  readonly guid: string;
  readonly delivered_at: string;
  readonly redelivery: boolean;
  readonly status: string;
  readonly status_code: number;
  readonly event: string;
  readonly action: string | null;
}

const PER_PAGE = 100;

/** The deliveries of the App's webhook, read and asked for as the App itself. https://docs.github.com/en/rest/apps/webhooks */
export const createDeliveries = (authenticate: Authenticate): Deliveries => ({
  page: async (cursor) => {
    const app = await authenticate();
    try {
      const { data, headers } = await app.request('GET /app/hook/deliveries', {
        per_page: PER_PAGE,
        ...(cursor !== undefined && { cursor }),
      });
      const next = nextCursor(headers.link);
      return {
        deliveries: (data as unknown as readonly DeliveryData[]).map(readDelivery),
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
      await app.request('POST /app/hook/deliveries/{delivery_id}/attempts', {
        // As text: a number would lose digits. https://github.com/octokit/request.js/issues/797
        delivery_id: id as unknown as number,
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

const isAnsweredWith = (error: unknown, statuses: readonly number[]): boolean => {
  const answer = answerIn(error);
  return answer !== undefined && statuses.includes(answer.status) && !isRateLimit(answer);
};
