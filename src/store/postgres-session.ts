import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { SESSION } from './postgres-pool.ts';
import { type PostgresTarget } from './postgres-target.ts';

/** A lost connection is opened again after this, then after twice as long, up to the most. Milliseconds. */
const BACK_OFF = 250;
const MOST_BACK_OFF = 5_000;

export interface SessionUse {
  /** Called once with each connection, and then `check` every so often. One that rejects is taken for lost. */
  begin(client: pg.Client): Promise<void>;
  check(client: pg.Client): Promise<void>;
  /** The connection was lost, or is about to be closed; what belonged to its session is gone. */
  end(): void;
  /** Milliseconds between two checks, and until a query without an answer has failed. */
  readonly every: number;
  readonly within: number;
}

/**
 * Keeps one connection of its own open, for what belongs to a session and not to a transaction. The checks find a peer
 * that is silently gone: TCP alone needs hours for that. Returns what closes it.
 */
export const keepSession = (target: PostgresTarget, use: SessionUse): (() => Promise<void>) => {
  const closing = new AbortController();
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!closing.signal.aborted) {
      const client = new pg.Client({ ...target.config, query_timeout: use.within });
      const isOpen = await serve(client, use, closing.signal);
      failures = isOpen ? 0 : failures + 1;
      const pause = Math.min(BACK_OFF * 2 ** failures, MOST_BACK_OFF);
      await sleep(pause, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    closing.abort();
    await running;
  };
};

/** Until the connection is lost, or `closing`. Returns whether it was open at all. */
const serve = async (client: pg.Client, use: SessionUse, closing: AbortSignal): Promise<boolean> => {
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  const signal = AbortSignal.any([closing, lost.signal]);
  let isOpen = false;
  try {
    await client.connect();
    await client.query(SESSION);
    await use.begin(client);
    isOpen = true;
    for (;;) {
      await sleep(use.every, undefined, { signal });
      await use.check(client);
    }
  } catch {
    // Whatever it was, the next connection is the remedy.
  }
  use.end();
  await bye(client, closing);
  return isOpen;
};

/** One that is lost would never answer the farewell. */
const bye = async (client: pg.Client, closing: AbortSignal): Promise<void> => {
  const ended = client.end().catch(() => undefined);
  if (closing.aborted) await ended;
  else void ended;
};
