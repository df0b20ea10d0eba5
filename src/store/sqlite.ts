import { type DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { isRepeated } from './repeated.ts';
import { sqliteCode } from './sqlite-file.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { StoreError } from './store-error.ts';
import { type WriteAheadLog } from './write-ahead-log.ts';

/** Milliseconds between two tries to get a lock, and how long we try. */
const LOCK_POLL = 20;
const LOCK_PATIENCE = 30_000;
const SQLITE_BUSY = 5;
/** Bytes. */
const PAGE = 4_096;
const READS = /^(select|pragma) /i;

export interface SqliteOptions {
  /** Called with each SQL statement as it is sent. */
  readonly onStatement?: ((statement: string) => void) | undefined;
  /** What is committed is not yet on disk where there is one, and it is waited for; SQLite waits itself where there is none. */
  readonly log?: () => WriteAheadLog | undefined;
}

/** Kysely over an open database file, whose log is waited for by us where it is given. `destroy()` closes both. */
export const sqliteDialect = (database: DatabaseSync, options: SqliteOptions = {}): Dialect => ({
  createAdapter: () => new TransactionalSqliteAdapter(),
  createDriver: () => new SqliteFileDriver(database, options),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

class TransactionalSqliteAdapter extends SqliteAdapter {
  /** SQLite rolls DDL back like anything else, so that a migration is there as a whole or not at all. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** There is one, but the driver itself lets one user at a time have it: the next one when a commit is made, and not when it is on disk. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class SqliteFileDriver implements Driver {
  readonly #file: SqliteStatements;
  readonly #log: () => WriteAheadLog | undefined;
  /** When the last one that asked for the connection gives it back. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: DatabaseSync, options: SqliteOptions) {
    this.#file = new SqliteStatements(database, options);
    this.#log = options.log ?? (() => undefined);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#last = promise;
    await before;
    return new SqliteConnection(this.#file, this.#log(), () => resolve(undefined));
  }

  releaseConnection(connection: SqliteConnection): Promise<void> {
    connection.giveBack();
    return Promise.resolve();
  }

  beginTransaction(connection: SqliteConnection): Promise<void> {
    return connection.begin();
  }

  commitTransaction(connection: SqliteConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: SqliteConnection): Promise<void> {
    return connection.rollback();
  }

  destroy(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }
}

/** The connection, as long as one user has it. */
class SqliteConnection implements DatabaseConnection {
  readonly #file: SqliteStatements;
  readonly #log: WriteAheadLog | undefined;
  readonly #giveBack: () => void;
  #isGivenBack = false;
  #pages = 0;

  constructor(file: SqliteStatements, log: WriteAheadLog | undefined, giveBack: () => void) {
    this.#file = file;
    this.#log = log;
    this.#giveBack = giveBack;
  }

  giveBack(): void {
    this.#isGivenBack = true;
    this.#giveBack();
  }

  /** The write lock is taken at once: a transaction that first reads and then writes could fail half-way. */
  async begin(): Promise<void> {
    this.#log?.begin();
    await this.#execute(CompiledQuery.raw('begin immediate'));
    this.#pages = 0;
  }

  /** What the transaction read of others is on disk then too. */
  async commit(): Promise<void> {
    await this.#execute(CompiledQuery.raw('commit'));
    this.giveBack();
    if (this.#pages > 0) await this.#log?.committed(this.#pages);
  }

  /** After some errors (a full disk) SQLite has rolled back already, and a second time would hide the first error. */
  async rollback(): Promise<void> {
    if (!this.#isGivenBack && this.#file.isTransaction) await this.#execute(CompiledQuery.raw('rollback'));
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (READS.test(query.sql)) return this.#execute<R>(query);
    // Without a transaction it is one by itself.
    if (!this.#file.isTransaction) this.#log?.begin();
    const result = await this.#execute<R>(query);
    const pages = pagesOf(query);
    this.#pages += pages;
    if (!this.#file.isTransaction) await this.#log?.committed(pages);
    return result;
  }

  /**
   * Waits for another process's lock without blocking the event loop. Inside a transaction we hold the lock, so
   * that only its beginning, or a query outside of one, ever waits; neither has done anything when it is refused.
   */
  async #execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const giveUpAt = performance.now() + LOCK_PATIENCE;
    for (;;) {
      try {
        return this.#file.run<R>(query);
      } catch (error) {
        if (sqliteCode(error) !== SQLITE_BUSY || this.#file.isTransaction) throw error;
        if (performance.now() >= giveUpAt) throw lockedTooLong(error);
        await sleep(LOCK_POLL);
      }
    }
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    await Promise.reject(new Error('The store reads lists by pages; nothing of it is streamed.'));
  }
}

/** About how much of the log it takes: a page for each row, and those that a long text fills. */
const pagesOf = (query: CompiledQuery): number =>
  (isRepeated(query) ? query.each : [query.parameters]).reduce(
    (sum, parameters) => sum + parameters.reduce<number>((pages, value) => pages + filledBy(value), 1),
    0,
  );

const filledBy = (value: unknown): number =>
  typeof value === 'string' ? Math.floor(value.length / PAGE) : 0;

const lockedTooLong = (cause: unknown): StoreError =>
  new StoreError(
    'store-busy',
    `Another process has held the database's write lock for ${LOCK_PATIENCE / 1000} s. ` +
      'Find it (a backup, an sqlite3 shell, a second Hub Relay) and end it.',
    { cause },
  );
