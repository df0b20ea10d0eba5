import { type Kysely, type RawBuilder, sql } from 'kysely';
import { insertRows } from './insert-rows.ts';
import { isSqlite } from './is-sqlite.ts';
import { type EventRow, type Tables } from './tables.ts';

// SQLite writes a row whose length changes as a whole, so that the body of each event would be written twice: when it is
// recorded, and when it is marked planned. PostgreSQL keeps long texts apart from their rows, and leaves them alone.
// https://www.postgresql.org/docs/current/storage-toast.html

/** In characters: four pages. Below it, the second time costs less than a row and an index entry more. */
const LARGE = 16 * 1024;

/** The rows as they are to be inserted: what is large is left out of them. */
export const withoutLargeBodies = (db: Kysely<Tables>, rows: readonly EventRow[]): readonly EventRow[] =>
  isSqlite(db) ? rows.map((row) => (row.body.length < LARGE ? row : { ...row, body: '' })) : rows;

/** Inserts what was left out of these. Their events are there already. */
export const insertLargeBodies = async (db: Kysely<Tables>, rows: readonly EventRow[]): Promise<void> => {
  if (!isSqlite(db)) return;
  const large = rows.filter(({ body }) => body.length >= LARGE);
  await insertRows(
    db,
    'large_bodies',
    large.map(({ id, body }) => ({ event_id: id, body })),
  );
};

const OWN = sql<string>`events.body`;
const APART = sql<string>`(select body from large_bodies where event_id = events.id)`;
const OWN_SIZE = sql<number>`octet_length(events.body)`;
const SIZE_APART = sql<number>`(select octet_length(body) from large_bodies where event_id = events.id)`;

/** Of a row of `events`, wherever it is. */
export const bodyOf = (db: Kysely<Tables>): RawBuilder<string> =>
  isSqlite(db) ? sql<string>`coalesce(${APART}, ${OWN})` : OWN;

/** The same in bytes. Both databases know it without reading the body. */
export const bodySizeOf = (db: Kysely<Tables>): RawBuilder<number> =>
  isSqlite(db) ? sql<number>`coalesce(${SIZE_APART}, ${OWN_SIZE})` : OWN_SIZE;
