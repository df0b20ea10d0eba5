import { type Kysely, sql } from 'kysely';
import { lockReports } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { inPieces } from './pieces.ts';
import { type Tables } from './tables.ts';

/** The docstring of `Reports.release` is its promise. Inside a transaction of the caller. */
export const releaseReports = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared' | 'announce'>,
  now: number,
): Promise<number> => {
  const rows = await db.selectFrom('reports').select('id').where('begun_at', 'is not', null).execute();
  const ids = rows.map(({ id }) => id);
  await lockReports(db, engine, ids);
  let released = 0;
  for (const piece of inPieces(ids)) {
    const { numUpdatedRows } = await db
      .updateTable('reports')
      .set({
        due_at: now,
        begun_at: null,
        is_uncertain: sql<number>`case when number is null then 1 else is_uncertain end`,
      })
      .where('id', 'in', piece)
      .where('begun_at', 'is not', null)
      .executeTakeFirst();
    released += Number(numUpdatedRows);
  }
  if (released > 0) await engine.announce(db, { kind: 'notifications' });
  return released;
};
