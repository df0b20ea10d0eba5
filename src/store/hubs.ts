import { type Kysely } from 'kysely';
import { type BrokenHub, type BrokenHubs, type Hubs } from '../flow/notification-ports.ts';
import { type Engine } from './engine.ts';
import { mendHubs } from './hub-health.ts';
import { lockLanes, refreshLanes } from './lanes.ts';
import { AHEAD, type Tables } from './tables.ts';

/** The table `hubs`: how each fares, of those that ever had a notification. */
export class HubTable implements Hubs {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async broken(): Promise<readonly BrokenHub[]> {
    const rows = await this.#engine.db
      .selectFrom('hubs')
      .leftJoin('repositories', 'repositories.id', 'hubs.id')
      .select((hub) => [
        'hubs.id',
        'hubs.lane',
        'hubs.broken_at',
        'hubs.code',
        'hubs.reason',
        'repositories.full_name',
        // GitHub may not show us a repository any more by whose name it was told.
        hub
          .selectFrom('notifications')
          .select('notifications.hub')
          .whereRef('notifications.hub_id', '=', 'hubs.id')
          .limit(1)
          .as('told_as'),
        hub
          .selectFrom('notifications')
          .select((row) => row.fn.countAll<number>().as('held'))
          .whereRef('notifications.hub_id', '=', 'hubs.id')
          .where('front', 'is not', null)
          .as('held'),
      ])
      .where('broken_at', 'is not', null)
      .orderBy('broken_at')
      .execute();
    return rows.map((row) => ({
      hubId: row.id,
      hub: row.full_name ?? row.told_as ?? '',
      lane: row.lane,
      since: row.broken_at ?? 0,
      code: row.code ?? '',
      reason: row.reason ?? '',
      held: row.held ?? 0,
    }));
  }

  async waiting(lane: number, limit: number): Promise<readonly number[]> {
    const rows = await this.#engine.db
      .selectFrom('notifications')
      .select('hub_id')
      .where('lane', '=', lane)
      .where('front', '=', AHEAD)
      .where('hub_id', 'is not', null)
      .groupBy('hub_id')
      .orderBy((row) => row.fn.min('turn'))
      .limit(limit)
      .execute();
    return rows.flatMap(({ hub_id: id }) => id ?? []);
  }

  mend(which: BrokenHubs): Promise<number> {
    return this.#engine.db.transaction().execute((db) => mend(db, this.#engine, which));
  }
}

const mend = async (db: Kysely<Tables>, engine: Engine, which: BrokenHubs): Promise<number> => {
  const hubs = await db
    .selectFrom('hubs')
    .leftJoin('repositories', 'repositories.id', 'hubs.id')
    .select(['hubs.id', 'hubs.lane', 'hubs.broken_at', 'repositories.installation_id'])
    .where((hub) => {
      if ('hubId' in which) return hub('hubs.id', '=', which.hubId);
      return 'lane' in which ? hub('hubs.lane', '=', which.lane) : hub('hubs.code', '=', which.code);
    })
    .execute();
  const moved = hubs.filter((hub) => hub.installation_id !== null && hub.installation_id !== hub.lane);
  const broken = hubs.filter((hub) => hub.broken_at !== null);
  if (moved.length === 0 && broken.length === 0) return 0;
  const lanes = await lockLanes(
    db,
    engine,
    hubs.flatMap((hub) => [hub.lane, hub.installation_id]),
  );
  for (const hub of moved) await moveToLane(db, hub.id, hub.installation_id ?? hub.lane);
  await mendHubs(
    db,
    broken.map(({ id }) => id),
  );
  await refreshLanes(db, lanes.keys());
  await engine.announce(db, { kind: 'notifications' });
  return broken.length;
};

/** The App was removed there and installed again: what waits goes the new way. */
const moveToLane = async (db: Kysely<Tables>, hubId: number, lane: number): Promise<void> => {
  await db.updateTable('hubs').set({ lane }).where('id', '=', hubId).execute();
  await db
    .updateTable('notifications')
    .set({ lane })
    .where('hub_id', '=', hubId)
    .where('front', 'is not', null)
    .execute();
};
