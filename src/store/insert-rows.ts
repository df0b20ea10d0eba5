import { CompiledQuery, type Kysely } from 'kysely';
import { isSqlite } from './is-sqlite.ts';
import { writeLater } from './later.ts';
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
  for (const query of insertions(db, table, rows)) await writeLater(db, query);
};

/** The same, without those whose `key` is on record already or came twice. Returns the keys of those that were inserted. */
export const insertMissing = async <Name extends keyof Tables, Key extends keyof Tables[Name] & string>(
  db: Kysely<Tables>,
  table: Name,
  key: Key,
  rows: readonly Tables[Name][],
): Promise<ReadonlySet<Tables[Name][Key]>> => {
  const keys = new Set<Tables[Name][Key]>();
  for (const query of insertions(db, table, rows, ` on conflict ("${key}") do nothing returning "${key}"`)) {
    for (const row of (await db.executeQuery(query)).rows) keys.add(row[key]);
  }
  return keys;
};

/** What inserts them, to be carried out in this order: one statement, unless they are very many. */
export const insertions = <Name extends keyof Tables>(
  db: Kysely<Tables>,
  table: Name,
  rows: readonly Tables[Name][],
  ending = '',
): readonly CompiledQuery<Tables[Name]>[] => {
  const [first] = rows;
  if (first === undefined) return [];
  const columns = Object.keys(first) as (keyof Tables[Name])[];
  const beginning = `insert into "${table}" (${columns.map((column) => `"${String(column)}"`).join(', ')}) values `;
  const valuesOf = (row: Tables[Name]): readonly unknown[] => columns.map((column) => row[column]);
  if (isSqlite(db)) {
    const text = `${beginning}(${columns.map(() => '?').join(', ')})${ending}`;
    return [repeated<Tables[Name]>(text, rows.map(valuesOf))];
  }
  return inPieces(rows, Math.floor(MOST_PARAMETERS / columns.length)).map((piece) => {
    const text = `${beginning}${placeholders(piece.length, columns.length)}${ending}`;
    return CompiledQuery.raw(text, piece.flatMap(valuesOf));
  });
};

/** ($1, $2), ($3, $4) */
const placeholders = (rows: number, columns: number): string =>
  Array.from(
    { length: rows },
    (_, row) =>
      `(${Array.from({ length: columns }, (__, column) => `$${row * columns + column + 1}`).join(', ')})`,
  ).join(', ');
