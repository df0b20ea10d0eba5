import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer } from '../../src/core/answer.ts';
import { createRepositoryDispatch } from '../../src/senders/repository-dispatch.ts';
import { freePort } from '../build/free-port.ts';
import { aStored } from '../fakes/fake-notifications.ts';

interface Seen {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

const PAYLOAD = { relay: { id: 'n-1' } };
const TOKEN = 'ghs_aTokenOfAnInstallation';

let seen: Seen[];
let respond: (request: IncomingMessage, response: ServerResponse) => void;
let apiUrl: string;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method = '', url = '', headers } = request;
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    seen.push({ line: `${method} ${url}`, authorization: headers.authorization, body });
    respond(request, response);
  });
});

beforeEach(async () => {
  seen = [];
  respond = (_, response) => response.writeHead(204).end();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const send = (
  options: {
    url?: string;
    location?: string;
    signal?: AbortSignal;
    token?: () => Promise<string>;
  } = {},
) => {
  const { url = apiUrl, location, signal = new AbortController().signal } = options;
  const token = options.token ?? (() => Promise.resolve(TOKEN));
  return createRepositoryDispatch({ apiUrl: url, token }).send(aStored('n-1'), PAYLOAD, {
    isTokenFresh: false,
    signal,
    ...(location !== undefined && { location }),
  });
};
const answers = async (options: Parameters<typeof send>[0] = {}): Promise<Answer> =>
  (await send(options)).answer;

describe('a repository_dispatch', () => {
  it('is one POST with a token of the hub, which is not in the record', async () => {
    const { request, answer } = await send();
    expect(seen).toEqual([
      {
        line: 'POST /api/v3/repos/acme/docs/dispatches',
        authorization: `token ${TOKEN}`,
        body: { event_type: 'push', client_payload: PAYLOAD },
      },
    ]);
    expect(answer).toMatchObject({ kind: 'answer', status: 204 });
    expect(request).toMatchObject({ method: 'POST', body: seen[0]?.body });
    expect(JSON.stringify([request, answer])).not.toContain(TOKEN);
  });

  it('is never repeated, whatever the answer', async () => {
    for (const status of [500, 502, 429, 403, 401]) {
      respond = (_, response) => response.writeHead(status, { 'retry-after': '0' }).end('{"message":"no"}');
      expect(await answers()).toMatchObject({ kind: 'answer', status });
    }
    expect(seen).toHaveLength(5);
  });

  it('goes where GitHub redirects to within its API, as the POST that it is, and nowhere else', async () => {
    respond = (_, response) =>
      response.writeHead(307, { location: '/api/v3/repositories/2/dispatches' }).end();
    expect(await answers()).toMatchObject({
      status: 307,
      headers: { location: '/api/v3/repositories/2/dispatches' },
    });
    respond = (_, response) => response.writeHead(204).end();
    expect(await answers({ location: `${apiUrl}/repositories/2/dispatches` })).toMatchObject({ status: 204 });
    expect(await answers({ location: '/api/v3/repositories/2/dispatches' })).toMatchObject({ status: 204 });
    const lines = seen.map(({ line }) => line);
    expect(lines.slice(1)).toEqual(Array(2).fill('POST /api/v3/repositories/2/dispatches'));
    for (const location of [
      'http://127.0.0.1:1/x',
      'https://attacker.test/x',
      'http://[',
      'file:///etc/passwd',
    ]) {
      expect(await answers({ location })).toMatchObject({ status: 400 });
    }
    expect(seen).toHaveLength(3);
  });

  it('did not arrive where nobody listens, and may have where the connection was cut', async () => {
    const nowhere = await answers({ url: `http://127.0.0.1:${await freePort()}` });
    expect(nowhere).toMatchObject({ kind: 'no-answer', mayHaveArrived: false });
    respond = (request) => request.socket.destroy();
    expect(await answers()).toMatchObject({ kind: 'no-answer', mayHaveArrived: true });
  });

  it('is given up when it is told so, and may have arrived', async () => {
    const cut = new AbortController();
    respond = () => cut.abort(new Error('Hub Relay is stopping'));
    expect(await answers({ signal: cut.signal })).toMatchObject({ kind: 'no-answer', mayHaveArrived: true });
  });

  it('is not sent without a token, and says that it was about that', async () => {
    const response = { status: 401, headers: {}, data: { message: 'A JSON web token could not be decoded' } };
    const refused = Object.assign(new Error('refused'), { response });
    expect(await answers({ token: () => Promise.reject(refused) })).toMatchObject({
      status: 401,
      isForToken: true,
      text: 'A JSON web token could not be decoded',
    });
    expect(await answers({ token: () => Promise.reject(new Error('time-out')) })).toMatchObject({
      kind: 'no-answer',
      mayHaveArrived: false,
    });
    expect(seen).toEqual([]);
  });
});
