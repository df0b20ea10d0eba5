import { type Kysely } from 'kysely';
import { type FiredRoute } from '../flow/report-ports.ts';
import { inPieces } from './pieces.ts';
import { type Tables } from './tables.ts';

/** The docstring of `Reports.fired` is its promise. */
export const fired = async (
  db: Kysely<Tables>,
  hubIds: readonly number[],
): Promise<readonly FiredRoute[]> => {
  const routes: FiredRoute[] = [];
  for (const piece of inPieces([...new Set(hubIds)])) {
    const rows = await db
      .selectFrom('notifications')
      .select(['route', 'spoke_id', 'hub_id'])
      .where('hub_id', 'in', piece)
      .where('last_attempt', '>', 0)
      .groupBy(['route', 'spoke_id', 'hub_id'])
      .orderBy('route')
      .orderBy('spoke_id')
      .orderBy('hub_id')
      .execute();
    routes.push(...rows.map((row) => ({ route: row.route, spokeId: row.spoke_id, hubId: row.hub_id ?? 0 })));
  }
  return routes;
};
