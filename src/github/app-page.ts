import { ownerAndRepo } from '../core/repository.ts';
import { type AppPage, type RateLimit } from '../flow/github-ports.ts';
import { type Authenticate } from './client.ts';
import { OF_APP, readAnswer } from './deliveries.ts';
import { orGone, readInstallation } from './installations.ts';
import { readWebhookConfig } from './webhook-config.ts';

/** What only the App itself is told, and what an installation's token says of itself. */
export const createAppPage = (authenticate: Authenticate): AppPage => ({
  /** https://docs.github.com/en/rest/apps/apps#get-the-authenticated-app */
  app: async () => {
    const { data, headers } = await (await authenticate()).request('GET /app');
    const answeredAt = Date.parse(headers.date ?? '');
    return {
      name: data?.name ?? '',
      slug: data?.slug ?? '',
      permissions: { ...(data?.permissions as Readonly<Record<string, string>> | undefined) },
      events: data?.events ?? [],
      ...(!Number.isNaN(answeredAt) && { answeredAt }),
    };
  },

  webhook: async () => readWebhookConfig(await authenticate()),

  /** https://docs.github.com/en/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app */
  installationOn: async (fullName) => {
    const app = await authenticate();
    return orGone(async () => {
      const { data } = await app.request(
        'GET /repos/{owner}/{repo}/installation',
        ownerAndRepo({ fullName }),
      );
      return readInstallation(data);
    });
  },

  /** https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation */
  repositoryCount: async (installationId) => {
    const client = await authenticate(installationId);
    return (await client.request('GET /installation/repositories', { per_page: 1 })).data.total_count;
  },

  /** https://docs.github.com/en/rest/rate-limit/rate-limit */
  rateLimits: async (installationId) => {
    const client = await authenticate(installationId);
    // GitHub Enterprise Server has none, unless its administrator set some, and then does not know the address.
    const found = await orGone(() => client.request('GET /rate_limit'));
    const resources: Partial<NonNullable<typeof found>['data']['resources']> = found?.data.resources ?? {};
    return (['core', 'graphql'] as const).flatMap((resource): RateLimit[] => {
      const one = resources[resource];
      return one ? [{ resource, limit: one.limit, remaining: one.remaining, resetAt: one.reset * 1000 }] : [];
    });
  },

  /** https://docs.github.com/en/rest/apps/webhooks#get-a-delivery-for-an-app-webhook */
  answerTo: async (deliveryId) => readAnswer(await authenticate(), OF_APP, deliveryId),
});
