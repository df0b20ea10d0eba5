import { type Kysely } from 'kysely';
import { type Pace } from '../core/pace.ts';
import { type ReportEnd } from '../flow/report-ports.ts';
import { type Engine } from './engine.ts';
import { writtenNote } from './audit-notes.ts';
import { lockLanes, toldBy } from './lanes.ts';
import { writeNotes } from './note-audit.ts';
import { type ReportRow, type Tables } from './tables.ts';
import { writeLanes } from './write-lanes.ts';

/** The docstring of `Reports.finish` is its promise. Inside a transaction of the caller. */
export const finishReport = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  end: ReportEnd,
  pace?: Pace,
): Promise<void> => {
  const known = await db.selectFrom('reports').select('lane').where('id', '=', end.id).executeTakeFirst();
  if (!known) return;
  const lanes = await lockLanes(db, engine, [known.lane]);
  const row = await db
    .selectFrom('reports')
    .selectAll()
    .where('id', '=', end.id)
    .$if(engine.isShared, (query) => query.forUpdate())
    .executeTakeFirst();
  if (row) {
    await db.updateTable('reports').set(endedColumns(row, end)).where('id', '=', end.id).execute();
    if (end.written !== undefined) await writeNotes(db, [writtenNote(row, end)]);
  }
  const told = [...lanes.values()].map((lane) => ({
    ...lane,
    ...toldBy(lane, { ...end, outcome: end.written === undefined ? 'waiting' : 'delivered' }),
    ...(end.isUnsent && pace && { free_at: lane.free_at - pace.interval }),
  }));
  await writeLanes(db, told);
};

/** What became due while it was being written stays so. */
const endedColumns = (row: ReportRow, end: ReportEnd): Partial<ReportRow> => ({
  begun_at: null,
  due_at: row.due_at === null ? (end.dueAt ?? null) : Math.min(row.due_at, end.dueAt ?? Infinity),
  tries: end.isRetry === true ? row.tries + 1 : 0,
  reason: end.reason ?? null,
  updated_at: end.at,
  ...(end.number !== undefined && { number: end.number }),
  ...(end.written !== undefined && { written: end.written, written_at: end.at }),
  ...(end.isOpen !== undefined && { is_open: end.isOpen ? 1 : 0 }),
  ...(end.isUncertain !== undefined && { is_uncertain: end.isUncertain ? 1 : 0 }),
});
