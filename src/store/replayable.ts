import { type Kysely } from 'kysely';
import { REPLAYABLE } from '../core/lifecycle.ts';
import { nameKey } from '../core/repository.ts';
import { type ReplayFilter } from '../flow/notification-ports.ts';
import { type Tables } from './tables.ts';

/** The docstring of `Notifications.replayable` is its promise. */
export const replayable = async (
  db: Kysely<Tables>,
  filter: ReplayFilter,
  limit: number,
  after?: string,
): Promise<readonly string[]> => {
  const { state, spoke, hub, eventType, since, until } = filter;
  let query = db
    .selectFrom('notifications')
    .select('id')
    .where('state', 'in', REPLAYABLE)
    .where('lane', 'is not', null);
  if (state !== undefined) query = query.where('state', '=', state);
  if (spoke !== undefined) query = query.where('spoke_key', '=', nameKey(spoke));
  if (hub !== undefined) query = query.where('hub_key', '=', nameKey(hub));
  if (eventType !== undefined) query = query.where('event_type', '=', eventType);
  if (since !== undefined) query = query.where('created_at', '>=', since);
  if (until !== undefined) query = query.where('created_at', '<', until);
  if (after !== undefined) {
    query = query.where((row) =>
      row(
        row.refTuple('created_at', 'id'),
        '>',
        row
          .selectFrom('notifications as last')
          .select(['created_at', 'id'])
          .where('last.id', '=', after)
          .$asTuple('created_at', 'id'),
      ),
    );
  }
  const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute();
  return rows.map(({ id }) => id);
};
