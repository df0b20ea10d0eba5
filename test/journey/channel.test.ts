import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { SmeeServer } from '../build/smee-channel.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';

let smee: SmeeServer;
let stage: Stage;
beforeEach(async () => {
  smee = await SmeeServer.start();
  stage = await Stage.empty({ prepare: aSpokeAndItsHub, env: { WEBHOOK_PROXY_URL: smee.url } });
});
afterEach(async () => {
  await stage.close();
  await smee.stop();
});

const warnings = (): readonly { msg: string; code?: string }[] =>
  stage.lines
    .map((line) => JSON.parse(line) as { level: number; msg: string; code?: string })
    .filter(({ msg }) => msg.includes('signature'));

describe('webhooks through a channel', () => {
  it('are recorded and relayed, and one whose body the channel rewrote is explained in one line', async () => {
    await stage.start();
    stage.sandbox.setWebhook(stage.app, smee.url);
    await until(() => expect(smee.listeners).toBe(1));
    await stage.sandbox.push('acme/app');
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));
    await stage.says('came through the channel: 200');

    const broken = sign('push', '{"note":"\\u003cb\\u003e"}');
    expect((await post(smee.url, broken)).status).toBe(200);
    await stage.says('[channel-rewrote]');
    expect(warnings().map(({ code }) => code)).toEqual(['channel-rewrote']);
    expect(await stage.store.events.find(broken.headers['x-github-delivery'] ?? '')).toBeUndefined();
  });

  it('come also where the channel was down when the server started', async () => {
    await smee.stop();
    await stage.start();
    await stage.says('cannot be reached');
    await smee.start();
    await stage.says('is connected again');
    const signed = sign('ping', '{"zen":"yes"}');
    await post(smee.url, signed);
    await stage.says(`ping ${signed.headers['x-github-delivery']!} came through the channel: 200`);
  });
});
