import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Engine } from './engine.ts';

/**
 * Whether a number is one of these: one parameter, however many they are. PostgreSQL looks an array up by its hashes, where it may
 * walk through a subquery for each row.
 */
export const isAmong = (
  { isShared }: Pick<Engine, 'isShared'>,
  value: Expression<number | null>,
  ids: ReadonlySet<number>,
): RawBuilder<SqlBool> =>
  isShared
    ? sql<SqlBool>`${value} = any(${`{${[...ids].join(',')}}`}::bigint[])`
    : sql<SqlBool>`${value} in (select value from json_each(${JSON.stringify([...ids])}))`;
