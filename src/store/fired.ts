import { type Kysely } from 'kysely';
import { type FiredRoute } from '../flow/report-ports.ts';
import { present } from './columns.ts';
import { inPieces } from './pieces.ts';
import { type Tables } from './tables.ts';

/** The docstring of `Reports.fired` is its promise. A route's report is that of its newest notification that has one. */
export const fired = async (
  db: Kysely<Tables>,
  hubIds: readonly number[],
): Promise<readonly FiredRoute[]> => {
  const routes = new Map<string, FiredRoute>();
  for (const piece of inPieces([...new Set(hubIds)])) {
    const rows = await db
      .selectFrom('notifications')
      .select(['route', 'spoke_id', 'hub_id', 'failure'])
      .where('hub_id', 'in', piece)
      .where('last_attempt', '>', 0)
      .groupBy(['route', 'spoke_id', 'hub_id', 'failure'])
      .orderBy('route')
      .orderBy('spoke_id')
      .orderBy('hub_id')
      .orderBy((row) => row.fn.max('ordinal'))
      .execute();
    for (const { route, spoke_id: spokeId, hub_id: hubId, failure } of rows) {
      const key = `${route} ${spokeId} ${hubId}`;
      routes.set(key, { ...routes.get(key), route, spokeId, hubId: hubId ?? 0, ...present({ failure }) });
    }
  }
  return [...routes.values()];
};
