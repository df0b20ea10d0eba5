import { type DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
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
import { withoutNul } from './parameters.ts';
import { isRepeated } from './repeated.ts';
import { sqliteCode } from './sqlite-file.ts';
import { StoreError } from './store-error.ts';

/** Milliseconds between two tries to get a lock, and how long we try. */
const LOCK_POLL = 20;
const LOCK_PATIENCE = 30_000;
const STATEMENTS_KEPT = 100;
const SQLITE_BUSY = 5;

interface Prepared {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

export interface SqliteOptions {
  /** Called with each SQL statement as it is sent. */
  readonly onStatement?: ((statement: string) => void) | undefined;
}

/** Kysely over an open database file. `destroy()` closes the file. */
export const sqliteDialect = (database: DatabaseSync, options: SqliteOptions = {}): Dialect => ({
  createAdapter: () => new TransactionalSqliteAdapter(),
  createDriver: () => new SqliteFileDriver(database, options),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

/** SQLite rolls DDL back like anything else, so that a migration is there as a whole or not at all. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SqliteFileDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: SqliteConnection;

  constructor(database: DatabaseSync, options: SqliteOptions) {
    this.#database = database;
    this.#connection = new SqliteConnection(database, options);
  }

  async init(): Promise<void> {}

  /** The only one there is; Kysely lets one user at a time have it. */
  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  async releaseConnection(): Promise<void> {}

  /** The write lock is taken at once: a transaction that first reads and then writes could fail half-way. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  /** After some errors (a full disk) SQLite has rolled back already, and a second time would hide the first error. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  destroy(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
    return Promise.resolve();
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #options: SqliteOptions;
  /** The last used ones, oldest first. */
  readonly #statements = new Map<string, Prepared>();

  constructor(database: DatabaseSync, options: SqliteOptions) {
    this.#database = database;
    this.#options = options;
  }

  /**
   * Waits for another process's lock without blocking the event loop. Inside a transaction we hold the lock, so
   * that only its beginning, or a query outside of one, ever waits; neither has done anything when it is refused.
   */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const giveUpAt = performance.now() + LOCK_PATIENCE;
    for (;;) {
      try {
        return this.#run<R>(query);
      } catch (error) {
        if (sqliteCode(error) !== SQLITE_BUSY || this.#database.isTransaction) throw error;
        if (performance.now() >= giveUpAt) throw lockedTooLong(error);
        await sleep(LOCK_POLL);
      }
    }
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    await Promise.reject(new Error('The store reads lists by pages; nothing of it is streamed.'));
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const { sql } = query;
    this.#options.onStatement?.(sql);
    const { statement, hasRows } = this.#prepare(sql);
    const rows: R[] = [];
    let changed = 0;
    for (const parameters of isRepeated(query) ? query.each : [query.parameters]) {
      const values = withoutNul(parameters) as readonly SQLInputValue[];
      if (hasRows) rows.push(...(statement.all(...values) as R[]));
      else changed += Number(statement.run(...values).changes);
    }
    return hasRows ? { rows } : { numAffectedRows: BigInt(changed), rows };
  }

  #prepare(sql: string): Prepared {
    const statement = this.#statements.get(sql) ?? this.#compile(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > STATEMENTS_KEPT) {
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    }
    return statement;
  }

  #compile(sql: string): Prepared {
    const statement = this.#database.prepare(sql);
    return { statement, hasRows: statement.columns().length > 0 };
  }
}

const lockedTooLong = (cause: unknown): StoreError =>
  new StoreError(
    'store-busy',
    `Another process has held the database's write lock for ${LOCK_PATIENCE / 1000} s. ` +
      'Find it (a backup, an sqlite3 shell, a second Hub Relay) and end it.',
    { cause },
  );
