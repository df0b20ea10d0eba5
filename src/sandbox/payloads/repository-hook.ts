import { type Delivery } from '../hooks.ts';
import { isoTime } from '../iso-time.ts';
import { type HookConfig, type RepositoryHook } from '../repository-hook.ts';
import { type Repository } from '../repository.ts';
import { repositoryApi, type Urls } from '../urls.ts';

type Payload = Readonly<Record<string, unknown>>;

/** The secret is never told, only that there is one. */
export const hookConfigPayload = ({
  contentType,
  insecureSsl,
  secret,
  url,
}: Omit<HookConfig, 'url'> & { readonly url: string | undefined }): Payload => ({
  content_type: contentType,
  insecure_ssl: insecureSsl,
  ...(secret !== undefined && { secret: '********' }),
  ...(url !== undefined && { url }),
});

const lastResponse = (last: Delivery | undefined): Payload => {
  if (last === undefined) return { code: null, status: 'unused', message: null };
  const { statusCode: code, status: message } = last;
  return { code, status: message === 'OK' ? 'active' : 'misconfigured', message };
};

/** `hook` in GitHub's description. */
export const repositoryHookPayload = (
  urls: Urls,
  repository: Repository,
  hook: RepositoryHook,
  last: Delivery | undefined,
): Payload => {
  const url = `${repositoryApi(urls, repository)}/hooks/${hook.id}`;
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: hookConfigPayload(hook.config),
    updated_at: isoTime(hook.updatedAt),
    created_at: isoTime(hook.createdAt),
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: lastResponse(last),
  };
};
