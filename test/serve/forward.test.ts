import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChannelWebhook } from '../../src/serve/channel-message.ts';
import { createForwarder, type Forwarder } from '../../src/serve/forward.ts';
import { until } from '../build/until.ts';
import { FakeLog } from '../fakes/fake-log.ts';

interface Received {
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

let server: Server;
let url: string;
let received: Received[];
/** What the next requests are answered; after that 200. `0` breaks the connection. */
let answers: (readonly [status: number, body?: string])[];
let log: FakeLog;
let forwarder: Forwarder;
beforeEach(async () => {
  received = [];
  answers = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ body, headers: request.headers });
      const [status, answer] = answers.shift() ?? [200, 'ok'];
      if (status === 0) response.destroy();
      else response.writeHead(status).end(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`;
  log = new FakeLog();
  forwarder = createForwarder({ log, first: 5, room: 100 });
});
afterEach(async () => {
  forwarder.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const FORGED = '{"error":"Error: [@octokit/webhooks] signature does not match event payload and secret"}';
const webhook = (body: string, changes: Partial<ChannelWebhook> = {}): ChannelWebhook => ({
  event: 'push',
  delivery: 'guid',
  headers: { 'x-github-event': 'push', 'content-type': 'application/json' },
  body,
  ...changes,
});
const said = (count: number): Promise<void> => until(() => expect(log.lines).toHaveLength(count));

describe('forwarding', () => {
  it('hands each on as it is, and tells its answer', async () => {
    forwarder.to(url);
    forwarder.take(webhook('{"a":"ä"}'));
    await said(1);
    expect(received[0]?.body).toBe('{"a":"ä"}');
    expect(received[0]?.headers).toMatchObject({ 'x-github-event': 'push', 'content-length': '10' });
    expect(log.lines).toEqual(['info push guid came through the channel: 200']);
  });

  it('holds what comes while there is no server, and hands it on in order', async () => {
    for (const body of ['1', '2', '3']) forwarder.take(webhook(body));
    await said(1);
    forwarder.to(url);
    await said(4);
    expect(received.map(({ body }) => body)).toEqual(['1', '2', '3']);
    expect(log.lines[0]).toBe('info webhooks are held until the server answers (it is not up)');
  });

  it('tries again after a broken connection and after a 503', async () => {
    answers = [[0], [503, 'no']];
    forwarder.to(url);
    forwarder.take(webhook('1'));
    await said(2);
    expect(received).toHaveLength(3);
    expect(log.lines).toEqual([
      expect.stringContaining('webhooks are held until the server answers'),
      'info push guid came through the channel: 200',
    ]);
  });

  it('goes where the server is now', async () => {
    forwarder.to('http://127.0.0.1:9/');
    forwarder.take(webhook('1'));
    await said(1);
    forwarder.to(undefined);
    forwarder.take(webhook('2'));
    forwarder.to(url);
    await said(3);
    expect(received.map(({ body }) => body)).toEqual(['1', '2']);
  });

  it('says again that they are held, once a server had answered, with whatever', async () => {
    answers = [[400, 'no']];
    forwarder.take(webhook('1'));
    await said(1);
    forwarder.to(url);
    await said(2);
    forwarder.to(undefined);
    forwarder.take(webhook('2'));
    await said(3);
    expect(log.lines.at(-1)).toBe(log.lines[0]);
  });

  it('gives one up that fails again and again, says so, and goes on with the next', async () => {
    answers = Array.from({ length: 9 }, () => [500, 'a\u001bproblem']);
    forwarder.to(url);
    forwarder.take(webhook('1'));
    forwarder.take(webhook('2'));
    await said(3);
    expect(log.lines.slice(1)).toEqual([
      'warn push guid came through the channel: 500 (a\\u001bproblem)',
      'info push guid came through the channel: 200',
    ]);
  });

  it('drops what it has no room for, and says so', async () => {
    forwarder.take(webhook('1'.repeat(80)));
    forwarder.take(webhook('2'.repeat(80)));
    await said(2);
    forwarder.to(url);
    await said(3);
    expect(received.map(({ body }) => body[0])).toEqual(['1']);
    expect(log.lines).toContain('warn a webhook was dropped: too many are held already');
  });

  it('tells a refusal in the server’s words, and does not try it again', async () => {
    answers = [[415, '{"error":"Unsupported"}']];
    forwarder.to(url);
    forwarder.take(webhook('1', { event: 'p\u001b[2Jush' }));
    forwarder.take(webhook('2', { event: '', delivery: '' }));
    await said(2);
    expect(log.lines).toEqual([
      'warn p\\u001b[2Jush guid came through the channel: 415 ({"error":"Unsupported"})',
      'info a webhook without an event came through the channel: 200',
    ]);
  });
});

describe('a webhook whose signature is wrong', () => {
  const CASES: readonly [
    what: string,
    sentBytes: number | undefined,
    passed: boolean,
    code: string,
    why: string,
  ][] = [
    ['became shorter on its way', 12, false, 'channel-rewrote', 'GitHub sent 12 bytes, and 9 arrived.'],
    [
      'became shorter after others passed',
      12,
      true,
      'channel-rewrote',
      'GitHub sent 12 bytes, and 9 arrived.',
    ],
    ['came as it was', 9, false, 'channel-secret', 'All 9 bytes that GitHub sent arrived.'],
    [
      'came as it was after others passed',
      9,
      true,
      'channel-secret',
      'All 9 bytes that GitHub sent arrived.',
    ],
    ['of unknown length, after others', undefined, true, 'channel-rewrote', 'so the secret is right'],
    ['of unknown length, as the first', undefined, false, 'channel-secret', 'No webhook of this channel'],
  ];

  it.each(CASES)('is explained in one line where it %s', async (_, sentBytes, passed, code, why) => {
    forwarder.to(url);
    if (passed) {
      forwarder.take(webhook('1'));
      await said(1);
    }
    answers = [[400, FORGED]];
    forwarder.take(webhook('{"a":"ä"', sentBytes === undefined ? {} : { sentBytes }));
    await said(passed ? 2 : 1);
    const line = log.lines.at(-1);
    expect(line).toContain('warn push guid came through the channel: 400. ');
    expect(line).toContain(why);
    for (const part of [
      `[${code}]`,
      'WEBHOOK_SECRET',
      'ngrok',
      'GitHub redeliver',
      'hub-relay simulate',
    ].slice(code === 'channel-rewrote' ? 2 : 0))
      expect(line).toContain(part);
    expect(line).not.toContain('ä');
  });
});
