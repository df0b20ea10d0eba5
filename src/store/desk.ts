import { type HubRun } from '../core/reported.ts';
import {
  type Backlog,
  type Cursor,
  type Desk,
  type DeskFilter,
  type FoundNotifications,
  type LaneStatus,
  type Pair,
  type Sight,
  type TrafficHour,
} from '../flow/desk-ports.ts';
import { type ListedEvent } from '../flow/ports.ts';
import { backlog, lanes } from './desk-backlog.ts';
import { search } from './desk-search.ts';
import { pairs, traffic } from './desk-traffic.ts';
import { type Engine } from './engine.ts';
import { fromListedRow, LISTED_COLUMNS } from './event-row.ts';
import { fromRunRow } from './run-row.ts';

/** So many rows does one search look at, whatever there is; fewer where each costs more. */
const MOST_LOOKED_AT = 20_000;

/** What the operator's pages ask; it only reads. */
export class DeskTable implements Desk {
  readonly #engine: Engine;
  readonly #mostLookedAt: number;

  constructor(engine: Engine, mostLookedAt = MOST_LOOKED_AT) {
    this.#engine = engine;
    this.#mostLookedAt = mostLookedAt;
  }

  search(
    filter: DeskFilter,
    page: { readonly before?: Cursor; readonly limit: number },
    sight?: Sight,
  ): Promise<FoundNotifications> {
    return search(this.#engine, filter, page, sight, this.#mostLookedAt);
  }

  async event(id: string): Promise<ListedEvent | undefined> {
    const row = await this.#engine.db
      .selectFrom('events')
      .select(LISTED_COLUMNS)
      .where('id', '=', id)
      .executeTakeFirst();
    return row && fromListedRow(row);
  }

  async runs(notificationId: string): Promise<readonly HubRun[]> {
    const rows = await this.#engine.db
      .selectFrom('runs')
      .innerJoin('notifications', 'notifications.id', 'runs.notification_id')
      .selectAll('runs')
      .select('notifications.hub_id')
      .where('notification_id', '=', notificationId)
      .orderBy('started_at', 'desc')
      .orderBy('run_id', 'desc')
      .execute();
    return rows.map((row) => fromRunRow(row, row.hub_id ?? 0));
  }

  pairs(since: number, limit: number, sight?: Sight): Promise<readonly Pair[]> {
    return pairs(this.#engine, since, limit, sight);
  }

  pairsOf(repositoryId: number, since: number, limit: number, sight?: Sight): Promise<readonly Pair[]> {
    return pairs(this.#engine, since, limit, sight, repositoryId);
  }

  traffic(since: number, sight?: Sight): Promise<readonly TrafficHour[]> {
    return traffic(this.#engine, since, sight);
  }

  lanes(now: number): Promise<readonly LaneStatus[]> {
    return lanes(this.#engine.db, now);
  }

  backlog(): Promise<Backlog> {
    return backlog(this.#engine.db);
  }
}
