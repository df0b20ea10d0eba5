import { type Kysely } from 'kysely';
import { INSTALLATION_CODES } from '../core/answer.ts';
import { type Actor, SYSTEM } from '../flow/audit-ports.ts';
import { type BrokenHubs } from '../flow/notification-ports.ts';
import { atOnce, changeReports } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { mendHubs, reportsWaitingFor } from './hub-health.ts';
import { lockLanes } from './lanes.ts';
import { noteRetried } from './note-retried.ts';
import { type Tables } from './tables.ts';
import { writeLanes } from './write-lanes.ts';

/** The docstring of `Hubs.mend` is its promise. Inside a transaction of the caller. */
export const mend = async (
  db: Kysely<Tables>,
  engine: Engine,
  which: BrokenHubs,
  at: number,
  actor: Actor,
): Promise<number> => {
  const hubs = await hubsOf(db, which);
  const moved = hubs.filter((hub) => hub.installation_id !== null && hub.installation_id !== hub.lane);
  const broken = hubs.filter((hub) => hub.broken_at !== null);
  const held = await heldLanes(db, which);
  if (moved.length === 0 && broken.length === 0 && held.length === 0) return 0;
  const lanes = await lockLanes(db, engine, [
    ...hubs.flatMap((hub) => [hub.lane, hub.installation_id]),
    ...held,
  ]);
  for (const hub of moved) await moveToLane(db, hub.id, hub.installation_id ?? hub.lane);
  const mended = broken.map(({ id }) => id);
  await mendHubs(db, mended);
  // Looked at again: while we waited for the lanes, GitHub may have told one to wait for another reason.
  const still = (await heldLanes(db, which)).filter((lane) => lanes.has(lane));
  await letGo(db, still);
  const free = [...lanes.values()].map((lane) =>
    still.includes(lane.lane) ? { ...lane, held_until: 0, strikes: 0 } : lane,
  );
  await writeLanes(db, free);
  if (actor !== SYSTEM) await noteRetried(db, mended, at, actor);
  await changeReports(db, engine, atOnce(await reportsWaitingFor(db, mended)));
  await engine.announce(db, { kind: 'notifications' });
  return broken.length;
};

const hubsOf = (db: Kysely<Tables>, which: BrokenHubs) =>
  db
    .selectFrom('hubs')
    .leftJoin('repositories', 'repositories.id', 'hubs.id')
    .select(['hubs.id', 'hubs.lane', 'hubs.broken_at', 'repositories.installation_id'])
    .where((hub) => {
      if ('hubIds' in which) return hub('hubs.id', 'in', which.hubIds);
      if ('lane' in which) return hub('hubs.lane', '=', which.lane);
      // A code stands there while it is broken, and few are: they have an index.
      return hub.and([hub('hubs.broken_at', '>', 0), hub('hubs.code', '=', which.code)]);
    })
    .execute();

/** Why a notification waits with its whole lane. */
const TOLD_TO_ITS_LANE = ['rate-limited', ...INSTALLATION_CODES];

/** Lanes, not of a single hub. One is held for what it was told last: its notification that is due just then says why. */
const heldLanes = async (db: Kysely<Tables>, which: BrokenHubs): Promise<readonly number[]> => {
  if ('hubIds' in which) return [];
  let query = db
    .selectFrom('lanes')
    .innerJoin('notifications', (join) =>
      join
        .onRef('notifications.lane', '=', 'lanes.lane')
        .onRef('notifications.due_at', '=', 'lanes.held_until')
        .on('notifications.front', 'is not', null)
        .on('notifications.code', 'in', INSTALLATION_CODES),
    )
    .where('lanes.held_until', '>', 0)
    .select('lanes.lane')
    .distinct();
  if ('lane' in which) query = query.where('lanes.lane', '=', which.lane);
  return (await query.execute()).map(({ lane }) => lane);
};

/** What waits only because its lane does. */
const letGo = async (db: Kysely<Tables>, lanes: readonly number[]): Promise<void> => {
  if (lanes.length === 0) return;
  await db
    .updateTable('notifications')
    .set((row) => ({ due_at: row.ref('created_at') }))
    .where('lane', 'in', lanes)
    .where('front', 'is not', null)
    .where('code', 'in', INSTALLATION_CODES)
    .execute();
};

/** It has another owner, or the App was removed there and installed again: what waits goes the new way, and need not wait for the old lane. */
const moveToLane = async (db: Kysely<Tables>, hubId: number, lane: number): Promise<void> => {
  await db.updateTable('hubs').set({ lane }).where('id', '=', hubId).execute();
  await db
    .updateTable('notifications')
    .set({ lane })
    .where('hub_id', '=', hubId)
    .where('front', 'is not', null)
    .execute();
  await db
    .updateTable('notifications')
    .set((row) => ({ due_at: row.ref('created_at') }))
    .where('hub_id', '=', hubId)
    .where('front', 'is not', null)
    .where('code', 'in', TOLD_TO_ITS_LANE)
    .execute();
};
