import { type Kysely } from 'kysely';
import { statesBefore } from '../core/lifecycle.ts';
import { type AttemptEnd } from '../flow/notification-ports.ts';
import { closedAttemptColumns } from './attempt-row.ts';
import { clearStrikes, holdLane } from './lanes.ts';
import { StoreError } from './store-error.ts';
import { type NotificationRow, type Tables } from './tables.ts';

/** The docstring of `Notifications.finish` is its promise. Inside a transaction of the caller. */
export const finish = async (db: Kysely<Tables>, end: AttemptEnd): Promise<void> => {
  await closeAttempt(db, end);
  const { lane } = await moveOn(db, end);
  if (lane === null) return;
  if (end.holdLaneUntil !== undefined) await holdLane(db, lane, end.holdLaneUntil);
  else if (end.outcome === 'delivered') await clearStrikes(db, lane);
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

const moveOn = async (db: Kysely<Tables>, end: AttemptEnd): Promise<Pick<NotificationRow, 'lane'>> => {
  const uncounted = end.holdLaneUntil === undefined ? 0 : 1;
  const dueAt = end.outcome === 'waiting' ? (end.dueAt ?? end.holdLaneUntil ?? end.at) : undefined;
  const moved = await db
    .updateTable('notifications')
    .set((row) => ({
      state: end.outcome,
      reason: end.reason,
      code: end.code ?? null,
      updated_at: end.at,
      attempts: row('attempts', '-', uncounted),
      ...(dueAt !== undefined && { due_at: dueAt }),
    }))
    .where('id', '=', end.notificationId)
    .where('last_attempt', '=', end.number)
    .where('state', 'in', statesBefore(end.outcome))
    .returning('lane')
    .executeTakeFirst();
  if (moved === undefined) throw notOpen(end);
  return moved;
};

const notOpen = ({ notificationId, number }: AttemptEnd): StoreError =>
  new StoreError(
    'attempt-not-open',
    `Attempt ${number} of notification ${notificationId} is not open: it was finished or released before.`,
  );
