import { isObject } from '../core/json.ts';
import { type DeliveryContents } from '../flow/github-ports.ts';
import { type Authenticate } from './client.ts';
import { isAnsweredWith, OF_APP } from './deliveries.ts';

/** As far as it is looked at. */
interface DeliveryData {
  readonly guid: string;
  readonly event: string;
  readonly request: { readonly payload: unknown };
}

/** What GitHub sent to the App: https://docs.github.com/en/rest/apps/webhooks#get-a-delivery-for-an-app-webhook */
export const createDeliveryContents = (authenticate: Authenticate, root = OF_APP): DeliveryContents => ({
  content: async (id) => {
    const app = await authenticate();
    try {
      // As text: a number would lose digits. https://github.com/octokit/request.js/issues/797
      const path = `GET ${root}/deliveries/{delivery_id}`;
      const { data } = (await app.request(path, { delivery_id: id })) as { readonly data: unknown };
      const { guid, event, request } = data as DeliveryData;
      return isObject(request.payload) ? { guid, event, body: textOf(request.payload) } : undefined;
    } catch (error) {
      if (isAnsweredWith(error, [404, 410, 422])) return undefined;
      throw error;
    }
  },
});

/** Octokit reads a number that would lose digits as a BigInt, which JSON.stringify refuses; our reader would lose them, too. */
const textOf = (payload: object): string =>
  JSON.stringify(payload, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
