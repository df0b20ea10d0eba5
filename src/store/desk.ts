import {
  type Backlog,
  type Desk,
  type FoundNotifications,
  type LaneStatus,
  type Pair,
  type TrafficHour,
} from '../flow/desk-ports.ts';
import { type HubRun } from '../core/reported.ts';
import { type ListedEvent } from '../flow/ports.ts';
import { type Engine } from './engine.ts';

/** What the operator's pages ask. */
export class DeskTable implements Desk {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  search(): Promise<FoundNotifications> {
    return Promise.resolve({ notifications: [], isCut: false });
  }

  event(): Promise<ListedEvent | undefined> {
    return Promise.resolve(undefined);
  }

  runs(): Promise<readonly HubRun[]> {
    return Promise.resolve([]);
  }

  pairs(): Promise<readonly Pair[]> {
    return Promise.resolve([]);
  }

  traffic(): Promise<readonly TrafficHour[]> {
    return Promise.resolve([]);
  }

  lanes(): Promise<readonly LaneStatus[]> {
    return Promise.resolve([]);
  }

  async backlog(): Promise<Backlog> {
    await this.#engine.db.selectFrom('marks').select('name').limit(1).execute();
    return { events: 0, pending: 0, waiting: 0, sending: 0, reports: 0 };
  }
}
