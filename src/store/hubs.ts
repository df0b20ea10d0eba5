import { type Actor, SYSTEM } from '../flow/audit-ports.ts';
import { type BrokenHub, type BrokenHubs, type Hubs } from '../flow/notification-ports.ts';
import { type Engine } from './engine.ts';
import { mend } from './mend.ts';
import { AHEAD } from './tables.ts';

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

  async told(): Promise<readonly number[]> {
    const rows = await this.#engine.db.selectFrom('hubs').select('id').orderBy('id').execute();
    return rows.map(({ id }) => id);
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

  async lately(lane: number, limit: number): Promise<readonly number[]> {
    const rows = await this.#engine.db
      .selectFrom('hubs')
      .select('id')
      .where('lane', '=', lane)
      .where('broken_at', 'is', null)
      .orderBy('turn', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  mend(which: BrokenHubs, at = Date.now(), actor: Actor = SYSTEM): Promise<number> {
    const engine = this.#engine;
    return engine.db.transaction().execute((db) => mend(db, engine, which, at, actor));
  }
}
