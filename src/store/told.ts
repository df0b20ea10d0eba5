import { type Kysely } from 'kysely';
import { type Span, type Told } from '../core/lineage.ts';
import { fromJson } from './columns.ts';
import { type Tables } from './tables.ts';

/** The docstring of `Notifications.told` is its promise. */
export const told = async (
  db: Kysely<Tables>,
  ids: readonly string[],
  within: Span,
): Promise<readonly Told[]> => {
  const rows = await sent(db, within)
    .select(['id', 'chain', 'hub_id'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
  return rows.flatMap(({ id, chain, hub_id: hubId }) =>
    hubId === null ? [] : [{ id, chain: fromJson<readonly number[]>(chain), hubId }],
  );
};

/** The docstring of `Notifications.streak` is its promise. */
export const streakOf = async (db: Kysely<Tables>, hubId: number, within: Span): Promise<number> => {
  const found = await sent(db, within)
    .select((row) => row.fn.max('streak').as('streak'))
    .where('hub_id', '=', hubId)
    .executeTakeFirst();
  return found?.streak ?? 0;
};

const sent = (db: Kysely<Tables>, { from, to }: Span) =>
  db
    .selectFrom('notifications')
    .where('last_attempt', '>', 0)
    .where('updated_at', '>=', from)
    .where('updated_at', '<=', to);
