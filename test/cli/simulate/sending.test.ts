import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCurl } from '../../../src/cli/simulate/curl.ts';
import { destinationOf, isAgreed, usableSettings } from '../../../src/cli/simulate/destination.ts';
import { load } from '../../../src/cli/simulate/load.ts';
import { readGiven } from '../../../src/cli/simulate/read-given.ts';
import { openLine, refusalOf } from '../../../src/cli/simulate/send.ts';
import { signed, titleOf } from '../../../src/cli/simulate/webhook.ts';
import { type RelayError } from '../../../src/errors.ts';
import { until } from '../../build/until.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';

const SIGNING = { secret: 'a-secret', appId: 7 };
const URL_THERE = 'http://127.0.0.1:3000/api/github/webhooks';

describe('where a webhook is sent', () => {
  const to = (env: Record<string, string>, wanted: { url?: string; plainHttp?: string } = {}) =>
    destinationOf(wanted, usableSettings(env));

  it.each([
    [{}, 'http://localhost:3000/api/github/webhooks'],
    [
      { HOST: '0.0.0.0', PORT: '8080', WEBHOOK_SECRET: 'a-secret' },
      'http://127.0.0.1:8080/api/github/webhooks',
    ],
    [{ HOST: '::', WEBHOOK_PATH: '/in', WEBHOOK_SECRET: 'a-secret' }, 'http://[::1]:3000/in'],
  ])('is the server that %j start', (env, url) => {
    expect(to(env)).toMatchObject({ url, isLocal: true });
  });

  it('is signed with Probot’s secret only where the server would use that', () => {
    expect(to({}).secret).toBe('development');
    expect(() => to({ NODE_ENV: 'production' })).toThrow('WEBHOOK_SECRET: found nothing');
    expect(() => to({}, { url: 'https://relay.example.com/' })).toThrow('WEBHOOK_SECRET: found nothing');
    expect(() => to({ HOST: '10.0.0.1' }, { plainHttp: 'ours' })).toThrow('WEBHOOK_SECRET: found nothing');
  });

  it('is nowhere that others could read it, unless somebody says why', () => {
    const url = 'http://relay.example.com/hook?x=y';
    expect(() => to({ WEBHOOK_SECRET: 's' }, { url })).toThrow(
      'http://relay.example.com/hook is read by everybody',
    );
    expect(() => to({ WEBHOOK_SECRET: 's' }, { url, plainHttp: ' ' })).toThrow('is read by everybody');
    expect(to({ WEBHOOK_SECRET: 's' }, { url, plainHttp: 'a tunnel' })).toMatchObject({
      url,
      isLocal: false,
    });
  });

  it.each([
    [{ PORT: '0' }, undefined, 'PORT is 0'],
    [{}, 'ftp://x', '"ftp://x" is no http:// or https:// URL.'],
    [{}, '\u001b', '"\\u001b" is no http:// or https:// URL.'],
    [{}, 'https://me:secret@relay.example.com/', 'The URL of relay.example.com holds a user or a password.'],
    [{ PORT: 'x' }, undefined, 'PORT'],
  ])('cannot be made of %j %s', (env: Record<string, string>, url, why) => {
    expect(() => to(env, url === undefined ? {} : { url })).toThrow(why);
  });

  it('needs a yes where it is another machine', async () => {
    const far = { url: 'https://relay.example.com/', isLocal: false, secret: '' };
    expect(await isAgreed(far, 'push', true, {})).toBe(true);
    expect(await isAgreed(far, 'push', false, new FakeTerminal('y'))).toBe(true);
    expect(await isAgreed(far, 'push', false, new FakeTerminal(''))).toBe(false);
    await expect(isAgreed(far, 'push', false, {})).rejects.toThrow('It is https://relay.example.com/.');
    expect(await isAgreed({ ...far, isLocal: true }, 'push', false, {})).toBe(true);
  });
});

describe('an answer that is no yes', () => {
  it.each([
    [401, '', 'simulate-signature'],
    [
      400,
      '{"error":"[@octokit/webhooks] signature does not match event payload and secret"}',
      'simulate-signature',
    ],
    [400, '{"error":"The body must be JSON. [webhook-malformed]"}', 'simulate-refused'],
    [413, '<html>too large</html>', 'simulate-too-large'],
    [429, '', 'simulate-busy'],
    [503, '{"error":"Too many bodies are arriving at once. [server-busy]"}', 'simulate-busy'],
    [403, '', 'simulate-refused'],
    [302, '', 'simulate-refused'],
    [0, 'failed to connect', 'simulate-unanswered'],
    [0, 'timed out', 'simulate-busy'],
  ])('%i %s is %s', (status, said, code) => {
    expect(refusalOf({ status, said, duration: 1 }, URL_THERE).code).toBe(code);
  });

  it('is told in the server’s words, made harmless and cut short', () => {
    const told = (said: string) => refusalOf({ status: 503, said, duration: 1 }, URL_THERE).message;
    expect(told('{"error":"Busy. [server-busy]"}')).toBe(
      `The server cannot take it at the moment. ${URL_THERE} answered 503: Busy. [server-busy]`,
    );
    expect(told('\u001b]0;x\u0007')).toContain('503: \\u001b]0;x\\u0007.');
    expect(told('a'.repeat(1_000)).length).toBeLessThan(400);
    expect(told('')).toMatch(/answered 503\.$/);
  });
});

describe('a webhook', () => {
  const payload = {
    event: 'push',
    body: '{"ref":"refs/heads/\u202emain","repository":{"full_name":"acme/app"}}',
  };

  it('has the headers that GitHub sends, and a signature that shows no secret', () => {
    const { headers } = signed(payload, SIGNING, 'a-guid');
    expect(headers).toMatchObject({
      'X-GitHub-Event': 'push',
      'X-GitHub-Delivery': 'a-guid',
      'User-Agent': expect.stringMatching(/^GitHub-Hookshot\//),
      'X-GitHub-Hook-Installation-Target-ID': '7',
      'X-GitHub-Hook-Installation-Target-Type': 'integration',
      'X-Hub-Signature-256': expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
    });
    expect(JSON.stringify(headers)).not.toContain('a-secret');
  });

  it('is named so that a terminal can show it', () => {
    expect(titleOf(payload)).toBe('push in acme/app, refs/heads/\\u202emain');
    expect(titleOf({ event: 'ping', body: '{}' })).toBe('ping in (no repository)');
    const issue = { action: 'opened', issue: { number: 7 }, repository: { full_name: 'a/b' } };
    expect(titleOf({ event: 'issues', body: JSON.stringify(issue) })).toBe('issues.opened in a/b, #7');
  });

  it('is one word of curl for each header, whatever quotes are in them', () => {
    const webhook = { ...signed(payload, SIGNING, 'g'), headers: { A: "it's" }, body: "{'}\n" };
    expect(renderCurl("http://x/'y", webhook)).toBe(
      [
        'curl --silent --show-error \\',
        "  --write-out '\\n%{http_code}\\n' \\",
        String.raw`  --header 'A: it'\''s' \ `.trimEnd(),
        '  --data-binary @- \\',
        String.raw`  'http://x/'\''y' <<'END_OF_PAYLOAD'`,
        "{'}",
        'END_OF_PAYLOAD',
      ].join('\n'),
    );
  });
});

describe('a given payload', () => {
  const read = (text: string | Uint8Array, event?: string) =>
    readGiven('-', event, new FakeTerminal(undefined, [Buffer.from(text)]));

  it.each([
    ['{"a":', 'is not JSON: 1:6'],
    ['[]', 'is not a JSON object'],
    ['{}', 'which event this is does not show; say it with --event push'],
    ['', 'It is empty.'],
    [Uint8Array.of(0x7b, 0xff, 0x7d), 'It is not UTF-8.'],
  ])('%j is none', async (text, why) => {
    await expect(read(text)).rejects.toThrow(why);
  });

  it('says which event it is, or is told', async () => {
    expect((await read('{"commits":[]}')).event).toBe('push');
    expect((await read('{}', 'installation')).event).toBe('installation');
    await expect(read('{}', 'No Event')).rejects.toThrow('"No Event" is no name of an event.');
    await expect(readGiven('none.json', undefined, {})).rejects.toThrow('none.json: ENOENT.');
    await expect(readGiven('-', undefined, {})).rejects.toThrow('Nobody pipes one in.');
  });
});

describe('load', () => {
  let server: Server;
  let url = '';
  let busy = 0;
  const guids = new Set<unknown>();
  beforeAll(async () => {
    server = createServer((request, response) => {
      guids.add(request.headers['x-github-delivery']);
      request.resume().on('end', () => response.writeHead(busy-- > 0 ? 503 : 200).end('ok'));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => void server.close());

  it('is sent to its last one whatever is answered, and counted', async () => {
    busy = 3;
    const line = openLine(url);
    const shown: string[] = [];
    const make = () => Promise.resolve(signed({ event: 'push', body: '{}' }, SIGNING));
    const result = await load({
      count: 20,
      rate: 1_000,
      make,
      line,
      onProgress: (text) => void shown.push(text),
    });
    line.close();
    expect(guids.size).toBe(20);
    expect(result.accepted).toHaveLength(17);
    expect(result.statuses).toEqual([
      [200, 17],
      [503, 3],
    ]);
    expect(result.firstRefusal?.status).toBe(503);
    expect(result.p99).toBeGreaterThanOrEqual(result.p50);
    expect(shown.slice(-2)).toEqual(['20 of 20 answered, 3 refused', '']);
    expect(refusalOf(result.firstRefusal!, url, '3 of 20 were not accepted, the first because')).toSatisfy(
      ({ code, message }: RelayError) =>
        code === 'simulate-busy' && message.includes(`because ${url} answered 503`),
    );
  });

  it.each(['http', 'https'])('takes up to 50 connections, over %s', async (protocol) => {
    const sockets: Socket[] = [];
    const silent = createTcpServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const there = `${protocol}://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const line = openLine(there);
    const posts = Array.from({ length: 60 }, () =>
      line.post(signed({ event: 'push', body: '{}' }, SIGNING)).then(({ status }) => status),
    );
    await until(() => expect(sockets.length).toBeGreaterThanOrEqual(50));
    expect(sockets).toHaveLength(50);
    silent.close();
    for (const socket of sockets) socket.destroy();
    expect(new Set(await Promise.all(posts))).toEqual(new Set([0]));
    line.close();
  });
});
