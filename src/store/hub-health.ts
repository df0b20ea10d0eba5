import { type Kysely } from 'kysely';
import { BREAKS_AFTER, failuresAfter, failuresAfterMend, isBroken } from '../core/breaker.ts';
import { type AttemptEnd } from '../flow/notification-ports.ts';
import { inPieces } from './pieces.ts';
import { AHEAD, BARRED, type HubRow, type Tables } from './tables.ts';

/** How a hub fares after an attempt: it is broken or mended now, or was broken already. */
export type Health = 'whole' | 'mended-now' | 'broken' | 'broken-now';

/** How a hub fared before an attempt ended. */
export type HubHealth = Pick<HubRow, 'id' | 'failures' | 'broken_at'>;

/** Counts what an attempt tells of its hub's health. The lane is locked by the caller. */
export const noteOutcome = async (db: Kysely<Tables>, hub: HubHealth, end: AttemptEnd): Promise<Health> => {
  const { id: hubId } = hub;
  if (end.outcome === 'delivered') {
    if (hub.failures > 0) await mendHubs(db, [hubId], 0);
    return hub.broken_at === null ? 'whole' : 'mended-now';
  }
  if (hub.broken_at !== null) return 'broken';
  if (end.isHubAtFault !== true) return 'whole';
  const failures = end.isHubGone === true ? BREAKS_AFTER : failuresAfter(hub.failures, 'at-fault');
  const breaks = isBroken(failures);
  const state: Partial<HubRow> = breaks
    ? { failures, broken_at: end.at, code: end.code ?? null, reason: end.reason }
    : { failures };
  await db.updateTable('hubs').set(state).where('id', '=', hubId).execute();
  if (breaks) await moveFronts(db, [hubId], AHEAD, BARRED);
  return breaks ? 'broken-now' : 'whole';
};

/** Of a hub that is mended, one more failure is enough. */
const ON_PROBATION = failuresAfterMend(BREAKS_AFTER);

/** They are tried again. */
export const mendHubs = async (
  db: Kysely<Tables>,
  hubs: readonly number[],
  failures = ON_PROBATION,
): Promise<void> => {
  if (hubs.length === 0) return;
  await db
    .updateTable('hubs')
    .set({ failures, broken_at: null, code: null, reason: null })
    .where('id', 'in', hubs)
    .execute();
  await moveFronts(db, hubs, BARRED, AHEAD);
};

const moveFronts = async (
  db: Kysely<Tables>,
  hubs: readonly number[],
  from: typeof AHEAD | typeof BARRED,
  to: typeof AHEAD | typeof BARRED,
): Promise<void> => {
  await db
    .updateTable('notifications')
    .set({ front: to })
    .where('hub_id', 'in', hubs)
    .where('front', '=', from)
    .execute();
};

/** The reports of all that waits for these hubs, whose health changed. */
export const reportsWaitingFor = async (
  db: Kysely<Tables>,
  hubs: readonly number[],
): Promise<readonly (string | null)[]> => {
  const reports = [];
  for (const piece of inPieces(hubs)) {
    const rows = await db
      .selectFrom('notifications')
      .select('report')
      .distinct()
      .where('hub_id', 'in', piece)
      .where('front', 'is not', null)
      .where('report', 'is not', null)
      .execute();
    reports.push(...rows.map(({ report }) => report));
  }
  return reports;
};

/** Which of these hubs are broken. */
export const brokenHubs = async (
  db: Kysely<Tables>,
  hubs: readonly (number | null)[],
): Promise<ReadonlySet<number>> => {
  const ids = [...new Set(hubs.filter((id) => id !== null))];
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('hubs')
    .select('id')
    .where('id', 'in', ids)
    .where('broken_at', 'is not', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
};
