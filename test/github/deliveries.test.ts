import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ProbotOctokit } from 'probot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Deliveries } from '../../src/flow/github-ports.ts';
import { type Client } from '../../src/github/client.ts';
import { createAppClient } from '../../src/github/app-client.ts';
import { createDeliveries } from '../../src/github/deliveries.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** More than a JavaScript number can hold; such ids are GitHub's since 2026. https://github.com/octokit/request.js/issues/797 */
const LARGE_ID = '3804004623172239366';
const ITEM = `{"id":${LARGE_ID},"guid":"g1","delivered_at":"2026-11-23T19:27:15Z","redelivery":true,"duration":0.1,
  "status":"Invalid HTTP Response: 503","status_code":503,"event":"release","action":"published","throttled_at":null}`;

let server: Server;
let apiUrl: string;
let deliveries: Deliveries;
let asked: string[];
let answer: { status: number; headers?: Record<string, string>; body: string };

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization?.split(' ')[0]}`);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createAppClient({ appId: 7, privateKey, apiUrl });
  deliveries = createDeliveries(() => Promise.resolve(client));
});
afterEach(() => server.close());

describe('the list of deliveries', () => {
  it('is read as the App, in pages of a hundred, and tells where it goes on', async () => {
    const link = '<http://x/app/hook/deliveries?per_page=100&cursor=v1_9%3D>; rel="next"';
    answer = { status: 200, headers: { link }, body: `[${ITEM}]` };
    expect(await deliveries.page()).toEqual({
      deliveries: [
        {
          id: LARGE_ID,
          guid: 'g1',
          event: 'release',
          action: 'published',
          deliveredAt: Date.parse('2026-11-23T19:27:15Z'),
          isRedelivery: true,
          isSuccess: false,
          statusCode: 503,
        },
      ],
      next: 'v1_9=',
    });
    answer = { status: 200, body: '[]' };
    expect(await deliveries.page('v1_9=')).toEqual({ deliveries: [] });
    expect(asked).toEqual([
      'GET /app/hook/deliveries?per_page=100 bearer',
      'GET /app/hook/deliveries?per_page=100&cursor=v1_9%3D bearer',
    ]);
  });

  it.each([400, 404, 422])('says that its cursor is unknown when GitHub answers %i', async (status) => {
    answer = { status, body: '{"message":"no"}' };
    expect(await deliveries.page('v1_1')).toBe('unknown-cursor');
    await expect(deliveries.page()).rejects.toMatchObject({ status });
  });
});

describe('a redelivery', () => {
  it('is asked for under an id of 64 bits, every digit of it', async () => {
    answer = { status: 202, body: '{}' };
    expect(await deliveries.redeliver(LARGE_ID)).toBe('accepted');
    expect(asked).toEqual([`POST /app/hook/deliveries/${LARGE_ID}/attempts bearer`]);
  });

  it.each([
    [404, 'gone'],
    [410, 'gone'],
    [400, 'refused'],
    [422, 'refused'],
  ])('answered with %i is %s', async (status, said) => {
    answer = { status, body: '{"message":"no"}' };
    expect(await deliveries.redeliver('1')).toBe(said);
  });

  it.each([401, 403, 429, 500])('answered with %i rejects', async (status) => {
    answer = { status, body: '{"message":"no"}' };
    await expect(deliveries.redeliver('1')).rejects.toMatchObject({ status });
  });

  it('is asked for once, also by a client that repeats what failed', async () => {
    answer = { status: 500, body: '{"message":"no"}' };
    const client = new ProbotOctokit({ baseUrl: apiUrl, auth: { token: 'x' }, throttle: { enabled: false } });
    const repeating = createDeliveries(() => Promise.resolve(client as unknown as Client));
    await expect(repeating.redeliver('1')).rejects.toMatchObject({ status: 500 });
    expect(asked).toHaveLength(1);
  });
});
