import { networkInterfaces } from 'node:os';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { type EndpointKeys } from '../../src/core/endpoint.ts';
import { parseRange } from '../../src/core/address.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { createWebhook, type WebhookOptions } from '../../src/senders/webhook.ts';
import { type Certificate, certificate } from '../build/certificate.ts';
import { type ReceiverOptions, startReceiver } from '../build/https-server.ts';
import { startBareServer, startTlsServer } from '../build/tls-server.ts';
import { aStored } from '../fakes/fake-notifications.ts';

const SECRET = `whsec_${Buffer.alloc(32, 251).toString('base64')}`;
const GITHUB_SECRET = 'a-secret-of-github';
const PAYLOAD = { relay: { id: 'n-1' }, text: 'grüße 🎉' };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});
const kept = <T extends { close(): Promise<void> }>(server: T): T => {
  open.push(server);
  return server;
};
const start = async (options: ReceiverOptions = {}) => kept(await startReceiver(options));

interface Given extends Partial<WebhookOptions> {
  readonly isBare?: boolean;
  readonly event?: string;
  readonly id?: string;
  readonly payload?: JsonObject;
}

const send = (url: string, changes: Partial<EndpointKeys> = {}, given: Given = {}) => {
  const { isBare = false, event = 'push', id = 'n-1', payload = PAYLOAD, ...options } = given;
  const endpoint = {
    name: 'chat',
    url,
    format: 'standard',
    allow: [],
    secrets: [SECRET],
    ...changes,
  } as const;
  const allowedSubnets = [parseRange('127.0.0.1/32')!];
  return createWebhook({ endpoints: [endpoint], allowedSubnets, now: Date.now, ...options }).send(
    aStored(id, { target: { kind: 'endpoint', endpoint: 'chat', event, isBare } }),
    payload,
    { isTokenFresh: false, signal: new AbortController().signal },
  );
};

/** One that this process does not trust, or that is for another name. */
const strange = async (name: string): Promise<Certificate> => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], { keyType: 'ec' });
  return { key, cert };
};

describe('an outgoing webhook did not arrive where', () => {
  it.each([
    ['the connection is reset at once', (socket) => socket.resetAndDestroy()],
    ['the connection is ended at once', (socket) => socket.end()],
    [
      'the connection is reset within the handshake',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
    ],
    [
      'no TLS is spoken',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ],
  ] satisfies [string, Parameters<typeof startBareServer>[0]][])('%s', async (_, onConnection) => {
    const { url } = kept(await startBareServer(onConnection));
    expect((await send(url)).answer).toMatchObject({ kind: 'no-answer', mayHaveArrived: false });
  });

  it('the handshake has no end', async () => {
    const { url } = kept(await startBareServer(() => undefined));
    expect((await send(url, {}, { timeOut: 100 })).answer).toEqual({
      kind: 'no-answer',
      reason: 'no answer within 0.1 s',
      mayHaveArrived: false,
    });
  });

  it('nobody trusts the certificate, and says how that is changed', async () => {
    const { url } = kept(await startTlsServer(await strange('127.0.0.1'), ''));
    expect((await send(url)).answer).toMatchObject({
      reason: expect.stringContaining('NODE_EXTRA_CA_CERTS names the file of a private authority'),
      mayHaveArrived: false,
    });
  });

  it('the certificate is for another name', async () => {
    const { url } = kept(await startTlsServer(await certificate(), ''));
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const { answer } = await send(url.replace('127.0.0.1', 'other.test'), {}, { resolve });
    expect(answer).toMatchObject({
      reason: expect.stringContaining("other.test. is not in the cert's altnames"),
      mayHaveArrived: false,
    });
  });

  it.each(['standard', 'github'] as const)(
    'a secret cannot sign in the format "%s", which is not repeated',
    async (format) => {
      const { url, requests, connections } = await start();
      for (const secrets of [
        ['whsec_§§§§'],
        ['§§'],
        [''],
        [],
        [format === 'github' ? GITHUB_SECRET : SECRET, 'whsec_§'],
      ]) {
        const { answer, request } = await send(url, { format, secrets });
        expect(answer).toMatchObject({
          reason: expect.stringMatching(/^nothing was sent to the endpoint "chat": a .*; make one by: /),
          mayHaveArrived: false,
        });
        expect(JSON.stringify([answer, request])).not.toContain('§');
      }
      expect([requests, connections()]).toEqual([[], 0]);
    },
  );
});

describe('an outgoing webhook has its answer from', () => {
  it.each([
    ['no body', 'HTTP/1.1 204 No Content\r\n\r\n', 204, ''],
    ['a body where there is none', 'HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello', 204, ''],
    [
      'chunks',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
      200,
      'abcde',
    ],
    [
      'chunks that break off into nonsense',
      'HTTP/1.1 500 X\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n',
      500,
      'abc',
    ],
    [
      'what follows hints',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 202 OK\r\ncontent-length: 2\r\n\r\nhi',
      202,
      'hi',
    ],
    ['a body that is cut off', 'HTTP/1.1 500 X\r\ncontent-length: 99\r\n\r\nabc', 500, 'abc'],
    [
      'a switch to another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nx',
      101,
      '',
    ],
    ['a switch to no protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 101, ''],
  ])('%s', async (_, bytes, status, text) => {
    const { url } = kept(await startTlsServer(await certificate(), bytes));
    expect((await send(url)).answer).toMatchObject({ kind: 'answer', status, text });
  });

  it.each([
    ['nonsense', 'nonsense \u0000\u0001\r\n\r\n'],
    ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['64 KiB of headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(65_536)}\r\n\r\n`],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])('nobody where there is %s, and may have arrived', async (_, bytes) => {
    const { url } = kept(await startTlsServer(await certificate(), bytes));
    expect((await send(url)).answer).toMatchObject({
      kind: 'no-answer',
      reason: expect.stringContaining('Parse Error'),
      mayHaveArrived: true,
    });
  });
});

describe('a request to an endpoint', () => {
  it('tells its length in bytes', async () => {
    const { url, requests } = await start();
    await send(url);
    const [{ headers, body }] = requests as [(typeof requests)[0]];
    expect(headers['content-length']).toBe(String(Buffer.byteLength(JSON.stringify(PAYLOAD))));
    expect(JSON.parse(body.toString())).toEqual(PAYLOAD);
  });

  it('has the fields of the template and nothing beside them, and is recorded so', async () => {
    const { url, requests } = await start();
    const payload = { relay: { id: 'n-1' }, text: 'x', attachments: [{ relay: 1 }] };
    const { request } = await send(url, {}, { isBare: true, payload });
    const bare = { text: 'x', attachments: [{ relay: 1 }] };
    expect(JSON.parse(requests[0]!.body.toString())).toEqual(bare);
    expect(request).toMatchObject({ body: bare });
  });

  it('gets no header of a line break, wherever it stands', async () => {
    const { url, requests } = await start();
    const line = '\r\nx-evil: 1';
    await send(`${url}/a${line}?b${line}`, { secrets: [GITHUB_SECRET + line], format: 'github' });
    await send(`${url}/%0d%0ax-evil:1`);
    expect(requests.map(({ path }) => path)).toEqual(['/ax-evil:%201?bx-evil:%201', '/%0d%0ax-evil:1']);
    for (const given of [{ event: `push${line}` }, { id: `n${line}` }]) {
      const { answer } = await send(url, { format: 'github', secrets: [GITHUB_SECRET] }, given);
      expect(answer).toMatchObject({ kind: 'no-answer' });
    }
    expect(requests).toHaveLength(2);
    expect(requests.some(({ headers }) => 'x-evil' in headers)).toBe(false);
  });

  const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === '::1'),
  );
  it.runIf(hasIpv6)('goes over IPv6, and of two addresses only to the one that is allowed', async () => {
    const { url, requests, connections } = await start({ host: '::' });
    const both = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
    const resolve = () => Promise.resolve(both);
    const named = url.replace('127.0.0.1', 'localhost');
    const allowedSubnets = [parseRange('::1/128')!];
    await send(url.replace('127.0.0.1', '[::1]'), {}, { allowedSubnets });
    await send(named, {}, { allowedSubnets, resolve });
    await send(named, {}, { resolve });
    expect(requests.map(({ from }) => from)).toEqual(['::1', '::1', '::ffff:127.0.0.1']);
    expect(connections()).toBe(3);
  });
});

describe('what an endpoint repeats', () => {
  const PATH = '/services/T0K%45N-one/T0KEN two?key=T0KENthree&T0KEN-four#x';
  it.each([
    ['standard', SECRET],
    ['github', GITHUB_SECRET],
  ] as const)('is shown without what is secret, in the format "%s"', async (format, secret) => {
    const { url } = await start({
      answer: ({ path, headers }) => {
        const signed = [headers['webhook-signature'], headers['x-hub-signature-256']];
        const words = [secret, secret.replace('whsec_', ''), path, decodeURIComponent(path), ...signed];
        const php = JSON.stringify(words).replaceAll('/', '\\/');
        return { status: 500, body: `${words.join(' ')} ${php} ${path.slice(0, 18)}` };
      },
    });
    const { answer } = await send(url + PATH, { format, secrets: [secret] });
    const { text } = answer as { readonly text: string };
    expect(text).toContain('…');
    expect(text).not.toMatch(/T0K|v1,|sha256=\w|-secret-of-|\+\\?\/v7/);
    for (const word of [secret, secret.replace('whsec_', '')]) expect(text).not.toContain(word.slice(0, 12));
  });

  it('is shown without the secret in which it was cut off, and without one that begins with another', async () => {
    const { url } = await start({
      answer: ({ path }) => ({
        status: 500,
        body: path === '/cut' ? 'x'.repeat(4_096 - 12) + GITHUB_SECRET : `${GITHUB_SECRET}-2nd`,
      }),
    });
    const secrets = [GITHUB_SECRET, `${GITHUB_SECRET}-2nd`];
    const said = async (path: string) => (await send(url + path, { format: 'github', secrets })).answer;
    expect(await said('/cut')).toMatchObject({ text: `${'x'.repeat(4_096 - 12)}…` });
    expect(await said('/whole')).toMatchObject({ text: '…' });
  });

  it.each(['URL?T0KEN-of-chat', 'URL\\T0KEN-of-chat', 'URL#/T0KEN-of-chat'])(
    'is hidden also in %j',
    async (url) => {
      const { url: origin } = await start({ answer: () => ({ status: 400, body: 'no T0KEN-of-chat' }) });
      expect((await send(url.replace('URL', origin))).answer).toMatchObject({ text: 'no …' });
    },
  );
});
