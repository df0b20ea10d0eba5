import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { parseAnswers, RawConnection, wire } from '../build/raw-connection.ts';
import { seeded } from '../build/seeded.ts';
import { type Stage } from '../build/stage.ts';
import { post, sign } from '../build/webhook.ts';
import { type Hostile, hostileRequest, signature } from './hostile-request.ts';

export interface Fuzz {
  /** How many connections' worth of hostile bytes are sent. */
  readonly count: number;
  readonly seed: number;
}

export interface Tally {
  readonly requests: number;
  readonly stored: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<string, number>>;
}

const AT_ONCE = 64;
const BATCH = 500;
/** How long answers are waited for where the connection stays open, in milliseconds: some hostile requests never end. */
const PATIENCE = { hostile: 600, good: 10_000 };
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Sends hostile requests over real connections, and throws at the first thing that must never be: an answer that is no
 * HTTP, a 5xx, a stack, a webhook on record that was not signed as it stands there, a good one that was not taken.
 * The message holds the seed and the bytes.
 */
export const fuzzWebhooks = async (stage: Stage, { count, seed }: Fuzz): Promise<Tally> => {
  const random = seeded(seed);
  const database = new DatabaseSync(join(stage.folder, 'relay.db'), { readOnly: true });
  const unread = database.prepare(`
    SELECT id, ordinal, coalesce(large_bodies.body, events.body) AS body
    FROM events LEFT JOIN large_bodies ON event_id = id WHERE ordinal > ? ORDER BY ordinal
  `);
  const statuses: Record<string, number> = {};
  let requests = 0;
  let stored = 0;
  let lastOrdinal = -1;
  let last: readonly Hostile[] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', onUnhandled).on('uncaughtException', onUnhandled);

  const fail = (what: string, hostile?: Hostile): never => {
    const sent =
      hostile && `\n${hostile.kinds.join(', ')}:\n${JSON.stringify(hostile.bytes.toString('latin1'))}`;
    throw new Error(`seed ${seed}: ${what}${sent ?? ''}`);
  };

  const attack = async (hostile: Hostile): Promise<void> => {
    const received = await exchange(stage.service!.url, hostile);
    const answers = parseAnswers(received);
    requests += hostile.requests;
    for (const { status, headers, body } of answers) {
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status >= 500 && headers['retry-after'] === undefined) fail(`answered ${status} ${body}`, hostile);
    }
    if (received !== '' && answers.length === 0) fail(`answered ${JSON.stringify(received)}`, hostile);
    if (/\bat .*\.(ts|js):|node_modules/.test(received)) fail(`answered with a stack: ${received}`, hostile);
    const good = answers.filter(({ status }) => status === 200).length;
    if (hostile.good.length > good) fail(`refused what is good: ${received}`, hostile);
    for (const id of hostile.good) {
      if (!(await stage.store.events.find(id))) fail(`answered 200 and lost ${id}`, hostile);
    }
  };

  /** Whatever is on record was signed as it stands there, by us, in a request of this batch or a late one of the last. */
  const audit = (sent: readonly Hostile[]): void => {
    for (const row of unread.all(lastOrdinal)) {
      const { id, ordinal, body } = row as { id: string; ordinal: number; body: string };
      lastOrdinal = ordinal;
      stored += 1;
      const culprit = sent.find(({ bytes }) => bytes.includes(id));
      if (!GUID.test(id)) fail(`stored the id ${id}`, culprit);
      const signed = signature(Buffer.from(body));
      if (!sent.some(({ bytes }) => contains(bytes, signed)))
        fail(`stored what nobody signed: ${body}`, culprit);
    }
    if (unhandled.length > 0) fail(`not handled: ${String(unhandled[0])}`);
  };

  try {
    for (let sent = 0; sent < count; sent += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, count - sent) }, () => hostileRequest(random));
      const waiting = [...batch];
      const lane = async (): Promise<void> => {
        for (let next = waiting.pop(); next; next = waiting.pop()) await attack(next);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      const good = sign('push', `{"ref":"${sent}"}`);
      const { status } = await post(stage.webhookUrl, good);
      if (status !== 200) fail(`answered ${status} to a good webhook afterwards`);
      const goodOne = { kinds: ['good'], bytes: Buffer.from(wire(good, '/')), requests: 1, good: [] };
      audit([...last, ...batch, goodOne]);
      last = batch;
      stage.lines.length = 0;
    }
    return { requests, stored, statuses };
  } finally {
    process.off('unhandledRejection', onUnhandled).off('uncaughtException', onUnhandled);
    database.close();
  }
};

/** What comes back until each request is answered, the server closes, or nothing more can be expected. */
const exchange = async (url: string, { bytes, requests, good }: Hostile): Promise<string> => {
  const connection = await RawConnection.open(url);
  connection.write(bytes);
  const end = performance.now() + (good.length > 0 ? PATIENCE.good : PATIENCE.hostile);
  while (!connection.isClosed && performance.now() < end) {
    const answers = parseAnswers(connection.received).filter(({ status }) => status >= 200);
    if (answers.length >= requests) break;
    await delay(2);
  }
  connection.close();
  return connection.received;
};

/** Not as the beginning of something longer. */
const contains = (bytes: Buffer, signed: string): boolean => {
  const at = bytes.indexOf(signed);
  return at >= 0 && !/[0-9a-f]/.test(String.fromCharCode(bytes[at + signed.length] ?? 0));
};
