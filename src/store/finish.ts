import { type Kysely } from 'kysely';
import { statesBefore } from '../core/lifecycle.ts';
import { type AttemptEnd } from '../flow/notification-ports.ts';
import { attemptNote } from './audit-notes.ts';
import { closedAttemptColumns } from './attempt-row.ts';
import { changeReports, type ReportChange, touched } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { type Health, noteOutcome, reportsWaitingFor } from './hub-health.ts';
import { lockLanes, refreshLanes, toldBy } from './lanes.ts';
import { writeNotes } from './note-audit.ts';
import { promote } from './queue.ts';
import { writeRuns } from './write-runs.ts';
import { StoreError } from './store-error.ts';
import { BEHIND, type LaneRow, type NotificationRow, type Tables } from './tables.ts';
import { countTraffic, type End } from './traffic.ts';

/** What `Notifications.finish` resolves with. */
export interface Finished {
  readonly isHubBroken: boolean;
}

/**
 * The docstring of `Notifications.finish` is its promise, for each of these. Inside a transaction of the caller, which is
 * to be rolled back where it rejects.
 */
export const finishAll = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared' | 'announce'>,
  ends: readonly AttemptEnd[],
): Promise<readonly Finished[]> => {
  const known = await knownOf(db, ends);
  const lanes = new Map(
    await lockLanes(
      db,
      engine,
      [...known.values()].map(({ lane }) => lane),
    ),
  );
  const closed: Closed[] = [];
  for (const end of ends) {
    const row = known.get(end.notificationId);
    if (!row) throw notOpen(end);
    closed.push(await closeOne(db, end, row, lanes));
  }
  await refreshLanes(db, lanes.keys());
  const runs = ends.flatMap(({ run, at }) => (run ? [{ run, at }] : []));
  const changes: ReportChange[] = [];
  for (const { end, moved, health } of closed) {
    changes.push(...touched(await reportsToldOf(db, moved, end, health), end.at));
  }
  changes.push(...(await writeRuns(db, runs)));
  await changeReports(db, engine, changes);
  await writeNotes(
    db,
    closed.map(({ end, row, health }) => attemptNote(end, row, health)),
  );
  await countTraffic(
    db,
    closed.flatMap(({ end, moved }) => endsOf(moved, end)),
  );
  return closed.map(({ health }) => ({ isHubBroken: health === 'broken-now' }));
};

type Known = Pick<NotificationRow, 'id' | 'lane' | 'queue' | 'event_id' | 'spoke' | 'hub'>;

const knownOf = async (
  db: Kysely<Tables>,
  ends: readonly AttemptEnd[],
): Promise<ReadonlyMap<string, Known>> => {
  const rows = await db
    .selectFrom('notifications')
    .select(['id', 'lane', 'queue', 'event_id', 'spoke', 'hub'])
    .where(
      'id',
      'in',
      ends.map(({ notificationId }) => notificationId),
    )
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
};

interface Closed {
  readonly end: AttemptEnd;
  readonly row: Known;
  readonly moved: Moved;
  readonly health: Health;
}

/** `lanes` is kept as it is in the database, for those that come after it. */
const closeOne = async (
  db: Kysely<Tables>,
  end: AttemptEnd,
  row: Known,
  lanes: Map<number, LaneRow>,
): Promise<Closed> => {
  await closeAttempt(db, end);
  const moved = await moveOn(db, end);
  const lane = lanes.get(row.lane ?? 0);
  const told = lane ? toldBy(lane, end) : {};
  if (lane && Object.keys(told).length > 0) {
    await db.updateTable('lanes').set(told).where('lane', '=', lane.lane).execute();
    lanes.set(lane.lane, { ...lane, ...told });
  }
  const health = moved.hub_id === null ? 'whole' : await noteOutcome(db, moved.hub_id, end);
  if (row.queue !== null) await promote(db, row.queue, health === 'broken' || health === 'broken-now');
  return { end, row, moved, health };
};

const closeAttempt = async (db: Kysely<Tables>, end: AttemptEnd): Promise<void> => {
  const { numUpdatedRows } = await db
    .updateTable('attempts')
    .set(closedAttemptColumns(end))
    .where('notification_id', '=', end.notificationId)
    .where('number', '=', end.number)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw notOpen(end);
};

const MOVED = [
  'hub_id',
  'spoke_id',
  'created_at',
  'replayed_at',
  'report',
  'failure',
] as const satisfies readonly (keyof NotificationRow)[];
type Moved = Pick<NotificationRow, (typeof MOVED)[number]>;

const moveOn = async (db: Kysely<Tables>, end: AttemptEnd): Promise<Moved> => {
  const uncounted = end.holdLaneUntil === undefined ? 0 : 1;
  const isWaiting = end.outcome === 'waiting';
  const moved = await db
    .updateTable('notifications')
    .set((row) => ({
      state: end.outcome,
      reason: end.reason,
      code: end.code ?? null,
      updated_at: end.at,
      lease_until: null,
      attempts: row('attempts', '-', uncounted),
      ...(isWaiting
        ? { front: BEHIND, due_at: end.dueAt ?? end.holdLaneUntil ?? end.at }
        : { front: null, queue: null }),
    }))
    .where('id', '=', end.notificationId)
    .where('last_attempt', '=', end.number)
    .where('state', 'in', statesBefore(end.outcome))
    .returning(MOVED)
    .executeTakeFirst();
  if (moved === undefined) throw notOpen(end);
  return moved;
};

const endsOf = (moved: Moved, { outcome, at }: AttemptEnd): readonly End[] => {
  if (outcome === 'waiting') return [];
  const isTimed = outcome === 'delivered' && moved.replayed_at === null;
  const tookMs = isTimed ? at - moved.created_at : undefined;
  return [
    { at, spokeId: moved.spoke_id, hubId: moved.hub_id, outcome, ...(tookMs !== undefined && { tookMs }) },
  ];
};

/** What it tells of: the notification, all that waits for its hub where that broke or is mended, and its route's failing. */
const reportsToldOf = async (
  db: Kysely<Tables>,
  { hub_id: hubId, report, failure }: Moved,
  { outcome }: AttemptEnd,
  health: Health,
): Promise<readonly (string | null)[]> => {
  const isChanged = health === 'broken-now' || health === 'mended-now';
  const waiting = isChanged && hubId !== null ? await reportsWaitingFor(db, [hubId]) : [];
  const isTold = outcome === 'dead' || (outcome === 'delivered' && (await isWatched(db, failure)));
  return [report, ...waiting, isTold ? failure : null];
};

/** Whether this failure is told, or is to be. */
const isWatched = async (db: Kysely<Tables>, failure: string | null): Promise<boolean> => {
  if (failure === null) return false;
  const watched = await db
    .selectFrom('reports')
    .select('id')
    .where('id', '=', failure)
    .where((row) =>
      row.or([row('is_open', '=', 1), row('due_at', 'is not', null), row('begun_at', 'is not', null)]),
    )
    .executeTakeFirst();
  return watched !== undefined;
};

const notOpen = ({ notificationId, number }: AttemptEnd): StoreError =>
  new StoreError(
    'attempt-not-open',
    `Attempt ${number} of notification ${notificationId} is not open: it was finished or released before.`,
  );
