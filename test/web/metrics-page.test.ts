import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRange } from '../../src/core/address.ts';
import { createMetricsPage, type MetricsPageOptions } from '../../src/web/metrics-page.ts';
import { createPages } from '../../src/web/pages.ts';
import { isSecret } from '../build/said.ts';

const TOKEN = 'a-token-of-the-metrics';
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

let server: Server;
afterEach(() => server.close());

const listen = async (options: Partial<MetricsPageOptions> = {}, host = '127.0.0.1'): Promise<number> => {
  const metrics = createMetricsPage({
    read: () => Promise.resolve({ contentType: CONTENT_TYPE, text: 'up 1\n' }),
    trustedProxies: [],
    ...options,
  });
  const pages = createPages({ ready: () => Promise.reject(new Error('not asked')), metrics });
  server = createServer((incoming, outgoing) => void pages(incoming, outgoing)).listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

interface Asked {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

const ask = async (
  port: number,
  headers: Readonly<Record<string, string>> = {},
  { method = 'GET', host = '127.0.0.1' } = {},
): Promise<Asked> => {
  const asking = request({ host, port, path: '/metrics', method, headers, agent: false }).end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
};

describe('the page of the metrics', () => {
  it('is given to a program of the same machine, where there is no token', async () => {
    const port = await listen();
    const { status, headers, body } = await ask(port);
    expect([status, headers['content-type'], body]).toEqual([200, CONTENT_TYPE, 'up 1\n']);
    expect(headers['cache-control']).toBe('no-store');
    expect((await ask(port, { host: 'localhost:3000' })).status).toBe(200);
  });

  it('is given over IPv6 too', async () => {
    const port = await listen({}, '::1');
    expect((await ask(port, { host: `[::1]:${port}` }, { host: '::1' })).status).toBe(200);
  });

  it.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['x-forwarded-for', ''],
    ['forwarded', 'for=127.0.0.1'],
    ['x-real-ip', '127.0.0.1'],
    ['x-forwarded-proto', 'https'],
    ['via', '1.1 caddy'],
    ['host', 'relay.example.com'],
    ['host', 'localhost.example.com'],
    ['host', '127.0.0.1.example.com'],
  ])('is not opened to the world by a proxy on the same machine: %s "%s"', async (name, value) => {
    const { status, headers, body } = await ask(await listen(), { [name]: value });
    expect([status, headers.location]).toEqual([403, undefined]);
    expect(body).toMatch(/Set METRICS_TOKEN .*\[metrics-closed\]/);
    expect(body).not.toContain('up 1');
  });

  it('is not opened by a proxy that speaks HTTP/1.0, as nginx does', async () => {
    const socket = connect(await listen(), '127.0.0.1');
    socket.write('GET /metrics HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.[01] 403 /);
  });

  it('is not given to a trusted proxy on the machine itself, whatever that leaves out', async () => {
    const loopback = parseRange('127.0.0.1')!;
    expect((await ask(await listen({ trustedProxies: [loopback] }))).status).toBe(403);
  });

  it('is given to whoever has the token, from wherever they come', async () => {
    isSecret(TOKEN);
    const port = await listen({ token: TOKEN });
    for (const authorization of [`Bearer ${TOKEN}`, `bearer  ${TOKEN} `]) {
      const headers = { authorization, 'x-forwarded-for': '192.0.2.1', host: 'relay.example.com' };
      expect((await ask(port, headers)).status).toBe(200);
    }
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Bearer x ${TOKEN}`,
    `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}`,
    TOKEN,
    `Bearer ${'x'.repeat(5_000)}`,
  ])('is not given for the header %s, from the machine itself either', async (authorization) => {
    const port = await listen({ token: TOKEN });
    const { status, headers, body } = await ask(port, authorization === undefined ? {} : { authorization });
    expect([status, headers.location]).toEqual([401, undefined]);
    expect(headers['www-authenticate']).toBe('Bearer realm="metrics"');
    expect(body).toMatch(/Authorization: Bearer .*\[metrics-token\]/);
    expect(body).not.toContain(TOKEN);
  });

  it('takes nothing but GET and HEAD', async () => {
    const port = await listen();
    expect((await ask(port, {}, { method: 'POST' })).status).toBe(405);
    const head = await ask(port, {}, { method: 'HEAD' });
    expect([head.status, head.body]).toEqual([200, '']);
  });
});
