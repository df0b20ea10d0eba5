import { type Kysely } from 'kysely';
import { type Verdict } from '../core/verdict.ts';
import { type ReportedNotification } from '../core/reported.ts';
import { type Target } from '../core/target.ts';
import { fromJson, present } from './columns.ts';
import { fromRunRow } from './run-row.ts';
import { type RunRow, type Tables } from './tables.ts';

/** As many as a check run's text has room for, with their runs. */
const MOST = 100;

/** The docstring of `Reports.notifications` is its promise. */
export const reportedNotifications = async (
  db: Kysely<Tables>,
  id: string,
): Promise<readonly ReportedNotification[]> => {
  const rows = await db
    .selectFrom('notifications as told')
    .leftJoin('hubs', 'hubs.id', 'told.hub_id')
    .leftJoin('lanes', 'lanes.lane', 'told.lane')
    .select([
      'told.id',
      'told.event_id',
      'told.route',
      'told.event_type',
      'told.hub_id',
      'told.target',
      'told.state',
      'told.reason',
      'told.code',
      'told.verdict',
      'told.due_at',
      'told.updated_at',
      'told.last_attempt',
      'hubs.broken_at',
      'lanes.held_until',
    ])
    .where('told.report', '=', id)
    .orderBy('told.created_at', 'desc')
    .orderBy('told.id', 'desc')
    .limit(MOST)
    .execute();
  const runs = await runsOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    eventId: row.event_id,
    route: row.route,
    eventType: row.event_type,
    state: row.state,
    verdict: fromJson<Verdict>(row.verdict),
    dueAt: row.due_at,
    updatedAt: row.updated_at,
    lastAttempt: row.last_attempt,
    isHubBroken: row.broken_at !== null,
    laneHeldUntil: row.held_until ?? 0,
    runs: (runs.get(row.id) ?? []).map((run) => fromRunRow(run, row.hub_id ?? 0)),
    ...present({
      reason: row.reason,
      code: row.code,
      target: row.target === null ? null : fromJson<Target>(row.target),
    }),
  }));
};

const runsOf = async (
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly RunRow[]>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('notification_id', 'in', ids)
    .orderBy('started_at')
    .orderBy('run_id')
    .execute();
  return Map.groupBy(rows, (row) => row.notification_id);
};
