import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BodyBudget, createBodyBudget } from '../../src/web/body-budget.ts';
import { limitServer } from '../../src/web/limit-server.ts';
import { LIMITS, type Limits, MOST_BYTES } from '../../src/web/limits.ts';
import { type Refusal } from '../../src/web/refuse.ts';
import { currentBody, withWebhookEntry } from '../../src/web/webhook-entry.ts';
import { RawConnection, wire } from '../build/raw-connection.ts';
import { until } from '../build/until.ts';
import { sign } from '../build/webhook.ts';
import { FakeLog } from '../fakes/fake-log.ts';

const PATH = '/hook';
const KB = 1024;
const ROOM = { each: KB, small: 4 * KB, large: 64 * KB };

let server: Server;
let url: string;
let log: FakeLog;
let budget: BodyBudget;
/** What the handler behind the entry does with a webhook. */
let handle: (request: IncomingMessage) => Promise<void>;
let handled: (string | undefined)[];
let refusal: Refusal | undefined;
let connections: RawConnection[];

const start = async (changes: Partial<Limits> = {}): Promise<void> => {
  const limits = { ...LIMITS, room: ROOM, ...changes };
  budget = createBodyBudget(limits.room);
  const entry = withWebhookEntry(
    async (request, response) => {
      await handle(request);
      handled.push(currentBody());
      response.writeHead(200).end('ok');
      return true;
    },
    { path: PATH, limits, budget, checkSender: () => Promise.resolve(refusal) },
  );
  server = createServer((request, response) => {
    void entry(request, response).then((isAnswered) => isAnswered || response.writeHead(404).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  limitServer(server, limits, log);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`;
};

beforeEach(() => {
  log = new FakeLog();
  handle = () => Promise.resolve();
  handled = [];
  refusal = undefined;
  connections = [];
});
afterEach(async () => {
  for (const connection of connections) connection.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const open = async (): Promise<RawConnection> => {
  const connection = await RawConnection.open(url);
  connections.push(connection);
  return connection;
};
const webhook = (size: number): string => wire(sign('push', `{"x":"${'x'.repeat(size - 8)}"}`), PATH);
/** Sends all but the last `held` bytes of a webhook of this size. */
const begin = async (size: number, held: number): Promise<RawConnection> =>
  (await open()).write(webhook(size).slice(0, -held));
const statusOf = async (size: number): Promise<number | undefined> =>
  (await (await open()).write(webhook(size)).answers(1))[0]?.status;

describe('time', () => {
  it('is over for a body that does not come: 408, and the connection is closed', async () => {
    await start({ body: 30 });
    const slow = await begin(100, 1);
    expect(await slow.closed()).toMatchObject([{ status: 408, headers: { connection: 'close' } }]);
    expect([handled, budget.taken]).toEqual([[], 0]);
  });

  it('is over for a body that drips, however often a byte comes', async () => {
    await start({ body: 100 });
    const slow = await begin(2_000, 2_000);
    const drip = setInterval(() => slow.write('x'), 5);
    const answers = await slow.closed();
    clearInterval(drip);
    expect(answers.map(({ status }) => status)).toEqual([408]);
    expect(budget.taken).toBe(0);
  });

  it.each([
    ['nothing', ''],
    ['half a header', 'POST /hook HTTP/1.1\r\nx-gi'],
  ])('is over for a connection that brings %s', async (_, bytes) => {
    await start({ headers: 30 });
    expect((await (await open()).write(bytes).closed()).map(({ status }) => status)).toEqual([408]);
  });

  it('is not over for a webhook that takes its time to be handled', async () => {
    await start({ headers: 20, body: 20 });
    const gate = Promise.withResolvers<undefined>();
    handle = () => gate.promise;
    const waiting = (await open()).write(webhook(100));
    await (await open()).closed();
    gate.resolve(undefined);
    expect((await waiting.answers(1))[0]?.status).toBe(200);
  });

  it('is over for who asks and asks, and never takes an answer', async () => {
    await start({ silence: 50 });
    const deaf = await open();
    deaf.socket.pause();
    deaf.write('GET /x HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(100_000));
    await until(() => expect(deaf.socket.bytesWritten).toBeGreaterThan(0));
    await until(async () => expect(await promisify(server.getConnections.bind(server))()).toBe(0));
  });
});

describe('memory', () => {
  it('is short for large bodies only: they get 503 and may come again, small ones get through', async () => {
    await start();
    const large = await begin(40 * KB, 1);
    await until(() => expect(budget.taken).toBe(40 * KB - 1));
    const refused = await (await begin(40 * KB, 1)).closed();
    expect(refused).toMatchObject([{ status: 503, headers: { 'retry-after': '10', connection: 'close' } }]);
    expect(await Promise.all([statusOf(KB), statusOf(KB), statusOf(20 * KB)])).toEqual([200, 200, 200]);
    large.write('}');
    expect((await large.answers(1))[0]?.status).toBe(200);
    expect(await statusOf(40 * KB)).toBe(200);
    await until(() => expect(budget.taken).toBe(0));
  });

  it('is not taken by what is only announced', async () => {
    await start();
    for (let each = 0; each < 20; each += 1) await begin(60 * KB, 60 * KB - 1);
    expect(await statusOf(60 * KB)).toBe(200);
  });

  it('is held until a webhook is handled', async () => {
    await start();
    const gate = Promise.withResolvers<undefined>();
    handle = () => gate.promise;
    const all = await Promise.all([1, 2, 3, 4].map(() => open()));
    for (const each of all) each.write(webhook(KB));
    await until(() => expect(budget.taken).toBe(4 * KB));
    expect(await statusOf(KB)).toBe(503);
    gate.resolve(undefined);
    for (const each of all) expect((await each.answers(1))[0]?.status).toBe(200);
    expect([budget.taken, handled.length]).toEqual([0, 4]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['is gone', async () => (await begin(2 * KB, 1)).close()],
    ['is too late', () => begin(2 * KB, 1)],
    ['breaks its chunks', async () => (await open()).write(`${chunked()}400\r\n${'{'.repeat(KB)}\r\nzz\r\n`)],
    ['is too large', async () => (await open()).write(`${chunked()}1000000\r\n${' '.repeat(70 * KB)}`)],
    ['is no JSON', async () => (await open()).write(webhook(KB).replace('{"x":', '["x",'))],
    [
      'fails',
      () => {
        handle = () => Promise.reject(new Error('not for others to read'));
        return statusOf(KB);
      },
    ],
    [
      'is gone while it is handled',
      async () => {
        handle = async () => {
          for (const each of connections) each.close();
          await until(() => expect(connections.at(-1)?.isClosed).toBe(true));
        };
        (await open()).write(webhook(KB));
      },
    ],
  ])('comes back whole when a webhook %s', async (_, happen) => {
    await start({ body: 100 });
    const all: Promise<unknown>[] = [];
    for (let each = 0; each < 3; each += 1) all.push(happen());
    await Promise.all(all);
    await until(() => expect(budget.taken).toBe(0));
    handle = () => Promise.resolve();
    expect(await statusOf(60 * KB)).toBe(200);
    expect(connections.map(({ received }) => received).join()).not.toContain('not for others');
  });

  it('holds a body as large as GitHub sends them, and no byte more', async () => {
    await start({ room: LIMITS.room });
    expect(await statusOf(MOST_BYTES)).toBe(200);
    const announced = (await open()).write(webhook(MOST_BYTES + 1).slice(0, 400));
    expect((await announced.closed()).map(({ status }) => status)).toEqual([413]);
    const inChunks = (await open()).write(chunked());
    inChunks.write(`${(MOST_BYTES + 1).toString(16)}\r\n`).write(' '.repeat(MOST_BYTES + 1));
    expect((await inChunks.closed()).map(({ status }) => status)).toEqual([413]);
    expect(handled.map((body) => body?.length)).toEqual([MOST_BYTES]);
  });
});

const chunked = (): string =>
  wire({ ...sign('push', '{}'), body: '' }, PATH, [
    ['content-length', undefined],
    ['transfer-encoding', 'chunked'],
  ]);

describe('a sender', () => {
  it('who is not listened to is sent away before the body is read', async () => {
    await start();
    refusal = { status: 403, code: 'sender-refused' };
    const refused = await (await begin(2 * KB, 2 * KB - 1)).closed();
    expect(refused.map(({ status }) => status)).toEqual([403]);
    expect(refused[0]?.body).toBe(
      '{"error":"The sender’s address is not one of GitHub’s. [sender-refused]"}'.replaceAll(
        '’',
        'â\u0080\u0099',
      ),
    );
    expect(handled).toEqual([]);
  });
});

describe('connections', () => {
  it('that wait for nothing make room for new ones', async () => {
    await start({ connections: 8 });
    const all = await Promise.all(Array.from({ length: 6 }, async () => (await open()).write(webhook(100))));
    for (const each of all) await each.answers(1);
    for (let each = 0; each < 10; each += 1) expect(await statusOf(100)).toBe(200);
    expect(log.lines).toEqual([]);
  });

  it('that have begun to send, or are about to, stay when others come', async () => {
    await start({ connections: 8 });
    const fresh = await open();
    const again = (await open()).write(webhook(100));
    await again.answers(1);
    const request = webhook(100);
    again.write(request.slice(0, 10));
    for (let each = 0; each < 10; each += 1) expect(await statusOf(100)).toBe(200);
    expect((await fresh.write(webhook(100)).answers(1))[0]?.status).toBe(200);
    expect((await again.write(request.slice(10)).answers(2))[1]?.status).toBe(200);
  });

  it('over the limit are turned away, and the log says so once', async () => {
    await start({ connections: 3 });
    for (let each = 0; each < 3; each += 1) await begin(100, 1);
    await until(async () => {
      for (let each = 0; each < 3; each += 1) await (await open()).closed();
      expect(log.lines).toEqual(['warn connections are turned away: there are too many']);
    });
    connections[0]?.write('}');
    expect((await connections[0]!.answers(1))[0]?.status).toBe(200);
  });
});
