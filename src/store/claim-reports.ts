import { type Kysely } from 'kysely';
import { type Pace } from '../core/pace.ts';
import { type Report } from '../flow/report-ports.ts';
import { lockReports } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { lockLanes, MOST_UNDER_WAY, roomOf, takeRoom } from './lanes.ts';
import { isTakeable, type ReportLane, reportLanes, underWay } from './report-lanes.ts';
import { fromReportRow } from './report-row.ts';
import { type ReportRow, type Tables } from './tables.ts';
import { writeLanes } from './write-lanes.ts';

/** The docstring of `Reports.claim` is its promise. Of these lanes; inside a transaction of the caller. */
export const claimReports = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  among: readonly Pick<ReportLane, 'lane'>[],
  { now, limit, pace }: { readonly now: number; readonly limit: number; readonly pace: Pace | undefined },
): Promise<readonly Report[]> => {
  const lanes = among.map(({ lane }) => lane);
  const locked = await lockLanes(db, engine, lanes);
  // Looked at again: until they were ours, they may have been held, or have got something to send.
  const still = (await reportLanes(db, lanes)).filter((lane) => isTakeable(lane, now));
  const first: Due[] = [];
  for (const lane of still) {
    const row = locked.get(lane.lane);
    const room = row ? Math.min(roomOf(row, now, pace), MOST_UNDER_WAY - underWay(lane)) : 0;
    first.push(...(await dueOf(db, lane.lane, now, Math.min(limit, room))));
  }
  const due = first.toSorted(byAge).slice(0, limit);
  const rows = await begin(db, engine, due, now);
  const taken = Map.groupBy(due, (report) => report.lane);
  const lanesAfter = [...locked.values()].map((row) => {
    const sends = taken.get(row.lane)?.length ?? 0;
    return sends === 0 ? row : { ...row, ...takeRoom(row, sends, row.turn, now, pace) };
  });
  await writeLanes(db, lanesAfter);
  return rows.map(fromReportRow);
};

type Due = Pick<ReportRow, 'id' | 'lane' | 'due_at'>;

const byAge = (a: Due, b: Due): number => (a.due_at ?? 0) - (b.due_at ?? 0) || (a.id < b.id ? -1 : 1);

const dueOf = async (
  db: Kysely<Tables>,
  lane: number,
  now: number,
  limit: number,
): Promise<readonly Due[]> =>
  limit <= 0
    ? []
    : db
        .selectFrom('reports')
        .select(['id', 'lane', 'due_at'])
        .where('lane', '=', lane)
        .where('begun_at', 'is', null)
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .execute();

/** The rows as they are now, in the order in which they were due. */
const begin = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  due: readonly Due[],
  now: number,
): Promise<readonly ReportRow[]> => {
  if (due.length === 0) return [];
  const ids = due.map(({ id }) => id);
  await lockReports(db, engine, ids);
  const rows = await db
    .updateTable('reports')
    .set({ begun_at: now, due_at: null })
    .where('id', 'in', ids)
    .where('begun_at', 'is', null)
    .returningAll()
    .execute();
  return rows.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
};
