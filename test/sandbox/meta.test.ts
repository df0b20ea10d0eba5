import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asApp, call } from './client.ts';

describe('what GitHub tells of itself', () => {
  const checked = useCheckedSandbox();

  it('are the ranges that webhooks come from, to everybody', async () => {
    const { sandbox } = checked();
    expect((await call(sandbox, 'GET /meta')).body.hooks).toEqual(['127.0.0.0/8', '::1/128']);
    sandbox.setHookRanges(['192.30.252.0/22']);
    const authorization = asApp(sandbox, sandbox.createApp({ name: 'Relay' }));
    expect((await call(sandbox, 'GET /meta', { authorization })).body.hooks).toEqual(['192.30.252.0/22']);
  });

  it('is how it sends webhooks to an App, without the secret, and to that App alone', async () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({
      name: 'Relay',
      webhookUrl: 'https://relay.example/x',
      webhookSecret: 'hush',
    });
    const authorization = asApp(sandbox, app);
    const config = { content_type: 'json', secret: '********', insecure_ssl: '0' };
    const reply = await call(sandbox, 'GET /app/hook/config', { authorization });
    expect(reply.body).toEqual({ ...config, url: 'https://relay.example/x' });
    app.insecureSsl = true;
    sandbox.setWebhook(app, undefined);
    const changed = await call(sandbox, 'GET /app/hook/config', { authorization });
    expect(changed.body).toEqual({ ...config, insecure_ssl: '1' });
    expect((await call(sandbox, 'GET /app/hook/config')).status).toBe(401);
  });
});
