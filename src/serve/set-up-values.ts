import { type Registered } from '../flow/set-up-ports.ts';
import { type Settings } from '../settings.ts';
import { type Chosen, type Values } from '../web/set-up/options.ts';

/**
 * The variables of a new App. The private key is in base64 and so in one line without quotes: Node and systemd read
 * several lines within quotes, Docker's --env-file neither several lines nor quotes.
 */
export const valuesOf = (app: Registered, chosen: Chosen, settings: Pick<Settings, 'urls'>): Values => {
  const { webhookProxyUrl, publicUrl } = chosen;
  const { protocol, host } = new URL(settings.urls.server);
  return {
    APP_ID: String(app.appId),
    PRIVATE_KEY: Buffer.from(app.privateKey).toString('base64'),
    ...(app.webhookSecret !== undefined && { WEBHOOK_SECRET: app.webhookSecret }),
    ...(app.client && { GITHUB_CLIENT_ID: app.client.id, GITHUB_CLIENT_SECRET: app.client.secret }),
    ...(webhookProxyUrl !== undefined && { WEBHOOK_PROXY_URL: webhookProxyUrl }),
    ...(publicUrl !== undefined && { PUBLIC_URL: publicUrl }),
    // The App is known there, and nowhere else, however the next start is called.
    ...(host !== 'github.com' && { GHE_HOST: host, GHE_PROTOCOL: protocol.replace(':', '') }),
  };
};
