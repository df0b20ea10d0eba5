import { type Kysely } from 'kysely';
import { statesBefore } from '../core/lifecycle.ts';
import { type Tables } from './tables.ts';

const UNSENT = [...statesBefore('sending'), 'sending'] as const;

/**
 * The docstring of `Events.expire` is its promise. One statement, which is a transaction of its own; it walks the
 * events by time and only as far as `before`. Foreign keys take the notifications and attempts along.
 */
export const expireEvents = async (db: Kysely<Tables>, before: number, limit: number): Promise<number> => {
  const { numDeletedRows } = await db
    .deleteFrom('events')
    .where('id', 'in', (query) =>
      query
        .selectFrom('events as old')
        .select('old.id')
        .where('old.received_at', '<', before)
        .where('old.state', '!=', 'recorded')
        .where((old) =>
          old.not(
            old.exists(
              old
                .selectFrom('notifications')
                .select('notifications.id')
                .whereRef('notifications.event_id', '=', 'old.id')
                .where('notifications.state', 'in', UNSENT),
            ),
          ),
        )
        .orderBy('old.received_at')
        .orderBy('old.id')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
};
