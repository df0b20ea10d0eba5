import { type ExpressionBuilder, type Kysely } from 'kysely';
import { statesBefore } from '../core/lifecycle.ts';
import { type AttemptEnd } from '../flow/notification-ports.ts';
import { attemptNote } from './audit-notes.ts';
import { closedAttemptColumns } from './attempt-row.ts';
import { changeReports, type ReportChange, touched } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { type Health, type HubHealth, noteOutcome, reportsWaitingFor } from './hub-health.ts';
import { toldBy } from './lanes.ts';
import { writeLater } from './later.ts';
import { writeNotes } from './note-audit.ts';
import { promote } from './queue.ts';
import { writeRuns } from './write-runs.ts';
import { StoreError } from './store-error.ts';
import { BEHIND, LEFT, type LaneRow, type NotificationRow, type Tables } from './tables.ts';
import { countTraffic, type End } from './traffic.ts';
import { writeLanes } from './write-lanes.ts';

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
  const known = await lockKnown(db, engine, ends);
  const lanes = new Map([...known.values()].map((row) => [row.lane, toLane(row)]));
  const closed: Closed[] = [];
  for (const end of ends) {
    const row = known.get(end.notificationId);
    if (!row) throw notOpen(end);
    closed.push(await closeOne(db, end, row));
    const lane = lanes.get(row.lane);
    if (lane) lanes.set(row.lane, { ...lane, ...toldBy(lane, end) });
  }
  const notes = closed.map(({ end, row, health }) => attemptNote(end, row, health));
  const runs = ends.flatMap(({ run, at }) => (run ? [{ run, at }] : []));
  const changes: ReportChange[] = [];
  for (const { end, moved, health } of closed) {
    changes.push(...touched(await reportsToldOf(db, moved, end, health), end.at));
  }
  changes.push(...(await writeRuns(db, runs)));
  await changeReports(db, engine, changes);
  await writeNotes(db, notes);
  await writeLanes(db, lanes.values());
  await countTraffic(
    db,
    closed.flatMap(({ end, moved }) => endsOf(moved, end)),
  );
  return closed.map(({ health }) => ({ isHubBroken: health === 'broken-now' }));
};

type Known = Pick<NotificationRow, 'id' | 'queue' | 'event_id' | 'spoke' | 'hub'> & LaneRow;

/** With their lanes, which are locked then, in the order of their numbers. */
const lockKnown = async (
  db: Kysely<Tables>,
  { isShared }: Pick<Engine, 'isShared'>,
  ends: readonly AttemptEnd[],
): Promise<ReadonlyMap<string, Known>> => {
  const rows = await db
    .selectFrom('notifications')
    .innerJoin('lanes', 'lanes.lane', 'notifications.lane')
    .selectAll('lanes')
    .select(['id', 'queue', 'event_id', 'spoke', 'hub'])
    .where(
      'id',
      'in',
      ends.map(({ notificationId }) => notificationId),
    )
    .orderBy('lanes.lane')
    .$if(isShared, (query) => query.forUpdate('lanes'))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
};

const toLane = ({ id: _i, queue: _q, event_id: _e, spoke: _s, hub: _h, ...lane }: Known): LaneRow => lane;

interface Closed {
  readonly end: AttemptEnd;
  readonly row: Known;
  readonly moved: Moved;
  readonly health: Health;
}

const closeOne = async (db: Kysely<Tables>, end: AttemptEnd, row: Known): Promise<Closed> => {
  const moved = await moveOn(db, end, row);
  const hub = hubOf(moved);
  const health = hub === undefined ? 'whole' : await noteOutcome(db, hub, end);
  const isFollowed = end.outcome === 'waiting' || Number(moved.is_followed) > 0;
  if (row.queue !== null && isFollowed)
    await promote(db, row.queue, health === 'broken' || health === 'broken-now');
  return { end, row, moved, health };
};

const MOVED = [
  'hub_id',
  'spoke_id',
  'created_at',
  'replayed_at',
  'report',
  'failure',
] as const satisfies readonly (keyof NotificationRow)[];
/** How the notification's hub fared before, where it has one, and whether more stands behind it in its queue. */
type Moved = Pick<NotificationRow, (typeof MOVED)[number]> & {
  readonly failures: number | null;
  readonly broken_at: number | null;
  readonly is_followed: number | boolean;
};

const hubOf = ({ hub_id: id, failures, broken_at }: Moved): HubHealth | undefined =>
  id === null || failures === null ? undefined : { id, failures, broken_at };

const ofItsHub = <Column extends 'failures' | 'broken_at'>(
  row: ExpressionBuilder<Tables, 'notifications'>,
  column: Column,
) => row.selectFrom('hubs').select(column).whereRef('hubs.id', '=', 'notifications.hub_id').as(column);

/** The attempt of a notification is open as long as that is `LEFT`. */
const moveOn = async (db: Kysely<Tables>, end: AttemptEnd, { queue }: Known): Promise<Moved> => {
  const uncounted = end.holdLaneUntil === undefined ? 0 : 1;
  const isWaiting = end.outcome === 'waiting';
  const move = db
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
    .where('front', '=', LEFT)
    .where('state', 'in', statesBefore(end.outcome))
    .returning(MOVED)
    .returning((row) => [
      ofItsHub(row, 'failures'),
      ofItsHub(row, 'broken_at'),
      row
        .exists(
          row
            .selectFrom('notifications as next')
            .select('next.id')
            .where('next.queue', '=', queue)
            .where('next.front', '=', BEHIND),
        )
        .as('is_followed'),
    ]);
  const close = db
    .updateTable('attempts')
    .set(closedAttemptColumns(end))
    .where('notification_id', '=', end.notificationId)
    .where('number', '=', end.number)
    .where('outcome', 'is', null);
  await writeLater(db, close);
  const moved = await move.executeTakeFirst();
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
