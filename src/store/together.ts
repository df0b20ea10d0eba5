import { CompiledQuery, type Kysely, type QueryResult, SqliteAdapter } from 'kysely';
import { type Tables } from './tables.ts';

/** Parameters in one statement of PostgreSQL, which takes 65,535. */
const MOST_PARAMETERS = 65_000;

/**
 * Writes of which none reads or writes what another one writes: on PostgreSQL one statement, and so one round trip, on
 * SQLite one after the other. Returns what the last one does. Inside a transaction of the caller.
 * https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING
 */
export const together = async <Row>(
  db: Kysely<Tables>,
  writes: readonly CompiledQuery[],
  last: CompiledQuery<Row>,
): Promise<QueryResult<Row>> => {
  if (db.getExecutor().adapter instanceof SqliteAdapter) {
    for (const write of writes) await db.executeQuery(write);
    return db.executeQuery(last);
  }
  const joined: CompiledQuery[] = [];
  for (const write of writes) {
    const parameters = [...joined, write, last].reduce((sum, query) => sum + query.parameters.length, 0);
    if (parameters > MOST_PARAMETERS && joined.length > 0) {
      await db.executeQuery(asOne(joined));
      joined.length = 0;
    }
    joined.push(write);
  }
  return db.executeQuery<Row>(asOne([...joined, last]));
};

/** The same, of which nobody wants to know what they return. */
export const allTogether = async (db: Kysely<Tables>, writes: readonly CompiledQuery[]): Promise<void> => {
  const last = writes.at(-1);
  if (last !== undefined) await together(db, writes.slice(0, -1), last);
};

/** with "write_1" as (…), "write_2" as (…) … */
const asOne = (queries: readonly CompiledQuery[]): CompiledQuery => {
  let before = 0;
  const texts = queries.map(({ sql, parameters }) => {
    const first = before;
    before += parameters.length;
    return first === 0 ? sql : sql.replace(/\$(\d+)/g, (_, place) => `$${first + Number(place)}`);
  });
  const last = texts.pop() ?? '';
  const named = texts.map((text, place) => `"write_${place + 1}" as (${text})`);
  const beginning = named.length === 0 ? '' : `with ${named.join(', ')} `;
  return CompiledQuery.raw(
    beginning + last,
    queries.flatMap(({ parameters }) => parameters),
  );
};
