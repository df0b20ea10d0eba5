import { type Kysely } from 'kysely';
import { inPieces } from './pieces.ts';
import { type Tables } from './tables.ts';

/**
 * What these are called now, by id; where GitHub does not show us one any more, or it is an endpoint, as the newest notification
 * called it.
 */
export const repositoryNames = async (
  db: Kysely<Tables>,
  spokes: readonly number[],
  hubs: readonly number[],
): Promise<ReadonlyMap<number, string>> => {
  const names = new Map<number, string>();
  for (const piece of inPieces([...new Set([...spokes, ...hubs])])) {
    const rows = await db
      .selectFrom('repositories')
      .select(['id', 'full_name'])
      .where('id', 'in', piece)
      .execute();
    for (const row of rows) names.set(row.id, row.full_name);
  }
  for (const id of new Set(spokes)) {
    if (names.has(id)) continue;
    const newest = await db
      .selectFrom('notifications')
      .select('spoke')
      .where('spoke_id', '=', id)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest) names.set(id, newest.spoke);
  }
  for (const id of new Set(hubs)) {
    if (names.has(id)) continue;
    const newest = await db
      .selectFrom('notifications')
      .select('hub')
      .where('hub_id', '=', id)
      .orderBy('updated_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest) names.set(id, newest.hub);
  }
  return names;
};
