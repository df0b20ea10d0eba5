import { type Kysely } from 'kysely';
import { statesBefore } from '../core/lifecycle.ts';
import { type AttemptEnd } from '../flow/notification-ports.ts';
import { attemptNote } from './audit-notes.ts';
import { closedAttemptColumns } from './attempt-row.ts';
import { changeReports, touched } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { type Health, noteOutcome, reportsWaitingFor } from './hub-health.ts';
import { lockLanes, refreshLanes, toldBy } from './lanes.ts';
import { writeNotes } from './note-audit.ts';
import { promote } from './queue.ts';
import { writeRuns } from './write-runs.ts';
import { StoreError } from './store-error.ts';
import { BEHIND, type NotificationRow, type Tables } from './tables.ts';
import { countTraffic, type End } from './traffic.ts';

/** The docstring of `Notifications.finish` is its promise. Inside a transaction of the caller. */
export const finish = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared' | 'announce'>,
  end: AttemptEnd,
): Promise<{ readonly isHubBroken: boolean }> => {
  const known = await db
    .selectFrom('notifications')
    .select(['lane', 'queue', 'event_id', 'spoke', 'hub'])
    .where('id', '=', end.notificationId)
    .executeTakeFirst();
  if (!known) throw notOpen(end);
  const lanes = await lockLanes(db, engine, [known.lane]);
  await closeAttempt(db, end);
  const moved = await moveOn(db, end);
  const { hub_id: hubId } = moved;
  for (const lane of lanes.values()) {
    const told = toldBy(lane, end);
    if (Object.keys(told).length === 0) continue;
    await db.updateTable('lanes').set(told).where('lane', '=', lane.lane).execute();
  }
  const health = hubId === null ? 'whole' : await noteOutcome(db, hubId, end);
  const isBroken = health === 'broken' || health === 'broken-now';
  if (known.queue !== null) await promote(db, known.queue, isBroken);
  await refreshLanes(db, lanes.keys());
  const started = await writeRuns(db, end.run ? [{ run: end.run, at: end.at }] : []);
  const told = touched(await reportsToldOf(db, moved, end, health), end.at);
  await changeReports(db, engine, [...told, ...started]);
  await writeNotes(db, [attemptNote(end, known, health)]);
  await countTraffic(db, endsOf(moved, end));
  return { isHubBroken: health === 'broken-now' };
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
