import { randomUUID } from 'node:crypto';
import { Kysely, sql } from 'kysely';
import { type Candidate, type Change } from '../flow/ports.ts';
import { type Engine, type EngineOptions } from './engine.ts';
import { writeLater } from './later.ts';
import { CHANNEL, writeChange } from './postgres-change.ts';
import { listenToOthers } from './postgres-ears.ts';
import { standForElection } from './postgres-election.ts';
import { workingPool } from './postgres-pool.ts';
import { startPostgres } from './postgres-start.ts';
import { postgresTarget, type PostgresTarget } from './postgres-target.ts';
import { postgresDialect } from './postgres.ts';
import { type Tables } from './tables.ts';

/** How long closing may take, in milliseconds, also of what was begun before; then the connections are cut. */
const CLOSE_PATIENCE = 1_800;

/** Any number of processes may open the same database. Rejects with a StoreError that names the place and the remedy. */
export const openPostgres = async (databaseUrl: string, options: EngineOptions): Promise<Engine> => {
  const target = postgresTarget(databaseUrl);
  await startPostgres(target);
  return new PostgresEngine(target, options);
};

class PostgresEngine implements Engine {
  readonly db: Kysely<Tables>;
  readonly isShared = true;
  readonly #target: PostgresTarget;
  /** Other stores know by it that a change is not their own. */
  readonly #id = randomUUID();
  readonly #closing = new AbortController();
  #cut: NodeJS.Timeout | undefined;
  readonly #sessions: (() => Promise<void>)[] = [];

  constructor(target: PostgresTarget, { onStatement }: EngineOptions) {
    this.#target = target;
    const { place, cut } = target;
    const closing = this.#closing.signal;
    this.db = new Kysely({
      dialect: postgresDialect(workingPool(target), { place, closing, cut, onStatement }),
    });
  }

  async announce(db: Kysely<Tables>, change: Change): Promise<void> {
    const text = writeChange(this.#id, change);
    await writeLater(db, sql`select pg_notify(${CHANNEL}, ${text})`.compile(db));
  }

  /** It waits all the same: a server may lose it without us, who then know of a transaction that never was. */
  needNotWait(): void {
    return;
  }

  elect(candidate: Candidate): () => Promise<void> {
    const resign = standForElection(this.#target, candidate);
    this.#sessions.push(resign);
    return resign;
  }

  watch(listener: (change: Change) => void): void {
    this.#sessions.push(listenToOthers(this.#target, this.#id, listener));
  }

  beginClosing(): void {
    this.#closing.abort();
    this.#cut ??= setTimeout(() => this.#target.cutOff(), CLOSE_PATIENCE);
  }

  async close(): Promise<void> {
    this.beginClosing();
    const ended = Promise.all([this.db.destroy(), ...this.#sessions.map((end) => end())]);
    if (this.#target.cut.aborted) this.#target.cutOff();
    await ended;
    clearTimeout(this.#cut);
  }
}
