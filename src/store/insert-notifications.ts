import { type Kysely } from 'kysely';
import { type NewNotification } from '../flow/notification-ports.ts';
import { touchLanes } from './lanes.ts';
import { toNotificationRow } from './notification-row.ts';
import { type Tables } from './tables.ts';

/** Rows in one statement, so that its parameters stay below the databases' limits (32,766 in SQLite). */
const ROWS = 100;

/** Inside a transaction of the caller. Those that are there already stay as they are. */
export const insertNotifications = async (
  db: Kysely<Tables>,
  notifications: readonly NewNotification[],
  at: number,
  ordinal: (at: number) => number,
): Promise<void> => {
  const rows = notifications.map((notification) => toNotificationRow(notification, at, ordinal(at)));
  for (let start = 0; start < rows.length; start += ROWS) {
    await db
      .insertInto('notifications')
      .values(rows.slice(start, start + ROWS))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
  await touchLanes(db, new Set(rows.flatMap((row) => row.lane ?? [])));
};
