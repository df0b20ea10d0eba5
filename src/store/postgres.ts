import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type pg from 'pg';
import { withoutNul } from './parameters.ts';
import { callError, isConnectionLost, isPassing } from './postgres-errors.ts';
import { StoreError } from './store-error.ts';

/** Milliseconds between two tries to get a connection, and how long we try. */
const CONNECT_POLL = 100;
const CONNECT_PATIENCE = 5_000;
/** The commands whose row count Kysely reports as `numAffectedRows`. */
const WRITES: readonly string[] = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'];

export interface PostgresOptions {
  /** For people, without the password. */
  readonly place: string;
  /** From then on a connection is asked for once, and not again when that fails. */
  readonly closing: AbortSignal;
  /** From then on there are no connections. */
  readonly cut: AbortSignal;
  /** Called with each SQL statement as it is sent. */
  readonly onStatement?: ((statement: string) => void) | undefined;
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
        return new PooledConnection(await this.#pool.connect(), this.#options);
      } catch (error) {
        if (closing.aborted) throw closed(error);
        if (!isPassing(error) || performance.now() >= giveUpAt) throw callError(error, place);
        await sleep(CONNECT_POLL, undefined, { signal: closing }).catch(() => undefined);
      }
    }
  }

  async beginTransaction(connection: PooledConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  /** PostgreSQL ends a transaction in which something failed with `ROLLBACK`, and does not call that an error. */
  async commitTransaction(connection: PooledConnection): Promise<void> {
    if ((await connection.send('commit')) === 'ROLLBACK') throw new AbortedTransactionError();
  }

  /** The server rolls back what a lost connection had begun; a second error would only hide the first. */
  async rollbackTransaction(connection: PooledConnection): Promise<void> {
    if (!connection.isLost) await connection.send('rollback').catch(() => undefined);
  }

  releaseConnection(connection: PooledConnection): Promise<void> {
    connection.release();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

class PooledConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #options: PostgresOptions;
  isLost = false;

  constructor(client: pg.PoolClient, options: PostgresOptions) {
    this.#client = client;
    this.#options = options;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.#query(sql, parameters);
    const numAffectedRows = WRITES.includes(command) ? BigInt(rowCount ?? 0) : undefined;
    return { rows: rows as R[], ...(numAffectedRows !== undefined && { numAffectedRows }) };
  }

  /** Returns the command that was carried out. */
  async send(sql: string): Promise<string> {
    return (await this.#query(sql, [])).command;
  }

  /** One that is lost, or in a transaction still, is closed and not used again. */
  release(): void {
    this.#client.release(this.isLost || this.#client.getTransactionStatus() !== 'I');
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    await Promise.reject(new Error('The store reads lists by pages; nothing of it is streamed.'));
  }

  async #query(sql: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    this.#options.onStatement?.(sql);
    try {
      return await this.#client.query(sql, [...withoutNul(parameters)]);
    } catch (error) {
      this.isLost ||= isConnectionLost(error);
      throw callError(error, this.#options.place);
    }
  }
}

const closed = (cause?: unknown): StoreError =>
  new StoreError('store-closed', 'The store is closed.', { cause });
