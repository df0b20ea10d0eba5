import { createHmac } from 'node:crypto';
import { wire } from '../build/raw-connection.ts';
import { SECRET } from '../build/stage.ts';

/** What is sent over one connection. */
export interface Hostile {
  /** What was done, for whoever has to understand a failure. */
  readonly kinds: readonly string[];
  readonly bytes: Buffer;
  /** How many requests it would be, had nothing been damaged. */
  readonly requests: number;
  /** The ids of webhooks that must be answered with 200, and be on record then. */
  readonly good: readonly string[];
}

type Random = () => number;
type Header = readonly [name: string, value: string | undefined];

const PATH = '/api/github/webhooks';
const NAMES = [
  'push',
  'issues',
  'release',
  'pull_request',
  'installation',
  'repository',
  'ping',
  'star',
  'error',
  'constructor',
];

const nat = (random: Random, most: number): number => Math.floor(random() * (most + 1));
const pick = <T>(random: Random, list: readonly T[]): T => list[nat(random, list.length - 1)]!;
const bytesOf = (random: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => nat(random, 255)));
const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => nat(random, 15).toString(16)).join('');
const guid = (random: Random): string => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-');
export const signature = (body: Uint8Array, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const jsonBody = (random: Random): Buffer =>
  Buffer.from(
    JSON.stringify({
      ref: `refs/heads/${hex(random, 4)}`,
      action: pick(random, ['opened', 'closed', 5, null, undefined, { toString: 1 }]),
      text: pick(random, ['é😀', '\u0000', '\ud800', '\\', '"', 'x'.repeat(nat(random, 3_000))]),
      n: nat(random, 1e9),
    }),
  );

/** Bodies that GitHub never sends, though it may have signed them. */
const strangeBody = (random: Random): Buffer =>
  pick<() => Buffer>(random, [
    () => bytesOf(random, nat(random, 200)),
    () => Buffer.concat([Buffer.from('{"a":"'), bytesOf(random, 1 + nat(random, 9)), Buffer.from('"}')]),
    () => Buffer.concat([Buffer.from('\ufeff'), jsonBody(random)]),
    () =>
      Buffer.from(
        pick(random, ['', '5', 'null', '[]', '"x"', '{', '{"a":1}{', ' ', '{"__proto__":{"action":"x"}}']),
      ),
    () => Buffer.from('['.repeat(nat(random, 5_000)) + '{'),
    () => Buffer.from(`{"a":${'['.repeat(nat(random, 3_000))}`),
  ])();

const VALUES = [
  undefined,
  '',
  ' ',
  '0',
  '-1',
  'a'.repeat(10_000),
  '\u0000',
  'x\u0001y',
  '\u00ff\u00fe',
  'a\r\nb: c',
  'a\nb',
  '\tx',
  ', ,',
  '../..',
  '%00',
  '${{ x }}',
  '1e9',
  '99999999999999999999',
  'NaN',
];
const HEADERS = [
  'content-length',
  'transfer-encoding',
  'content-type',
  'content-encoding',
  'expect',
  'connection',
  'upgrade',
  'host',
  'x-github-event',
  'x-github-delivery',
  'x-hub-signature-256',
  'x-forwarded-for',
  'x-request-id',
  'te',
  'trailer',
  'keep-alive',
  'cookie',
  '__proto__',
  'constructor',
  'a b',
  ':',
  'é',
];
const LIKELY = [
  'chunked',
  'gzip, chunked',
  'identity',
  'gzip',
  'close',
  'upgrade',
  'keep-alive, upgrade',
  'websocket',
  'h2c',
  '100-continue',
  'application/json; charset=utf-16',
  'application/json',
  'localhost',
  'sha256=',
  'push',
  '1',
];

interface Built {
  readonly bytes: Buffer;
  readonly good: readonly string[];
}

/** One request: right, but for what `kind` says. */
const build = (random: Random, kind: Kind): Built => {
  const body = kind === 'strange body' ? strangeBody(random) : jsonBody(random);
  const secret = kind === 'wrong secret' ? pick(random, ['development', 'x', SECRET.slice(1)]) : SECRET;
  const id = guid(random);
  const name = kind === 'good' ? pick(random, ['push', 'issues', 'release']) : pick(random, NAMES);
  const headers = {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'x-github-event': name,
    'x-github-delivery': id,
    'x-hub-signature-256': signature(body, secret),
  };
  const plain = kind === 'good' ? Buffer.from('{"ref":"x"}') : body;
  if (kind === 'good') headers['content-length'] = String(plain.length);
  if (kind === 'good') headers['x-hub-signature-256'] = signature(plain);
  const [changes, sent] = CHANGES[kind]?.(random, plain) ?? [[], plain];
  const head = Buffer.from(wire({ body: '', headers }, PATH, changes), 'latin1');
  return {
    bytes: Buffer.concat([onPath(random, kind, head), sent]),
    good: kind === 'good' ? [id] : [],
  };
};

const KINDS = [
  'good',
  'wrong secret',
  'wrong signature',
  'other body',
  'strange body',
  'header',
  'headers',
  'flood',
  'length',
  'chunks',
  'broken chunks',
  'method or path',
  'expect',
] as const;
type Kind = (typeof KINDS)[number];

type Change = readonly [changes: readonly Header[], sent: Buffer];

const strangeHeader = (random: Random): Header => [
  pick(random, HEADERS),
  pick(random, random() < 0.5 ? VALUES : LIKELY),
];
const inChunks = (sent: Buffer, keepsLength = false): Change => [
  [...(keepsLength ? [] : [['content-length', undefined] as const]), ['transfer-encoding', 'chunked']],
  sent,
];

/** The headers to change, and the body as it goes over the wire; where a kind is missing, both are right. */
const CHANGES: Partial<Record<Kind, (random: Random, body: Buffer) => Change>> = {
  'wrong signature': (random, body) => {
    const wrong = [
      `sha256=${hex(random, 64)}`,
      `sha1=${hex(random, 40)}`,
      'sha256=',
      signature(body).toUpperCase(),
      `${signature(body)}0`,
      `${signature(body)}, ${signature(body)}`,
    ];
    return [[['x-hub-signature-256', pick(random, wrong)]], body];
  },
  'other body': (random, body) => {
    const other = damage(random, body);
    return [[['content-length', String(other.length)]], other];
  },
  header: (random, body) => [[strangeHeader(random)], body],
  headers: (random, body) => [Array.from({ length: 2 + nat(random, 5) }, () => strangeHeader(random)), body],
  flood: (random, body) => {
    const headers = Array.from({ length: nat(random, 300) }, (_, at): Header => [
      `x-${at}`,
      'x'.repeat(nat(random, 100)),
    ]);
    return [headers, body];
  },
  length: (random, body) => {
    const wrong: Header = ['content-length', String(Math.max(0, body.length + nat(random, 40) - 20))];
    return [random() < 0.3 ? [wrong, ['content-length', String(body.length)]] : [wrong], body];
  },
  chunks: (random, body) => inChunks(chunked(random, body)),
  'broken chunks': (random, body) => inChunks(damage(random, chunked(random, body)), random() < 0.2),
  expect: (random, body) => [[['expect', pick(random, ['100-continue', '100-Continue', 'x', ''])]], body],
};

const chunked = (random: Random, body: Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const size = 1 + nat(random, 500);
    const part = body.subarray(at, at + size);
    const extension = random() < 0.1 ? `;${'x'.repeat(nat(random, 50))}=1` : '';
    parts.push(Buffer.from(`${part.length.toString(16)}${extension}\r\n`), part, Buffer.from('\r\n'));
    at += size;
  }
  return Buffer.concat([...parts, Buffer.from(random() < 0.1 ? '0\r\nx-trailer: 1\r\n\r\n' : '0\r\n\r\n')]);
};

const onPath = (random: Random, kind: string, head: Buffer): Buffer => {
  if (kind !== 'method or path') return head;
  const method = pick(random, [
    'GET',
    'HEAD',
    'PUT',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'CONNECT',
    'PRI',
    'post',
    'POST',
    'M-SEARCH',
    '',
  ]);
  const path = pick(random, [
    PATH,
    `${PATH}/`,
    `${PATH}?x`,
    `${PATH}/?x`,
    `${PATH}#`,
    `http://x${PATH}`,
    '/healthz',
    '/readyz',
    '/',
    '//',
    '*',
    '/ping',
    '/api/github/./webhooks',
    '\\api\\github\\webhooks',
    '/%',
    '',
    'x',
    `/${'x'.repeat(9_000)}`,
    `/${bytesOf(random, 5).toString('latin1')}`,
  ]);
  return Buffer.from(
    head.toString('latin1').replace(`POST ${PATH}`, () => `${method} ${path}`),
    'latin1',
  );
};

/** A few bytes changed, a piece lost, doubled or put in. */
export const damage = (random: Random, bytes: Buffer): Buffer => {
  const at = nat(random, bytes.length);
  const to = Math.min(bytes.length, at + nat(random, 30));
  return pick<() => Buffer>(random, [
    () => {
      const copy = Buffer.from(bytes);
      for (let each = 0; each <= nat(random, 3); each += 1) {
        const place = nat(random, Math.max(0, copy.length - 1));
        copy[place] = (copy[place] ?? 0) ^ (1 << nat(random, 7));
      }
      return copy;
    },
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]),
    () => Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]),
    () => Buffer.concat([bytes.subarray(0, at), bytesOf(random, 1 + nat(random, 20)), bytes.subarray(at)]),
    () => bytes.subarray(0, at),
  ])();
};

/** One to four requests, of one or several kinds; a third of all have their bytes damaged as a whole. */
export const hostileRequest = (random: Random): Hostile => {
  const requests = random() < 0.75 ? 1 : 2 + nat(random, 2);
  const kinds = Array.from({ length: requests }, () => pick(random, KINDS));
  const built = kinds.map((kind) => build(random, kind));
  if (random() < 0.1) built.push(built[0]!);
  const whole = Buffer.concat(built.map(({ bytes }) => bytes));
  const isDamaged = random() < 0.33;
  const isGood = kinds.every((kind) => kind === 'good') && !isDamaged;
  return {
    kinds: isDamaged ? [...kinds, 'damaged'] : kinds,
    bytes: isDamaged ? damage(random, whole) : whole,
    requests: built.length,
    good: isGood ? built.flatMap(({ good }) => good) : [],
  };
};
