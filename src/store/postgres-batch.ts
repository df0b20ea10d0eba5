import { type Connection, type FieldDef, type Submittable } from 'pg';
import { type Column, type Plan, type Plans } from './postgres-plans.ts';
import { types } from './postgres-target.ts';
import { toWire, type WireValue } from './postgres-values.ts';

/** A statement to be sent, with its parameters. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface Answer {
  /** What was carried out: `SELECT`, `COMMIT`, … */
  readonly command: string;
  /** How many rows it returned or wrote. */
  readonly count: number;
  readonly rows: readonly Record<string, unknown>[];
}

interface Step {
  readonly plan: Plan;
  readonly values: WireValue[];
}

/**
 * Statements that go to the server together, in one round trip; each is carried out when the one before it was, and an
 * error ends them all. Answered is the last one.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 */
export class Batch implements Submittable {
  /** Called by the client, which puts one of its own before it, for its time-out. */
  callback: (error: unknown, answer?: Answer) => void;
  readonly #plans: Plans;
  readonly #steps: readonly Step[];
  /** How many of the steps are done. */
  #done = 0;
  #command = '';
  #rows: Record<string, unknown>[] = [];

  constructor(
    statements: readonly Statement[],
    plans: Plans,
    callback: (error: unknown, answer?: Answer) => void,
  ) {
    this.callback = callback;
    this.#plans = plans;
    this.#steps = statements.map(({ sql, parameters }) => ({
      plan: plans.of(sql),
      values: parameters.map(toWire),
    }));
  }

  submit(connection: Connection): void {
    // So that it leaves in one piece, and not in one for each message.
    connection.stream.cork();
    for (const { plan, values } of this.#steps) {
      if (!plan.isPrepared) prepare(connection, plan);
      connection.bind({ statement: plan.name, values }, false);
      if (plan.columns === undefined) connection.describe({ type: 'P' }, false);
      connection.execute(null, false);
    }
    for (const name of this.#plans.takeDropped()) connection.close({ type: 'S', name }, false);
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    const plan = this.#steps[this.#done]?.plan;
    if (plan === undefined) return;
    plan.columns = fields.map(toColumn);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const columns = this.#steps[this.#done]?.plan.columns ?? [];
    const row: Record<string, unknown> = {};
    for (const [position, { name, read }] of columns.entries()) {
      const text = fields[position] ?? null;
      row[name] = text === null ? null : read(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const plan = this.#steps[this.#done]?.plan;
    // Of a statement without rows the server describes none.
    if (plan !== undefined) plan.columns ??= [];
    this.#command = text;
    this.#done += 1;
    if (this.#done < this.#steps.length) this.#rows = [];
  }

  handleReadyForQuery(): void {
    for (const { plan } of this.#steps) plan.isPrepared = plan.name !== '';
    // INSERT 0 1, SELECT 1, COMMIT
    const [command = '', ...counts] = this.#command.split(' ');
    this.callback(undefined, { command, count: Number(counts.at(-1) ?? 0), rows: this.#rows });
  }

  /** Of what was to be prepared some may be, and some not. */
  handleError(error: unknown): void {
    this.callback(error);
  }
}

const toColumn = ({ name, dataTypeID }: FieldDef): Column => {
  const read: (text: never) => unknown = types.getTypeParser(dataTypeID, 'text');
  return { name, read: read as Column['read'] };
};

/** Closing what is not there is no error: where it was to be prepared before, nobody may know whether it is. */
const prepare = (connection: Connection, plan: Plan): void => {
  if (plan.name !== '') connection.close({ type: 'S', name: plan.name }, false);
  connection.parse({ name: plan.name, text: plan.text, types: [] }, false);
  plan.columns = undefined;
};
