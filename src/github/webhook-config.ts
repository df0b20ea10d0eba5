import { type WebhookConfig } from '../flow/github-ports.ts';
import { type Client } from './client.ts';

/** https://docs.github.com/en/rest/apps/webhooks#get-a-webhook-configuration-for-an-app */
export const readWebhookConfig = async (client: Client, signal?: AbortSignal): Promise<WebhookConfig> => {
  const { data } = await client.request('GET /app/hook/config', signal && { request: { signal } });
  const isUnverified = String(data.insecure_ssl ?? '0') !== '0';
  const hasSecret = data.secret !== undefined && data.secret !== '';
  return { isUnverified, hasSecret, ...(data.url !== undefined && data.url !== '' && { url: data.url }) };
};
