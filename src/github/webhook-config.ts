import { type Client } from './client.ts';

/** How GitHub sends webhooks to the App. `url` is absent while none is set. */
export interface WebhookConfig {
  readonly url?: string;
  /** GitHub does not look at the certificate of who answers. */
  readonly isUnverified: boolean;
}

/** https://docs.github.com/en/rest/apps/webhooks#get-a-webhook-configuration-for-an-app */
export const readWebhookConfig = async (client: Client, signal: AbortSignal): Promise<WebhookConfig> => {
  const { data } = await client.request('GET /app/hook/config', { request: { signal } });
  const isUnverified = String(data.insecure_ssl ?? '0') !== '0';
  return { isUnverified, ...(data.url !== undefined && data.url !== '' && { url: data.url }) };
};
