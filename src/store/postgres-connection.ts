import { type CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely';
import type pg from 'pg';
import { isForLater } from './later.ts';
import { withoutNul } from './parameters.ts';
import { type Answer, Batch, type Statement } from './postgres-batch.ts';
import { callError, isConnectionLost, isPlanStale } from './postgres-errors.ts';
import { type Plans } from './postgres-plans.ts';

/** The commands whose row count Kysely reports as `numAffectedRows`. */
const WRITES: readonly string[] = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'];
/** So many statements go to the server at once. */
const MOST_TOGETHER = 100;

export interface ConnectionOptions {
  /** For people, without the password. */
  readonly place: string;
  /** Called with each SQL statement as it is sent. */
  readonly onStatement?: ((statement: string) => void) | undefined;
}

/** A connection of the pool, while it is lent. What may wait is sent with the statement after it. */
export class PooledConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #plans: Plans;
  readonly #options: ConnectionOptions;
  #isInTransaction = false;
  /** What the transaction begins with, and what may wait. */
  #waiting: Statement[] = [];
  isLost = false;

  constructor(client: pg.PoolClient, plans: Plans, options: ConnectionOptions) {
    this.#client = client;
    this.#plans = plans;
    this.#options = options;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#isInTransaction && isForLater(query) && this.#waiting.length < MOST_TOGETHER) {
      this.#waiting.push(query);
      return { rows: [] };
    }
    const { command, count, rows } = await this.#send(query);
    return { rows: rows as R[], ...(WRITES.includes(command) && { numAffectedRows: BigInt(count) }) };
  }

  /** With its first statement. */
  begin(): void {
    this.#isInTransaction = true;
    this.#waiting = [BEGIN];
  }

  /** Returns the command that was carried out: PostgreSQL ends a transaction in which something failed with `ROLLBACK`. */
  async commit(): Promise<string> {
    const hasBegun = this.#hasBegun || this.#waiting.length > 1;
    const { command } = hasBegun ? await this.#send(COMMIT) : COMMITTED;
    this.#isInTransaction = false;
    return command;
  }

  /** The server rolls back what a lost connection had begun; a second error would only hide the first. */
  async rollback(): Promise<void> {
    const isNeeded = this.#hasBegun && !this.isLost;
    this.#waiting = [];
    if (isNeeded) await this.#send(ROLLBACK).catch(() => undefined);
    this.#isInTransaction = false;
  }

  /** One that is lost, or in a transaction still, is closed and not used again. */
  release(): void {
    this.#client.release(this.isLost || this.#client.getTransactionStatus() !== 'I');
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    await Promise.reject(new Error('The store reads lists by pages; nothing of it is streamed.'));
  }

  /** Whether the server knows of the transaction. */
  get #hasBegun(): boolean {
    return this.#waiting[0] !== BEGIN;
  }

  async #send(last: Statement): Promise<Answer> {
    const statements = [...this.#waiting, last];
    this.#waiting = [];
    try {
      return await this.#carryOut(statements);
    } catch (error) {
      if (isPlanStale(error)) {
        this.#plans.tablesChanged();
        // Outside a transaction nothing was done.
        if (!this.#isInTransaction) return this.#send(last);
      }
      // From the socket that it came by to who asked.
      if (error instanceof Error) Error.captureStackTrace(error);
      this.isLost ||= isConnectionLost(error);
      throw callError(error, this.#options.place);
    }
  }

  async #carryOut(statements: readonly Statement[]): Promise<Answer> {
    for (const { sql } of statements) this.#options.onStatement?.(sql);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const clean = statements.map(({ sql, parameters }) => ({ sql, parameters: withoutNul(parameters) }));
    this.#client.query(
      new Batch(clean, this.#plans, (error, answer) => {
        if (answer === undefined) reject(error);
        else resolve(answer);
      }),
    );
    return promise;
  }
}

const BEGIN: Statement = { sql: 'begin', parameters: [] };
const COMMIT: Statement = { sql: 'commit', parameters: [] };
const ROLLBACK: Statement = { sql: 'rollback', parameters: [] };
/** Of a transaction of which nothing was ever sent. */
const COMMITTED = { command: 'COMMIT' };
