import { type Kysely } from 'kysely';
import { type NewReport } from '../flow/report-ports.ts';
import { asked, changeReports, lockReports } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { lockLanes } from './lanes.ts';
import { type Tables } from './tables.ts';

/** The docstring of `Reports.redirect` is its promise. Inside a transaction of the caller. */
export const redirect = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared' | 'announce'>,
  id: string,
  to: NewReport,
  dueAt: number,
): Promise<void> => {
  const lanes = await db
    .selectFrom('notifications')
    .select('lane')
    .distinct()
    .where('report', '=', id)
    .execute();
  await lockLanes(
    db,
    engine,
    lanes.map(({ lane }) => lane),
  );
  await db.updateTable('notifications').set({ report: to.id }).where('report', '=', id).execute();
  await lockReports(db, engine, [id, to.id]);
  await changeReports(db, engine, [asked({ report: to, dueAt }, dueAt)]);
  if (to.id !== id) await db.deleteFrom('reports').where('id', '=', id).execute();
};
