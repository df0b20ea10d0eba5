import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPyodide } from 'pyodide';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRange } from '../../src/core/address.ts';
import { type EndpointFormat } from '../../src/core/endpoint.ts';
import { SIGNATURE_HEADERS } from '../../src/core/signed-headers.ts';
import { createWebhook } from '../../src/senders/webhook.ts';
import { startReceiver } from '../build/https-server.ts';
import { isSaid, isSecret } from '../build/said.ts';
import { aStored } from '../fakes/fake-notifications.ts';

const EXAMPLES = new URL('../../examples/receivers/', import.meta.url).pathname;
const LOOPBACK = [parseRange('127.0.0.1/32')!];
const [NEW, OLD, OTHER] = [1, 2, 3].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [
  string,
  string,
  string,
];
isSecret(NEW);
isSecret(OLD);

/** What a proxy hands on: names in lower case. */
interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Hands a request on to the example and gives the status of its answer. */
type HandOn = (sent: Sent) => Promise<number>;

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

/** Our sender sends it over HTTPS to a proxy; gives what arrived there, and what the sender was answered. */
const send = async (handOn: HandOn, format: EndpointFormat, secrets: readonly string[], at = Date.now()) => {
  let sent: Sent | undefined;
  const proxy = await startReceiver({
    answer: ({ headers, body }, response) => {
      const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers;
      sent = { headers: rest as Sent['headers'], body };
      handOn(sent).then(
        (status) => response.writeHead(status).end(),
        (error: unknown) => response.destroy(error as Error),
      );
      return undefined;
    },
  });
  try {
    const { answer } = await createWebhook({
      endpoints: [{ name: 'chat', url: proxy.url, format, allow: ['acme/*'], secrets }],
      allowedSubnets: LOOPBACK,
      now: () => at,
    }).send(
      aStored('n-1', { target: { kind: 'endpoint', endpoint: 'chat', event: 'push', isBare: false } }),
      { relay: { id: 'n-1' }, text: 'grüße 🎉\u2028\\ %s $(x)' },
      { isTokenFresh: false, signal: new AbortController().signal },
    );
    return { answer, sent: sent! };
  } finally {
    await proxy.close();
  }
};

const post =
  (url: string): HandOn =>
  async ({ headers, body }) =>
    (await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })).status;

/** It accepts both secrets, the old one as such. */
const ENVIRONMENT = { PATH: process.env.PATH, WEBHOOK_SECRET: NEW, WEBHOOK_SECRET_OLD: OLD };

const startTypeScript = async (): Promise<HandOn> => {
  const child: ChildProcess = spawn(process.execPath, [join(EXAMPLES, 'receiver.ts')], {
    env: { ...ENVIRONMENT, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  closing.push(() => child.kill());
  let text = '';
  isSaid('examples/receivers/receiver.ts', () => text);
  const port = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`receiver.ts ended with ${code}`)));
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, found] = /"port":(\d+)/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return post(`http://127.0.0.1:${port}`);
};

/** CPython itself, which npm brings as WebAssembly: a machine without Python runs this, too. */
const startPython = async (): Promise<HandOn> => {
  const python = await loadPyodide();
  python.registerJsModule('example', { source: readFileSync(join(EXAMPLES, 'receiver.py'), 'utf8') });
  const check = python.runPython(`
import pathlib
from example import source
pathlib.Path('receiver.py').write_text(source)
import receiver
lambda secrets, headers, body: receiver.verify(secrets.to_py(), headers.to_py(), body.to_bytes())
`) as (secrets: readonly string[], headers: Map<string, unknown>, body: Uint8Array) => boolean;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = new Uint8Array(Buffer.concat(chunks));
      const isAccepted = check([NEW, OLD], new Map(Object.entries(request.headers)), body);
      response.writeHead(isAccepted ? 204 : 401).end();
    });
  });
  closing.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return post(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
};

const startBash = (): HandOn => {
  for (const program of ['bash', 'openssl']) {
    if (spawnSync(program, ['version']).error)
      throw new Error(
        `This test needs ${program} on the PATH, which examples/receivers/receiver.sh runs on.`,
      );
  }
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-receiver-'));
  const [bodyFile, headersFile] = [join(folder, 'body'), join(folder, 'headers')] as const;
  return async ({ headers, body }) => {
    writeFileSync(bodyFile, body);
    writeFileSync(
      headersFile,
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join(''),
    );
    const child = spawn('bash', [join(EXAMPLES, 'receiver.sh'), bodyFile, headersFile], {
      env: ENVIRONMENT,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    isSaid('examples/receivers/receiver.sh', () => text);
    const [code] = await once(child, 'close');
    if (code === 0 && text === 'valid\n') return 204;
    if (code === 1 && text.startsWith('refused: ')) return 401;
    throw new Error(`receiver.sh ended with ${String(code)}: ${text}`);
  };
};

/** The same with one bit turned in the byte at this place. */
const turned = (bytes: Buffer, place: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[place] = copy[place]! ^ 1;
  return copy;
};

const withHeader = (sent: Sent, name: string, change: (value: string) => string): Sent => {
  const value = sent.headers[name];
  expect(value, name).toBeDefined();
  return { ...sent, headers: { ...sent.headers, [name]: change(value!) } };
};

describe.each([
  ['receiver.ts', startTypeScript],
  ['receiver.py', startPython],
  ['receiver.sh', startBash],
] as const)('examples/receivers/%s', (_, start) => {
  let handOn: HandOn;
  beforeAll(async () => {
    handOn = await start();
  });
  const status = async (...given: readonly [EndpointFormat, readonly string[], number?]) =>
    (await send(handOn, ...given)).answer;

  it.each(['standard', 'github'] as const)('accepts what Hub Relay sends, as %s', async (format) => {
    expect(await status(format, [NEW])).toMatchObject({ status: 204 });
    expect(await status(format, [OLD])).toMatchObject({ status: 204 });
    expect(await status(format, [OTHER])).toMatchObject({ status: 401 });
  });

  it('accepts it by any of its signatures, while one secret follows another', async () => {
    expect(await status('standard', [OTHER, NEW])).toMatchObject({ status: 204 });
  });

  it.each(['standard', 'github'] as const)('refuses it with one bit changed, as %s', async (format) => {
    const { answer, sent } = await send(handOn, format, [NEW]);
    expect(answer).toMatchObject({ status: 204 });
    for (const place of [0, Math.floor(sent.body.length / 2), sent.body.length - 1])
      expect(await handOn({ ...sent, body: turned(sent.body, place) }), `byte ${place}`).toBe(401);
    expect(await handOn({ ...sent, body: Buffer.concat([sent.body, Buffer.from('\n')]) })).toBe(401);
    const last = (value: string): string =>
      `${value.slice(0, -2)}${value.at(-2) === 'a' ? 'b' : 'a'}${value.at(-1)!}`;
    const name = SIGNATURE_HEADERS[format];
    expect(await handOn(withHeader(sent, name, last)), name).toBe(401);
    const { [name]: _signature, ...unsigned } = sent.headers;
    expect(await handOn({ ...sent, headers: unsigned })).toBe(401);
  });

  it('refuses another id, another time, and what is older or newer than five minutes', async () => {
    const { sent } = await send(handOn, 'standard', [NEW]);
    expect(await handOn(withHeader(sent, 'webhook-id', (id) => `${id}0`))).toBe(401);
    expect(await handOn(withHeader(sent, 'webhook-timestamp', (time) => String(Number(time) - 1)))).toBe(401);
    expect(await handOn(withHeader(sent, 'webhook-timestamp', (time) => `${time}x`))).toBe(401);
    for (const seconds of [-310, 310])
      expect(await status('standard', [NEW], Date.now() + seconds * 1_000)).toMatchObject({ status: 401 });
    for (const seconds of [-280, 280])
      expect(await status('standard', [NEW], Date.now() + seconds * 1_000)).toMatchObject({ status: 204 });
  });

  it('refuses an id that took over a part of the timestamp', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const { sent } = await send(handOn, 'standard', [NEW]);
    const id = `n-1.${now - 9_999}`;
    const signature = new Webhook(NEW).sign(id, new Date(now * 1_000), sent.body.toString());
    const headers = {
      ...sent.headers,
      'webhook-id': id,
      'webhook-timestamp': String(now),
      'webhook-signature': signature,
    };
    expect(await handOn({ ...sent, headers })).toBe(401);
  });
});
