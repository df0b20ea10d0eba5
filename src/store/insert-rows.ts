import { CompiledQuery, type Kysely, type QueryResult, SqliteAdapter } from 'kysely';
import { inPieces } from './pieces.ts';
import { repeated } from './repeated.ts';
import { type Tables } from './tables.ts';

// What is written with each event goes below Kysely's builders, which parse, freeze and compile each value of each row.

/** Parameters in one statement of PostgreSQL, which takes 65,535. */
const MOST_PARAMETERS = 30_000;

/** Inside a transaction of the caller. All rows have the same columns, in the same order. */
export const insertRows = async <Name extends keyof Tables>(
  db: Kysely<Tables>,
  table: Name,
  rows: readonly Tables[Name][],
): Promise<void> => {
  await insert(db, table, rows, '');
};

/** The same, without those whose `key` is on record already or came twice. Returns the keys of those that were inserted. */
export const insertMissing = async <Name extends keyof Tables, Key extends keyof Tables[Name] & string>(
  db: Kysely<Tables>,
  table: Name,
  key: Key,
  rows: readonly Tables[Name][],
): Promise<ReadonlySet<Tables[Name][Key]>> => {
  const results = await insert(db, table, rows, ` on conflict ("${key}") do nothing returning "${key}"`);
  return new Set(results.flatMap((result) => result.rows.map((row) => row[key])));
};

const insert = async <Name extends keyof Tables>(
  db: Kysely<Tables>,
  table: Name,
  rows: readonly Tables[Name][],
  ending: string,
): Promise<readonly QueryResult<Tables[Name]>[]> => {
  const [first] = rows;
  if (first === undefined) return [];
  const columns = Object.keys(first) as (keyof Tables[Name])[];
  const beginning = `insert into "${table}" (${columns.map((column) => `"${String(column)}"`).join(', ')}) values `;
  const valuesOf = (row: Tables[Name]): readonly unknown[] => columns.map((column) => row[column]);
  if (db.getExecutor().adapter instanceof SqliteAdapter) {
    const text = `${beginning}(${columns.map(() => '?').join(', ')})${ending}`;
    return [await db.executeQuery<Tables[Name]>(repeated(text, rows.map(valuesOf)))];
  }
  const results = [];
  for (const piece of inPieces(rows, Math.floor(MOST_PARAMETERS / columns.length))) {
    const text = `${beginning}${placeholders(piece.length, columns.length)}${ending}`;
    const query = CompiledQuery.raw(text, piece.flatMap(valuesOf)) as CompiledQuery<Tables[Name]>;
    results.push(await db.executeQuery(query));
  }
  return results;
};

/** ($1, $2), ($3, $4) */
const placeholders = (rows: number, columns: number): string =>
  Array.from(
    { length: rows },
    (_, row) =>
      `(${Array.from({ length: columns }, (__, column) => `$${row * columns + column + 1}`).join(', ')})`,
  ).join(', ');
