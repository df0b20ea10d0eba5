import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../src/config/schema.ts';
import { createPages } from '../../src/web/pages.ts';
import { type Readiness } from '../../src/web/ready.ts';
import { SCHEMA_PATH } from '../../src/web/schema-page.ts';

const READY: Readiness = {
  status: 'ready',
  checks: { store: { ok: true }, lanes: { ok: true }, planning: { ok: true } },
};
const NOT_READY: Readiness = {
  status: 'not ready',
  checks: { ...READY.checks, store: { ok: false, reason: 'A write took over 2 s.' } },
};

const PASSED = [
  '/api/github/webhooks',
  '/ping',
  '/schema',
  '/schema/hub-relay.json/',
  '/healthz/',
  '/healthz/x',
  '/__proto__',
  '//',
  '/tryst',
  '/notifications-of-others',
  '/Notifications',
];

const GLOBALS = [Request, Response];

let readiness: Readiness;
let server: Server;
let url: string;
/** What was left to others, with what they could read of it. */
let passed: { readonly request: string; readonly body: string }[];

const desk = {
  fetch: ({ method, url: asked }: Request) => new Response(`${method} ${new URL(asked).pathname}`),
};

const listen = async (webhookPath: string): Promise<void> => {
  const pages = createPages({
    ready: () => Promise.resolve(readiness),
    front: { openDesk: () => Promise.resolve(desk), webhookPath },
  });
  const rest = async (request: IncomingMessage): Promise<void> => {
    passed.push({ request: `${request.method} ${request.url}`, body: await text(request) });
  };
  server = createServer((request, response) => {
    void pages(request, response).then(async (isAnswered) => {
      if (isAnswered) return;
      await rest(request);
      response.writeHead(418).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeEach(async () => {
  readiness = READY;
  passed = [];
  await listen('/api/github/webhooks');
});
afterEach(() => server.close());

describe('the pages', () => {
  it('say that the process is alive, whatever else is wrong', async () => {
    readiness = NOT_READY;
    const response = await fetch(`${url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it.each([
    [200, READY],
    [503, NOT_READY],
  ])('answer %d with the checks to whoever asks whether it is ready', async (status, expected) => {
    readiness = expected;
    const response = await fetch(`${url}/readyz?verbose`);
    expect([response.status, await response.json()]).toEqual([status, expected]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['/', '/notifications', '/notifications.csv', '/repositories/a/b', '/try', '/sign-in/callback'])(
    'give %s to the desk, whatever the method',
    async (path) => {
      for (const method of ['GET', 'POST', 'DELETE'])
        expect(await (await fetch(`${url}${path}?a=/b`, { method })).text()).toBe(`${method} ${path}`);
      expect(passed).toEqual([]);
    },
  );

  it.each(['/healthz', '/readyz', SCHEMA_PATH])('answer HEAD of %s as GET, without a body', async (path) => {
    readiness = NOT_READY;
    const [head, get] = [await fetch(url + path, { method: 'HEAD' }), await fetch(url + path)];
    expect(head.status).toBe(get.status);
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
    expect(await head.text()).toBe('');
  });

  it.each(['/healthz', '/readyz', SCHEMA_PATH])('take nothing but GET and HEAD at %s', async (path) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await fetch(url + path, { method, ...(method === 'POST' && { body: 'x' }) });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
    expect(passed).toEqual([]);
  });

  it('give the schema of the file to every editor, also to one in a browser, and once', async () => {
    const response = await fetch(url + SCHEMA_PATH);
    const { headers } = response;
    expect(await response.json()).toEqual(configJsonSchema());
    expect([headers.get('content-type'), headers.get('access-control-allow-origin')]).toEqual([
      'application/schema+json',
      '*',
    ]);
    for (const tag of [headers.get('etag') ?? '', `"x", W/${headers.get('etag') ?? ''}`]) {
      const again = await fetch(url + SCHEMA_PATH, { headers: { 'if-none-match': tag } });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    const other = await fetch(url + SCHEMA_PATH, { headers: { 'if-none-match': '"x"' } });
    expect(other.status).toBe(200);
    expect((await fetch(`${url}/healthz`)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('leave everything else to others, with its body unread', async () => {
    for (const path of PASSED) {
      const response = await fetch(url + path, { method: 'POST', body: '{"ref":1}' });
      expect(response.status).toBe(418);
      expect(passed.at(-1)).toEqual({ request: `POST ${path}`, body: '{"ref":1}' });
    }
  });

  it('leave webhooks alone also where they arrive at the root', async () => {
    server.close();
    await listen('/');
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(418);
    expect(passed).toEqual([{ request: 'POST /', body: '{}' }]);
    expect((await fetch(url)).status).toBe(200);
  });

  it('answer a load balancer that speaks HTTP/1.0 without a Host header', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /healthz HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.[01] 200 [^]*\{"status":"ok"\}$/);
  });

  it('leave the globals as they were, which other libraries use', () => {
    expect([Request, Response]).toEqual(GLOBALS);
  });
});
