import { verify } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRange } from '../../src/core/address.ts';
import { type EndpointKeys } from '../../src/core/endpoint.ts';
import { createWebhook, type WebhookOptions } from '../../src/senders/webhook.ts';
import { type ReceiverOptions, startReceiver } from '../build/https-server.ts';
import { aStored } from '../fakes/fake-notifications.ts';

const SECRETS = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
const GITHUB_SECRETS = ['a-secret-of-github-1', 'a-secret-of-github-2'];
const LOOPBACK = ['127.0.0.1/32'].map((text) => parseRange(text)!);
const PAYLOAD = { relay: { id: 'n-1' }, text: 'grüße 🎉' };

let receiver: Awaited<ReturnType<typeof startReceiver>> | undefined;
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});
const start = async (options: ReceiverOptions = {}) => (receiver = await startReceiver(options));

interface Given extends Partial<WebhookOptions> {
  readonly isBare?: boolean;
  readonly signal?: AbortSignal;
}

const send = (url: string, changes: Partial<EndpointKeys> = {}, given: Given = {}) => {
  const { isBare = false, signal = new AbortController().signal, ...options } = given;
  const endpoint: EndpointKeys = {
    name: 'chat',
    url,
    format: 'standard',
    allow: ['acme/*'],
    secrets: SECRETS,
    ...changes,
  };
  const target = { kind: 'endpoint', endpoint: 'chat', event: 'push', isBare } as const;
  return createWebhook({ endpoints: [endpoint], allowedSubnets: LOOPBACK, now: Date.now, ...options }).send(
    aStored('n-1', { target }),
    PAYLOAD,
    { isTokenFresh: false, signal },
  );
};

describe('an outgoing webhook', () => {
  it('is accepted by Standard Webhooks with each of its secrets', async () => {
    const { url, requests } = await start();
    const { answer, request } = await send(`${url}/services/T0KEN-of-the-chat?key=0123456789`);
    expect(answer).toMatchObject({ kind: 'answer', status: 204 });
    const [{ headers, body, path }] = requests as [(typeof requests)[0]];
    expect(path).toBe('/services/T0KEN-of-the-chat?key=0123456789');
    for (const secret of SECRETS) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(PAYLOAD);
    }
    expect(headers).toMatchObject({ 'webhook-id': 'n-1', 'content-type': 'application/json' });
    expect(request).toMatchObject({ method: 'POST', url: `${url}/…`, body: PAYLOAD });
    const record = JSON.stringify([request, answer]);
    for (const secret of [...SECRETS, 'T0KEN', '0123456789', 'v1,']) expect(record).not.toContain(secret);
  });

  it('goes to the endpoint that a route names in any case, as the rules find it', async () => {
    const { url, requests } = await start();
    expect((await send(url, { name: 'Chat' })).answer).toMatchObject({ status: 204 });
    expect(requests).toHaveLength(1);
  });

  it('is accepted as one of GitHub, with its first secret', async () => {
    const { url, requests } = await start();
    await send(url, { format: 'github', secrets: GITHUB_SECRETS }, { isBare: true });
    const [{ headers, body }] = requests as [(typeof requests)[0]];
    const signature = headers['x-hub-signature-256'] as string;
    expect(headers).toMatchObject({ 'x-github-event': 'push', 'x-github-delivery': 'n-1' });
    expect(JSON.parse(body.toString())).toEqual({ text: PAYLOAD.text });
    expect(await verify(GITHUB_SECRETS[0]!, body.toString(), signature)).toBe(true);
    expect(await verify(GITHUB_SECRETS[1]!, body.toString(), signature)).toBe(false);
  });

  it('follows no redirect, and reads no more than 4 KiB of an answer that has no end', async () => {
    const { url, requests } = await start({
      answer: ({ path }, response) => {
        if (path === '/moved') return { status: 307, headers: { location: '/elsewhere' } };
        response.writeHead(500);
        response.write('x'.repeat(100_000));
        return undefined;
      },
    });
    expect((await send(`${url}/moved`)).answer).toMatchObject({
      status: 307,
      headers: { location: '/elsewhere' },
    });
    expect((await send(`${url}/endless`)).answer).toMatchObject({ status: 500, text: 'x'.repeat(4_096) });
    expect(requests).toHaveLength(2);
  });

  it('may have arrived where the answer did not come in time, was cut, or was not waited for', async () => {
    const cut = new AbortController();
    const { url } = await start({
      answer: ({ path }, response) => {
        if (path === '/cut') response.socket?.destroy();
        if (path === '/stop') cut.abort(new Error('Hub Relay is stopping'));
        return undefined;
      },
    });
    expect((await send(`${url}/slow`, {}, { timeOut: 500 })).answer).toEqual({
      kind: 'no-answer',
      reason: 'no answer within 0.5 s',
      mayHaveArrived: true,
    });
    expect((await send(`${url}/cut`)).answer).toMatchObject({ kind: 'no-answer', mayHaveArrived: true });
    expect((await send(`${url}/stop`, {}, { signal: cut.signal })).answer).toEqual({
      kind: 'no-answer',
      reason: 'Hub Relay is stopping',
      mayHaveArrived: true,
    });
  });

  it('resolves a name once, and goes nowhere else', async () => {
    const { url, requests } = await start();
    const named = url.replace('127.0.0.1', 'localhost');
    for (const [first, second, sent] of [
      ['127.0.0.1', '127.0.0.2', 1],
      ['127.0.0.2', '127.0.0.1', 1],
    ] as const) {
      const asked: string[] = [];
      const resolve = (name: string) => {
        asked.push(name);
        return Promise.resolve([{ address: asked.length === 1 ? first : second, family: 4 }]);
      };
      await send(named, {}, { resolve });
      expect(asked).toEqual(['localhost']);
      expect(requests).toHaveLength(sent);
    }
  });

  it('writes nothing where the other end is not where it was to be', async () => {
    const { url, requests } = await start();
    const allowedSubnets = [parseRange('0.0.0.0/32')!];
    const { answer } = await send(url.replace('127.0.0.1', '0.0.0.0'), {}, { allowedSubnets });
    expect(answer).toMatchObject({
      reason: '127.0.0.1 is a loopback address; the operator can allow it in ENDPOINT_ALLOWED_SUBNETS',
      mayHaveArrived: false,
    });
    expect(requests).toEqual([]);
  });

  it('is the end where there is no such endpoint', async () => {
    expect((await send('https://x.test/', { name: 'other' })).answer).toMatchObject({
      code: 'endpoint-unknown',
      mayHaveArrived: false,
    });
  });
});
