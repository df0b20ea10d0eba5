import { CompiledQuery } from 'kysely';

/** One statement, carried out once for each of these lists of parameters; its result has the rows of all of them. For SQLite only. */
export interface RepeatedQuery<Row = unknown> extends CompiledQuery<Row> {
  readonly each: readonly (readonly unknown[])[];
}

export const repeated = <Row>(sql: string, each: readonly (readonly unknown[])[]): RepeatedQuery<Row> => ({
  ...(CompiledQuery.raw(sql) as CompiledQuery<Row>),
  each,
});

export const isRepeated = (query: CompiledQuery): query is RepeatedQuery => 'each' in query;
