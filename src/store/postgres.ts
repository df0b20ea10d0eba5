import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortedTransactionError,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type pg from 'pg';
import { type ConnectionOptions, PooledConnection } from './postgres-connection.ts';
import { callError, isPassing } from './postgres-errors.ts';
import { Plans, type TablesSeen } from './postgres-plans.ts';
import { StoreError } from './store-error.ts';

/** Milliseconds between two tries to get a connection, and how long we try. */
const CONNECT_POLL = 100;
const CONNECT_PATIENCE = 5_000;

export interface PostgresOptions extends ConnectionOptions {
  /** From then on a connection is asked for once, and not again when that fails. */
  readonly closing: AbortSignal;
  /** From then on there are no connections. */
  readonly cut: AbortSignal;
}

/** Kysely over a pool. `destroy()` ends the pool. */
export const postgresDialect = (pool: pg.Pool, options: PostgresOptions): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new PostgresDriver(pool, options),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});

class PostgresDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #options: PostgresOptions;
  readonly #tables: TablesSeen = { version: 0 };
  readonly #plans = new WeakMap<pg.PoolClient, Plans>();

  constructor(pool: pg.Pool, options: PostgresOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  async init(): Promise<void> {}

  /** A server that restarts is waited for: nothing was begun that could be half done. */
  async acquireConnection(): Promise<PooledConnection> {
    const { closing, cut, place } = this.#options;
    const giveUpAt = performance.now() + CONNECT_PATIENCE;
    for (;;) {
      if (cut.aborted) throw closed();
      try {
        const client = await this.#pool.connect();
        return new PooledConnection(client, this.#plansOf(client), this.#options);
      } catch (error) {
        if (closing.aborted) throw closed(error);
        if (!isPassing(error) || performance.now() >= giveUpAt) throw callError(error, place);
        await sleep(CONNECT_POLL, undefined, { signal: closing }).catch(() => undefined);
      }
    }
  }

  beginTransaction(connection: PooledConnection): Promise<void> {
    connection.begin();
    return Promise.resolve();
  }

  async commitTransaction(connection: PooledConnection): Promise<void> {
    if ((await connection.commit()) === 'ROLLBACK') throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: PooledConnection): Promise<void> {
    await connection.rollback();
  }

  releaseConnection(connection: PooledConnection): Promise<void> {
    connection.release();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }

  #plansOf(client: pg.PoolClient): Plans {
    const known = this.#plans.get(client);
    if (known !== undefined) return known;
    const plans = new Plans(this.#tables);
    this.#plans.set(client, plans);
    return plans;
  }
}

const closed = (cause?: unknown): StoreError =>
  new StoreError('store-closed', 'The store is closed.', { cause });
