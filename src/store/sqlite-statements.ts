import { type DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type CompiledQuery, type QueryResult } from 'kysely';
import { withoutNul } from './parameters.ts';
import { isRepeated } from './repeated.ts';

const STATEMENTS_KEPT = 100;

interface Prepared {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

/** The statements of an open file, each compiled once as long as it is in use. */
export class SqliteStatements {
  readonly #database: DatabaseSync;
  readonly #onStatement: ((statement: string) => void) | undefined;
  /** The last used ones, oldest first. */
  readonly #statements = new Map<string, Prepared>();

  constructor(
    database: DatabaseSync,
    options: { readonly onStatement?: ((statement: string) => void) | undefined },
  ) {
    this.#database = database;
    this.#onStatement = options.onStatement;
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** Blocks the event loop for as long as it takes. */
  run<R>(query: CompiledQuery): QueryResult<R> {
    const { sql } = query;
    this.#onStatement?.(sql);
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
