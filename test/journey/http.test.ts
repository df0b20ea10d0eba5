import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_HEADERS } from '../../src/web/limits.ts';
import { RawConnection, wire } from '../build/raw-connection.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { type Signed, sign } from '../build/webhook.ts';

const PATH = '/api/github/webhooks';
const KB = 1024;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ prepare: aSpokeAndItsHub });
});
afterAll(() => stage.close());

const push = (padding = 0): Signed =>
  sign('push', JSON.stringify({ ref: 'refs/heads/main', padding: 'x'.repeat(padding) }));
const idOf = ({ headers }: Signed): string => headers['x-github-delivery']!;
const isStored = async (signed: Signed): Promise<boolean> =>
  (await stage.store.events.find(idOf(signed))) !== undefined;
const count = async (): Promise<number> => (await stage.store.events.list({ limit: 1000 })).length;
const open = (): Promise<RawConnection> => RawConnection.open(stage.service!.url);

/** Sends it, and gives the answers and whether the connection was closed, once there are so many answers. */
const send = async (bytes: string | Uint8Array, answers = 1) => {
  const connection = await open();
  connection.write(bytes);
  const all = await connection.answers(answers);
  connection.close();
  return all;
};
const statusesOf = async (bytes: string | Uint8Array, answers = 1): Promise<readonly number[]> =>
  (await send(bytes, answers)).map(({ status }) => status);

describe('a webhook over a connection', () => {
  it('is taken whole, in pieces, and in chunks of any size', async () => {
    const whole = push(3);
    expect(await statusesOf(wire(whole, PATH))).toEqual([200]);
    const inPieces = push(200);
    const connection = await open();
    for (const byte of wire(inPieces, PATH)) connection.write(byte);
    expect((await connection.answers(1))[0]?.status).toBe(200);
    connection.close();
    const inChunks = push(10);
    const chunks = inChunks.body.replaceAll(
      /[^]{1,7}/g,
      (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
    );
    const head = wire({ ...inChunks, body: '' }, PATH, [
      ['content-length', undefined],
      ['transfer-encoding', 'chunked'],
    ]);
    expect(await statusesOf(`${head}${chunks}0\r\n\r\n`)).toEqual([200]);
    for (const each of [whole, inPieces, inChunks]) {
      expect((await stage.store.events.find(idOf(each)))?.body).toBe(each.body);
    }
  });

  it('is answered in order, and recorded once, where several come before the first answer', async () => {
    const before = await count();
    const all = Array.from({ length: 20 }, (_, at) => push(at * 100));
    const wrong = sign('push', '{}', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });
    const requests = all.flatMap((each, at) => [wire(each, PATH), ...(at === 9 ? [wire(wrong, PATH)] : [])]);
    const statuses = await statusesOf(requests.join(''), 21);
    expect(statuses).toEqual([...Array<number>(10).fill(200), 400, ...Array<number>(10).fill(200)]);
    expect(await Promise.all(all.map(isStored))).not.toContain(false);
    expect(await count()).toBe(before + 20);
  });

  it('is answered and recorded although what follows it on the connection is no HTTP', async () => {
    const signed = push();
    const connection = await open();
    const answers = await connection.write(`${wire(signed, PATH)}more than it says`).closed();
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(await isStored(signed)).toBe(true);
  });

  it('may have as many headers as proxies add', async () => {
    expect(await statusesOf(withHeaders(push(), MOST_HEADERS - 1))).toEqual([200]);
  });

  it('is asked for its body only where its headers are right', async () => {
    const good = push();
    const head = (signed: Signed): string =>
      wire({ ...signed, body: '' }, PATH, [
        ['content-length', String(good.body.length)],
        ['expect', '100-continue'],
      ]);
    const connection = await open();
    connection.write(head(good));
    expect((await connection.answers(1)).map(({ status }) => status)).toEqual([100]);
    connection.write(good.body);
    expect((await connection.answers(2)).map(({ status }) => status)).toEqual([100, 200]);
    connection.close();
    expect(await statusesOf(head(sign('push', '', { 'x-github-delivery': 'x' })))).toEqual([400]);
    expect(await statusesOf(head(good).replace('100-continue', 'money'))).toEqual([417]);
  });

  it.each<[string, string, (signed: Signed) => string, readonly number[]]>([
    ['a body shorter than it says, and then silence', 'closed', (it) => wire(it, PATH).slice(0, -1), []],
    [
      'two different lengths',
      'open',
      (it) =>
        wire(it, PATH, [
          ['content-length', String(it.body.length)],
          ['content-length', '3'],
        ]),
      [400],
    ],
    [
      'a length and chunks, which each server may read in its own way',
      'open',
      (it) =>
        wire(it, PATH, [
          ['content-length', String(it.body.length)],
          ['transfer-encoding', 'chunked'],
        ]),
      [400],
    ],
    ['a negative length', 'open', (it) => wire(it, PATH, [['content-length', '-1']]), [400]],
    ['a length that is no number', 'open', (it) => wire(it, PATH, [['content-length', '0x10']]), [400]],
    [
      'a broken chunk',
      'open',
      (it) => `${wire({ ...it, body: '' }, PATH, CHUNKED)}5\r\n{"ref"\r\n0\r\n\r\n`,
      [400],
    ],
    [
      'a chunk without a size',
      'open',
      (it) => `${wire({ ...it, body: '' }, PATH, CHUNKED)}zz\r\n${it.body}\r\n0\r\n\r\n`,
      [400],
    ],
    [
      'a transfer encoding that compresses',
      'open',
      (it) => {
        const head = wire({ ...it, body: '' }, PATH, [
          ['content-length', undefined],
          ['transfer-encoding', 'gzip, chunked'],
        ]);
        return `${head}${it.body.length.toString(16)}\r\n${it.body}\r\n0\r\n\r\n`;
      },
      [400],
    ],
    ['gzip', 'open', (it) => wire(it, PATH, [['content-encoding', 'gzip']]), [415]],
    ['two encodings', 'open', (it) => wire(it, PATH, [['content-encoding', 'identity, br']]), [415]],
    [
      'a form',
      'open',
      (it) => wire(it, PATH, [['content-type', 'application/x-www-form-urlencoded']]),
      [415],
    ],
    ['no header at all', 'open', () => `POST ${PATH} HTTP/1.1\r\n\r\n`, [400]],
    ['an id that is no GUID', 'open', (it) => wire(it, PATH, [['x-github-delivery', '1']]), [400]],
    [
      'an id of 10,000 characters',
      'open',
      (it) => wire(it, PATH, [['x-github-delivery', 'a'.repeat(10_000)]]),
      [400],
    ],
    [
      'two ids',
      'open',
      (it) =>
        wire(it, PATH, [
          ['x-github-delivery', idOf(it)],
          ['x-github-delivery', idOf(push())],
        ]),
      [400],
    ],
    [
      'an event name of 10,000 characters',
      'open',
      (it) => wire(it, PATH, [['x-github-event', 'p'.repeat(10_000)]]),
      [400],
    ],
    [
      'the name of Octokit’s handlers of errors',
      'open',
      (it) => wire(it, PATH, [['x-github-event', 'error']]),
      [400],
    ],
    ['a NUL in a header', 'open', (it) => wire(it, PATH, [['x-github-event', 'pu\u0000sh']]), [400]],
    ['a line break in a header', 'open', (it) => wire(it, PATH, [['x-github-event', 'push\nx: y']]), [400]],
    ['a header that is folded', 'open', (it) => wire(it, PATH, [['x-github-event', 'push\r\n  x']]), [400]],
    ['a header of 20 KB', 'open', (it) => wire(it, PATH, [['x-long', 'x'.repeat(20 * KB)]]), [431]],
    ['as many headers as Node reads', 'open', (it) => withHeaders(it, MOST_HEADERS), [431]],
    [
      'more headers than fit',
      'open',
      (it) =>
        wire(
          it,
          PATH,
          Array.from({ length: 5000 }, () => ['a', ''] as const),
        ),
      [431],
    ],
    ['another version of HTTP', 'open', (it) => wire(it, PATH).replace('HTTP/1.1', 'HTTP/3.0'), [400]],
    ['no HTTP', 'open', () => '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n', [400]],
  ])('with %s is refused, without a word too much, and stores nothing', async (_, end, bytes, statuses) => {
    const before = await count();
    const connection = await open();
    connection.write(bytes(push()));
    if (end === 'closed') {
      await until(() => expect(connection.socket.bytesWritten).toBeGreaterThan(0));
      connection.close();
    } else {
      const answers = await connection.closed();
      expect(answers.map(({ status }) => status)).toEqual(statuses);
      expect(connection.received).not.toMatch(
        /\bat .*\.(ts|js)\b|node_modules|probot|octokit|node\.js|x-powered-by|^server:/im,
      );
    }
    expect(await count()).toBe(before);
  });

  it.each([
    ['a BOM', Buffer.from('\ufeff{"ref":"x"}')],
    ['a byte that is no UTF-8', Buffer.from([...Buffer.from('{"ref":"'), 0xff, ...Buffer.from('"}')])],
    ['an overlong slash', Buffer.from([...Buffer.from('{"ref":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
    ['half a surrogate', Buffer.from([...Buffer.from('{"ref":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')])],
  ])('with %s in its body is refused although it is signed', async (_, body) => {
    const signed = sign('push', body as unknown as string);
    const head = wire({ ...signed, body: '' }, PATH, [['content-length', String(body.length)]]);
    expect(await statusesOf(Buffer.concat([Buffer.from(head), body]))).toEqual([400]);
    expect(await isStored(signed)).toBe(false);
  });

  it('is not believed where its bytes only become the signed text when they are mended', async () => {
    const signed = sign('push', '{"ref":"\ufffd"}');
    const forged = Buffer.from([...Buffer.from('{"ref":"'), 0xff, ...Buffer.from('"}')]);
    const head = wire({ ...signed, body: '' }, PATH, [['content-length', String(forged.length)]]);
    expect(await statusesOf(Buffer.concat([Buffer.from(head), forged]))).toEqual([400]);
    expect(await statusesOf(wire(signed, PATH))).toEqual([200]);
    expect((await stage.store.events.find(idOf(signed)))?.body).toBe(signed.body);
  });

  it('is stored to the byte, with all that JSON and UTF-8 allow', async () => {
    const body = ' \n{"ref":"\u{1f600}\u0000\\ud800","padding":1.0,\t"é":"\\u00e9"}\n';
    const signed = sign('push', body.replace('\u0000', ''));
    expect(await statusesOf(wire(signed, PATH))).toEqual([200]);
    expect((await stage.store.events.find(idOf(signed)))?.body).toBe(signed.body);
  });
});

/** So many in all. */
const withHeaders = (signed: Signed, count: number): string => {
  const own = wire(signed, PATH).split('\r\n\r\n')[0]!.split('\r\n').length - 1;
  return wire(
    signed,
    PATH,
    Array.from({ length: count - own }, (_, at) => [`x-${at}`, '1'] as const),
  );
};

const CHUNKED = [
  ['content-length', undefined],
  ['transfer-encoding', 'chunked'],
] as const;

describe('everything else', () => {
  it('is answered 4xx, whatever the method and the path', async () => {
    const methods = [
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'QUERY',
    ];
    const paths = [
      PATH,
      `${PATH}/x`,
      `/api/github/./webhooks`,
      `/api/github/x/../webhooks`,
      `/api/github/%77ebhooks`,
      `\\api\\github\\webhooks`,
      `//api/github/webhooks`,
      `http://relay${PATH}`,
      `${PATH}#x`,
      `${PATH}/?x`,
      '/healthz',
      '/readyz',
      '/',
      '//',
      '/%',
      '/%00',
      '*',
      '/probot',
      '/probot/static/robot.svg',
      '/__proto__',
    ];
    const fine = new Set(['/healthz', '/readyz', '/'].flatMap((path) => [`GET ${path}`, `HEAD ${path}`]));
    const before = await count();
    for (const method of methods) {
      for (const path of paths) {
        const request = `${method} ${path}`;
        if (fine.has(request) || request === `POST ${PATH}`) continue;
        const signed = wire(push(), path).replace('POST', method);
        const connection = await open();
        const [answer] = await connection.write(signed).closed();
        expect([request, answer?.status]).toEqual([
          request,
          expect.toSatisfy((is: number) => is >= 400 && is < 500),
        ]);
        expect(connection.received).not.toMatch(/probot|octokit|x-powered-by|^server:/im);
      }
    }
    expect(await count()).toBe(before);
  });

  it.each([
    ['to upgrade', 'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', 303],
    [
      'to upgrade to HTTP/2',
      'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n',
      303,
    ],
    ['for HTTP/2 at once', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['for a tunnel', 'CONNECT relay:443 HTTP/1.1\r\nhost: relay\r\n\r\n', 405],
    ['without a Host header', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['with a Host that is none', 'GET /healthz HTTP/1.1\r\nhost: a b/%\r\n\r\n', 400],
  ])('that asks %s is answered', async (_, bytes, status) => {
    expect((await send(bytes))[0]?.status).toBe(status);
  });

  it('with a body that nobody reads does not keep its connection', async () => {
    const connection = await open();
    connection.write(
      `POST /elsewhere HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\n${'x'.repeat(9_000)}`,
    );
    expect((await connection.closed())[0]?.status).toBe(404);
  });
});
