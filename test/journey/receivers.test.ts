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
  return async ({ headers, body }) => {
    const folder = mkdtempSync(join(tmpdir(), 'hub-relay-receiver-'));
    const [bodyFile, headersFile] = [join(folder, 'body'), join(folder, 'headers')] as const;
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

const STARTS = { 'receiver.ts': startTypeScript, 'receiver.py': startPython, 'receiver.sh': startBash };
type Example = keyof typeof STARTS;
const EACH = Object.keys(STARTS) as Example[];

let started: Readonly<Record<string, HandOn>>;
beforeAll(async () => {
  started = Object.fromEntries(
    await Promise.all(EACH.map(async (name) => [name, await STARTS[name]()] as const)),
  );
});

describe.each(EACH)('examples/receivers/%s', (name) => {
  const handOn: HandOn = (sent) => started[name]!(sent);
  const statusOf = async (...given: readonly [EndpointFormat, readonly string[], number?]) => {
    const { answer } = await send(handOn, ...given);
    return answer.kind === 'answer' ? answer.status : answer.reason;
  };
  /** The example's answers to these, in their order. */
  const answers = (...sent: readonly Sent[]) => Promise.all(sent.map(handOn));

  it.each(['standard', 'github'] as const)('accepts what Hub Relay sends, as %s', async (format) => {
    const secrets = [[NEW], [OLD], [OTHER]];
    expect(await Promise.all(secrets.map((each) => statusOf(format, each)))).toEqual([204, 204, 401]);
  });

  it('accepts it by any of its signatures, while one secret follows another', async () => {
    expect(await statusOf('standard', [OTHER, NEW])).toBe(204);
  });

  it.each(['standard', 'github'] as const)('refuses it with one bit changed, as %s', async (format) => {
    const { sent } = await send(handOn, format, [NEW]);
    const { body } = sent;
    const bodies = [
      ...[0, Math.floor(body.length / 2), body.length - 1].map((place) => turned(body, place)),
      Buffer.concat([body, Buffer.from('\n')]),
    ];
    const all = [body, ...bodies].map((each) => ({ ...sent, body: each }));
    expect(await answers(...all)).toEqual([204, 401, 401, 401, 401]);
    const name = SIGNATURE_HEADERS[format];
    const other = (value: string): string =>
      value.replace(/(.)(=?)$/, (_, last: string, rest: string) => `${last === '0' ? '4' : '0'}${rest}`);
    const { [name]: _signature, ...unsigned } = sent.headers;
    expect(await answers(withHeader(sent, name, other), { ...sent, headers: unsigned })).toEqual([401, 401]);
  });

  it('refuses another id, another time, and what is older or newer than five minutes', async () => {
    const { sent } = await send(handOn, 'standard', [NEW]);
    const others = [
      withHeader(sent, 'webhook-id', (id) => `${id}0`),
      withHeader(sent, 'webhook-timestamp', (time) => String(Number(time) - 1)),
      withHeader(sent, 'webhook-timestamp', (time) => `${time}x`),
    ];
    expect(await answers(sent, ...others)).toEqual([204, 401, 401, 401]);
    const times = [-310, -280, 280, 310].map((seconds) => Date.now() + seconds * 1_000);
    expect(await Promise.all(times.map((at) => statusOf('standard', [NEW], at)))).toEqual([
      401, 204, 204, 401,
    ]);
  });

  it('refuses an id with a full stop, which could take over a part of the timestamp', async () => {
    const { sent } = await send(handOn, 'standard', [NEW]);
    const now = Math.floor(Date.now() / 1_000);
    const signed = (id: string): Sent => ({
      ...sent,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(now),
        'webhook-signature': new Webhook(NEW).sign(id, new Date(now * 1_000), sent.body.toString()),
      },
    });
    expect(await answers(signed('n-1'), signed(`n-1.${now}`))).toEqual([204, 401]);
  });
});
