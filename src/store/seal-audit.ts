import { type Kysely } from 'kysely';
import { chained, type Link, ORIGIN, readLink, renderLink } from '../core/audit-chain.ts';
import { type JsonObject } from '../core/json.ts';
import { fromJson } from './columns.ts';
import { type AuditRow } from './desk-tables.ts';
import { type Engine } from './engine.ts';
import { isoTime, noteRow, writeNotes } from './note-audit.ts';
import { insertRows } from './insert-rows.ts';
import { writeLater } from './later.ts';
import { inPieces } from './pieces.ts';
import { type Tables } from './tables.ts';

/** The newest line, and the newest one that was deleted for its age: marks. Whoever would change the chain locks `LAST`. */
const LAST = 'audit-last';
const FIRST = 'audit-first';

/** The docstring of `Audit.seal` is its promise. Inside a transaction of the caller. */
export const seal = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  limit: number,
): Promise<number> => {
  let last = await lockLast(db, engine);
  const notes = await db
    .selectFrom('audit_notes')
    .selectAll()
    .orderBy('at')
    .orderBy('ordinal')
    .orderBy('id')
    .limit(limit)
    .execute();
  if (notes.length === 0) return 0;
  const rows = notes.map(({ at, kind, actor, content }): AuditRow => {
    const line = chained({ at, kind, actor, content: fromJson<JsonObject>(content) }, last);
    last = line;
    return { seq: line.seq, at, line: line.text, hash: line.hash };
  });
  await insertRows(db, 'audit', rows);
  for (const piece of inPieces(notes.map(({ id }) => id))) {
    await writeLater(db, db.deleteFrom('audit_notes').where('id', 'in', piece));
  }
  await writeLater(db, placeWrite(db, LAST, last));
  return rows.length;
};

/** The docstring of `Audit.expire` is its promise. Inside a transaction of the caller. */
export const expireAudit = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  before: number,
  limit: number,
): Promise<number> => {
  const last = await lockLast(db, engine);
  const { first } = await endsOf(db);
  const oldest = await db
    .selectFrom('audit')
    .select(['seq', 'at', 'hash'])
    .where('seq', '<', last.seq)
    .orderBy('seq')
    .limit(limit)
    .execute();
  // Up to the first that is young enough: what was noted late stands after what is younger, and a chain has no gaps.
  const young = oldest.findIndex(({ at }) => at >= before);
  const old = young === -1 ? oldest : oldest.slice(0, young);
  const cut = old.at(-1);
  if (!cut) return 0;
  await db.deleteFrom('audit').where('seq', '<=', cut.seq).execute();
  await placeWrite(db, FIRST, cut).execute();
  const content = {
    lines: old.length,
    before: isoTime(before),
    from: renderLink(first),
    to: renderLink(cut),
  };
  await writeNotes(db, [noteRow(Date.now(), 'expired', content)]);
  return old.length;
};

export const endsOf = async (db: Kysely<Tables>): Promise<{ readonly first: Link; readonly last: Link }> => {
  const rows = await db
    .selectFrom('marks')
    .select(['name', 'content'])
    .where('name', 'in', [FIRST, LAST])
    .execute();
  const placeOf = (name: string): Link =>
    readLink(rows.find((row) => row.name === name)?.content ?? '') ?? ORIGIN;
  return { first: placeOf(FIRST), last: placeOf(LAST) };
};

/** One process at a time makes the chain longer; SQLite has one writer anyway. */
const lockLast = async (db: Kysely<Tables>, { isShared }: Pick<Engine, 'isShared'>): Promise<Link> => {
  const lock = () =>
    db
      .selectFrom('marks')
      .select('content')
      .where('name', '=', LAST)
      .$if(isShared, (query) => query.forUpdate())
      .executeTakeFirst();
  let row = await lock();
  if (row === undefined && isShared) {
    await db
      .insertInto('marks')
      .values({ name: LAST, content: renderLink(ORIGIN) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    row = await lock();
  }
  return readLink(row?.content ?? '') ?? ORIGIN;
};

const placeWrite = (db: Kysely<Tables>, name: string, place: Link) => {
  const content = renderLink(place);
  return db
    .insertInto('marks')
    .values({ name, content })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ content }));
};
