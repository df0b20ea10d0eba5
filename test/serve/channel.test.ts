import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Channel, openChannel, type ChannelOptions } from '../../src/serve/channel.ts';
import { type ChannelWebhook } from '../../src/serve/channel-message.ts';
import { SmeeServer } from '../build/smee-channel.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';
import { FakeLog } from '../fakes/fake-log.ts';

let smee: SmeeServer;
let channel: Channel | undefined;
let log: FakeLog;
let webhooks: ChannelWebhook[];
beforeEach(async () => {
  smee = await SmeeServer.start();
  log = new FakeLog();
  webhooks = [];
});
afterEach(async () => {
  channel?.close();
  await smee.stop();
});

const open = (times: ChannelOptions['times'] = {}): void => {
  channel = openChannel({
    url: smee.url,
    log,
    onWebhook: (webhook) => void webhooks.push(webhook),
    times: { first: 10, most: 20, ...times },
  });
};
const listening = (): Promise<void> => until(() => expect(smee.listeners).toBe(1));
const connected = `info connected to the channel at `;
const texts = (): readonly string[] => log.lines.map((line) => line.replaceAll(/127\.0\.0\.1:\d+/g, 'smee'));

describe('a channel', () => {
  it('hands on the body, the headers that GitHub sends, and how long the body was', async () => {
    open();
    await listening();
    const signed = sign('push', '{"ref": "refs/heads/main"}', {
      'x-forwarded-for': '192.0.2.1',
      cookie: 'a=b',
      'x-github-delivery': 'a-guid',
    });
    await post(smee.url, signed);
    await until(() => expect(webhooks).toHaveLength(1));
    expect(webhooks).toEqual([
      {
        event: 'push',
        delivery: 'a-guid',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'GitHub-Hookshot/044aadd',
          'x-github-event': 'push',
          'x-github-delivery': 'a-guid',
          'x-hub-signature-256': signed.headers['x-hub-signature-256'],
        },
        body: '{"ref":"refs/heads/main"}',
        sentBytes: 26,
      },
    ]);
  });

  it('brings a body of a megabyte whole', async () => {
    open();
    await listening();
    const body = JSON.stringify({ text: 'ä'.repeat(500_000) });
    expect((await post(smee.url, sign('push', body))).status).toBe(200);
    await until(() => expect(webhooks).toHaveLength(1));
    expect(webhooks[0]?.body).toBe(body);
  });

  it.each(['{}', '[]', 'no JSON', 'null', '{"body":null}', '{"body":"text"}', '{"body":[1]}'])(
    'is not disturbed by %s, which anybody can post',
    async (data) => {
      open();
      await listening();
      smee.send(data);
      smee.send('{"body":{"zen":"yes"},"x-github-event":"pi\\u0000ng","x-github-delivery":{"a":1}}');
      await until(() => expect(webhooks).toHaveLength(1));
      expect(webhooks[0]).toMatchObject({ event: '', delivery: '', body: '{"zen":"yes"}' });
    },
  );

  it('connects again by itself, says what happened once each, and brings what comes after that', async () => {
    open();
    await listening();
    await smee.stop();
    await until(() => expect(texts()).toHaveLength(2));
    smee.refuses = 503;
    await smee.start();
    const before = smee.connections;
    await until(() => expect(smee.connections).toBeGreaterThan(before + 3));
    smee.refuses = undefined;
    await listening();
    await post(smee.url, sign('push', '{}'));
    await until(() => expect(webhooks).toHaveLength(1));
    expect(texts()).toEqual([
      `${connected}smee`,
      expect.stringMatching(/^warn the connection to the channel at smee was lost \(.+\); it is tried again/),
      'info the channel at smee is connected again',
    ]);
  });

  it('waits for one that is down at the start, and says so once', async () => {
    await smee.stop();
    open();
    await until(() => expect(texts()).toHaveLength(1));
    await smee.start();
    await listening();
    await until(() => expect(texts()).toHaveLength(2));
    expect(texts()).toEqual([
      expect.stringMatching(/^warn the channel at smee cannot be reached \(.*ECONNREFUSED.*\); it is tried/),
      'info the channel at smee is connected again',
    ]);
  });

  it.each([403, 404, 500, 204])('is tried again after it answered %i', async (status) => {
    smee.refuses = status;
    open();
    await until(() => expect(smee.connections).toBeGreaterThan(2));
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain(`(it answered ${status})`);
    smee.refuses = undefined;
    await listening();
  });

  it('leaves a connection on which the pings stopped, as after a night of sleep', async () => {
    open({ silence: 30 });
    await listening();
    smee.ping();
    await until(() => expect(smee.connections).toBeGreaterThan(1));
    expect(texts()[1]).toContain('was lost (no sign of life for 0 s)');
  });

  it('is left alone once it was closed', async () => {
    open();
    await listening();
    channel?.close();
    await until(() => expect(smee.listeners).toBe(0));
    expect(texts()).toEqual([`${connected}smee`]);
    expect(smee.connections).toBe(1);
  });
});
