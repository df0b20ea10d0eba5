import { ownerAndRepo } from '../core/repository.ts';
import { type RepositoryHook, type RepositoryHooks } from '../flow/github-ports.ts';
import { type Client } from './client.ts';
import { createDeliveries, readAnswer, readTries } from './deliveries.ts';

/** What Octokit makes of a webhook: the part that we read. */
interface HookData {
  readonly id: number;
  readonly active: boolean;
  readonly events: readonly string[];
  readonly config: {
    readonly url?: string;
    readonly content_type?: string;
    readonly secret?: string;
    readonly insecure_ssl?: string | number;
  };
  readonly last_response: { readonly code: number | null; readonly message: string | null };
}

/** Of whichever repositories this client may administer. https://docs.github.com/en/rest/repos/webhooks */
export const createRepositoryHooks = (client: Client): RepositoryHooks => ({
  list: async (fullName) => {
    const data = await client.paginate('GET /repos/{owner}/{repo}/hooks', {
      ...ownerAndRepo({ fullName }),
      per_page: 100,
    });
    return data.map(readHook);
  },

  create: async (fullName, { url, secret, events }) => {
    const { data } = await client.request('POST /repos/{owner}/{repo}/hooks', {
      ...ownerAndRepo({ fullName }),
      config: { url, secret, content_type: 'json', insecure_ssl: '0' },
      events: [...events],
    });
    return readHook(data);
  },

  remove: async (fullName, id) => {
    const which = { ...ownerAndRepo({ fullName }), hook_id: id };
    await client.request('DELETE /repos/{owner}/{repo}/hooks/{hook_id}', which);
  },

  ping: async (fullName, id) => {
    const which = { ...ownerAndRepo({ fullName }), hook_id: id };
    await client.request('POST /repos/{owner}/{repo}/hooks/{hook_id}/pings', which);
  },

  recent: (fullName, id) => readTries(client, rootOf(fullName, id)),
  answerTo: (fullName, id, deliveryId) => readAnswer(client, rootOf(fullName, id), deliveryId),
  deliveriesOf: (fullName, id) => createDeliveries(() => Promise.resolve(client), rootOf(fullName, id)),
});

const rootOf = (fullName: string, id: number): string => `/repos/${fullName}/hooks/${id}`;

const readHook = ({ id, active, events, config, last_response: last }: HookData): RepositoryHook => ({
  id,
  url: config.url ?? '',
  events,
  isActive: active,
  contentType: config.content_type ?? 'form',
  isUnverified: String(config.insecure_ssl ?? '0') !== '0',
  hasSecret: config.secret !== undefined && config.secret !== '',
  ...(last.code !== null && { lastAnswer: { status: last.code, message: last.message ?? '' } }),
});
