import { type Kysely } from 'kysely';
import { REPLAYABLE } from '../core/lifecycle.ts';
import { nameKey } from '../core/repository.ts';
import { type HubCount, type ReplayFilter } from '../flow/notification-ports.ts';
import { type Tables } from './tables.ts';

/** The docstring of `Notifications.replayable` is its promise. */
export const replayable = async (
  db: Kysely<Tables>,
  filter: ReplayFilter,
  limit: number,
  after?: string,
): Promise<readonly string[]> => {
  let query = matching(db, filter).select('id');
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

/** A hub that was told under several spellings of its name is one. */
export const replayableByHub = (db: Kysely<Tables>, filter: ReplayFilter): Promise<readonly HubCount[]> =>
  matching(db, filter)
    .select((row) => [row.fn.max('hub').as('hub'), row.fn.countAll<number>().as('count')])
    .groupBy('hub_key')
    .orderBy('count', 'desc')
    .orderBy('hub_key')
    .execute();

const matching = (db: Kysely<Tables>, filter: ReplayFilter) => {
  const { state, spoke, hub, eventType, since, until } = filter;
  let query = db.selectFrom('notifications').where('state', 'in', REPLAYABLE).where('lane', 'is not', null);
  if (state !== undefined) query = query.where('state', '=', state);
  if (spoke !== undefined) query = query.where('spoke_key', '=', nameKey(spoke));
  if (hub !== undefined) query = query.where('hub_key', '=', nameKey(hub));
  if (eventType !== undefined) query = query.where('event_type', '=', eventType);
  if (since !== undefined) query = query.where('created_at', '>=', since);
  if (until !== undefined) query = query.where('created_at', '<', until);
  return query;
};
