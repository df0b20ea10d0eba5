import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Engine } from './engine.ts';

/** Whether a number is one of these: one parameter, however many they are. */
export const isAmong = (
  { isShared }: Pick<Engine, 'isShared'>,
  value: Expression<number | null>,
  ids: ReadonlySet<number>,
): RawBuilder<SqlBool> => {
  const list = JSON.stringify([...ids]);
  return isShared
    ? sql<SqlBool>`${value} in (select id::bigint from json_array_elements_text(${list}::json) as listed(id))`
    : sql<SqlBool>`${value} in (select value from json_each(${list}))`;
};
