import {
  type AppPage,
  type Deliveries,
  type DeliveryContents,
  type GitHub,
  type RepositoryHooks,
  type WebhookConfig,
} from '../flow/github-ports.ts';
import { createAppClient } from '../github/app-client.ts';
import { createAppPage } from '../github/app-page.ts';
import { type Authenticate, type Client } from '../github/client.ts';
import { createDeliveries } from '../github/deliveries.ts';
import { createDeliveryContents } from '../github/delivery-contents.ts';
import { createRepositoryHooks } from '../github/repository-hooks.ts';
import { createTokenClient } from '../github/token-client.ts';
import { readWebhookConfig } from '../github/webhook-config.ts';
import { type Settings } from '../settings.ts';
import { readGithub } from './read-github.ts';

/** The App's list of deliveries, for a command beside the server. */
export const composeDeliveries = (settings: Required<Pick<Settings, 'credentials' | 'urls'>>): Deliveries => {
  const client = createAppClient({ ...settings.credentials, apiUrl: settings.urls.api });
  return createDeliveries(() => Promise.resolve(client));
};

/** What was sent in them. */
export const composeDeliveryContents = (
  settings: Required<Pick<Settings, 'credentials' | 'urls'>>,
): DeliveryContents => {
  const client = createAppClient({ ...settings.credentials, apiUrl: settings.urls.api });
  return createDeliveryContents(() => Promise.resolve(client));
};

/** Repositories' own webhooks, with a person's token, for a command. */
export const composeRepositoryHooks = (token: string, { api: apiUrl }: Settings['urls']): RepositoryHooks =>
  createRepositoryHooks(createTokenClient({ token, apiUrl }));

/** How GitHub is told to send webhooks, for a command before the server starts. Rejects when GitHub does not say it in `patience` ms. */
export const askWebhookConfig = (
  settings: Required<Pick<Settings, 'credentials' | 'urls'>>,
  patience: number,
): Promise<WebhookConfig> =>
  readWebhookConfig(
    createAppClient({ ...settings.credentials, apiUrl: settings.urls.api }),
    AbortSignal.timeout(patience),
  );

/** All that GitHub tells a command beside the server, as the App and as each of its installations. */
export type Examined = GitHub & AppPage & Pick<Deliveries, 'page'>;

export const composeExamined = (settings: Required<Pick<Settings, 'credentials' | 'urls'>>): Examined => {
  const authenticate = authenticateAs(settings);
  return {
    ...readGithub(authenticate, settings.urls),
    ...createAppPage(authenticate),
    ...createDeliveries(authenticate),
  };
};

/** As the App, or as an installation of it, without Probot. Each has one client. */
export const authenticateAs = ({
  credentials,
  urls,
}: Required<Pick<Settings, 'credentials' | 'urls'>>): Authenticate => {
  const clients = new Map<number | undefined, Client>();
  return (installationId) => {
    const client =
      clients.get(installationId) ??
      createAppClient({
        ...credentials,
        apiUrl: urls.api,
        ...(installationId !== undefined && { installationId }),
      });
    clients.set(installationId, client);
    return Promise.resolve(client);
  };
};
