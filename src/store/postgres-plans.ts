/** How many texts a session keeps prepared: a server needs some 30 KB for the plan of each. */
const MOST_TEXTS = 100;
/** Longer ones are lists of rows, of which hardly two are of the same length. */
const LONGEST_TEXT = 4_000;

export interface Column {
  readonly name: string;
  readonly read: (text: string) => unknown;
}

/** A statement as one session knows it. */
export interface Plan {
  readonly text: string;
  /** Empty for one that is not kept. */
  readonly name: string;
  /** Whether the server has it under its name. */
  isPrepared: boolean;
  /** The columns of its rows; undefined until the server has told. */
  columns: readonly Column[] | undefined;
}

/** Shared by the sessions of a pool, of which any may learn that the tables are not what they were. */
export interface TablesSeen {
  version: number;
}

/**
 * What one session has prepared on the server, which then need not parse it again. The one that was not used for the
 * longest time gives way. A statement stays prepared when its transaction is rolled back.
 * https://www.postgresql.org/docs/current/sql-prepare.html
 */
export class Plans {
  readonly #tables: TablesSeen;
  /** By their texts; last is what was used last. */
  readonly #plans = new Map<string, Plan>();
  #version: number;
  #count = 0;

  constructor(tables: TablesSeen) {
    this.#tables = tables;
    this.#version = tables.version;
  }

  of(text: string): Plan {
    this.#forgetWhereTablesChanged();
    const known = this.#plans.get(text);
    if (known !== undefined) {
      this.#plans.delete(text);
      this.#plans.set(text, known);
      return known;
    }
    const isKept = text.length <= LONGEST_TEXT;
    const name = isKept ? `hub_relay_${++this.#count}` : '';
    const plan: Plan = { text, name, isPrepared: false, columns: undefined };
    if (isKept) this.#plans.set(text, plan);
    return plan;
  }

  /** The names of those that gave way, for the server to forget. */
  takeDropped(): readonly string[] {
    const oldest = [...this.#plans.values()].slice(0, Math.max(0, this.#plans.size - MOST_TEXTS));
    for (const { text } of oldest) this.#plans.delete(text);
    return oldest.map(({ name }) => name);
  }

  /** No session of this pool trusts what it has prepared: another process may have changed the tables. */
  tablesChanged(): void {
    this.#tables.version += 1;
  }

  #forgetWhereTablesChanged(): void {
    if (this.#version === this.#tables.version) return;
    this.#version = this.#tables.version;
    for (const plan of this.#plans.values()) plan.isPrepared = false;
  }
}
