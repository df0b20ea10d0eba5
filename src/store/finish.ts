import { type Kysely } from 'kysely';
import { statesBefore } from '../core/lifecycle.ts';
import { type AttemptEnd } from '../flow/notification-ports.ts';
import { closedAttemptColumns } from './attempt-row.ts';
import { type Engine } from './engine.ts';
import { noteOutcome } from './hub-health.ts';
import { lockLanes, refreshLanes, toldBy } from './lanes.ts';
import { promote } from './queue.ts';
import { StoreError } from './store-error.ts';
import { BEHIND, type NotificationRow, type Tables } from './tables.ts';

/** The docstring of `Notifications.finish` is its promise. Inside a transaction of the caller. */
export const finish = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  end: AttemptEnd,
): Promise<{ readonly isHubBroken: boolean }> => {
  const known = await db
    .selectFrom('notifications')
    .select(['lane', 'queue'])
    .where('id', '=', end.notificationId)
    .executeTakeFirst();
  if (!known) throw notOpen(end);
  const lanes = await lockLanes(db, engine, [known.lane]);
  await closeAttempt(db, end);
  const { hub_id: hubId } = await moveOn(db, end);
  for (const lane of lanes.values()) {
    const told = toldBy(lane, end);
    if (Object.keys(told).length === 0) continue;
    await db.updateTable('lanes').set(told).where('lane', '=', lane.lane).execute();
  }
  const health = hubId === null ? 'whole' : await noteOutcome(db, hubId, end);
  if (known.queue !== null) await promote(db, known.queue, health !== 'whole');
  await refreshLanes(db, lanes.keys());
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

const moveOn = async (db: Kysely<Tables>, end: AttemptEnd): Promise<Pick<NotificationRow, 'hub_id'>> => {
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
    .returning('hub_id')
    .executeTakeFirst();
  if (moved === undefined) throw notOpen(end);
  return moved;
};

const notOpen = ({ notificationId, number }: AttemptEnd): StoreError =>
  new StoreError(
    'attempt-not-open',
    `Attempt ${number} of notification ${notificationId} is not open: it was finished or released before.`,
  );
