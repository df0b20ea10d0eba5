import { type Kysely } from 'kysely';
import { statesBefore } from '../core/lifecycle.ts';
import { type Tables } from './tables.ts';

const REASON = 'Hub Relay stopped before the answer came.';

/** The docstring of `Notifications.release` is its promise. Inside a transaction of the caller. */
export const release = async (db: Kysely<Tables>, now: number): Promise<number> => {
  const released = statesBefore('waiting');
  await db
    .updateTable('attempts')
    .set({ outcome: 'waiting', reason: REASON, may_have_arrived: 1 })
    .where('outcome', 'is', null)
    .where('notification_id', 'in', (query) =>
      query.selectFrom('notifications').select('id').where('state', 'in', released),
    )
    .execute();
  const { numUpdatedRows } = await db
    .updateTable('notifications')
    .set({ state: 'waiting', reason: REASON, code: null, due_at: now, updated_at: now })
    .where('state', 'in', released)
    .executeTakeFirst();
  return Number(numUpdatedRows);
};
