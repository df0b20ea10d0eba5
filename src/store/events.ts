import { nameKey } from '../core/repository.ts';
import {
  type DueEvent,
  type EventFilter,
  type Events,
  type Expired,
  type ListedEvent,
  type NewEvent,
  type Plan,
  type Room,
  type StoredEvent,
} from '../flow/ports.ts';
import { dueEvents } from './due-events.ts';
import { type Engine } from './engine.ts';
import { fromEventRow, fromListedRow, LISTED_COLUMNS } from './event-row.ts';
import { expire } from './expire.ts';
import { type GroupCommit } from './group-commit.ts';
import { bodyOf } from './large-bodies.ts';
import { unknownEvents } from './unknown.ts';
import { type EventPlan } from './write-plans.ts';
import { type Recorded } from './write-events.ts';

/** Nobody waits for a plan as GitHub waits for its answer; the event is planned again if this passes. */
const PLAN_DEADLINE = 30_000;

/** The `events` table. New events and their plans go through `commits` and `plans`, which share commits among them. */
export class EventTable implements Events {
  readonly #engine: Engine;
  readonly #commits: GroupCommit<NewEvent, Recorded>;
  readonly #plans: GroupCommit<EventPlan, 'planned'>;

  constructor(
    engine: Engine,
    commits: GroupCommit<NewEvent, Recorded>,
    plans: GroupCommit<EventPlan, 'planned'>,
  ) {
    this.#engine = engine;
    this.#commits = commits;
    this.#plans = plans;
  }

  record(event: NewEvent, deadline: number): Promise<Recorded> {
    return this.#commits.add(event, deadline);
  }

  due(now: number, room: Room, except: readonly string[] = []): Promise<readonly DueEvent[]> {
    return dueEvents(this.#engine.db, now, room, except);
  }

  async read(ids: readonly string[]): Promise<readonly StoredEvent[]> {
    if (ids.length === 0) return [];
    const rows = await this.#whole().where('id', 'in', ids).execute();
    return rows.map(fromEventRow);
  }

  async nextDue(after?: number): Promise<number | undefined> {
    let query = this.#engine.db
      .selectFrom('events')
      .select((row) => row.fn.min('due_at').as('due_at'))
      .where('state', '=', 'recorded');
    if (after !== undefined) query = query.where('due_at', '>', after);
    const next = await query.executeTakeFirst();
    return next?.due_at ?? undefined;
  }

  async postpone(id: string, until: number, reason: string): Promise<void> {
    await this.#engine.db.transaction().execute((db) =>
      db
        .updateTable('events')
        .set((row) => ({ due_at: until, reason, plans: row('plans', '+', 1) }))
        .where('id', '=', id)
        .where('state', '=', 'recorded')
        .execute(),
    );
  }

  async planned(id: string, plan: Plan): Promise<void> {
    await this.#plans.add({ id, plan }, PLAN_DEADLINE);
  }

  async find(id: string): Promise<StoredEvent | undefined> {
    const row = await this.#whole().where('id', '=', id).executeTakeFirst();
    return row && fromEventRow(row);
  }

  async list(filter: EventFilter): Promise<readonly ListedEvent[]> {
    const { state, name, repository, before, beforeId = '', limit } = filter;
    let query = this.#engine.db.selectFrom('events').select(LISTED_COLUMNS);
    if (state !== undefined) query = query.where('state', '=', state);
    if (name !== undefined) query = query.where('name', '=', name);
    if (repository !== undefined) query = query.where('repository_key', '=', nameKey(repository));
    if (before !== undefined) {
      query = query.where((row) => row(row.refTuple('received_at', 'id'), '<', row.tuple(before, beforeId)));
    }
    const rows = await query.orderBy('received_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
    return rows.map(fromListedRow);
  }

  unknown(ids: readonly string[]): Promise<readonly string[]> {
    return unknownEvents(this.#engine.db, ids);
  }

  expire(before: number, limit: number): Promise<Expired> {
    const engine = this.#engine;
    return engine.db.transaction().execute((db) => expire(db, engine, before, limit));
  }

  #whole() {
    const { db } = this.#engine;
    return db.selectFrom('events').select([...LISTED_COLUMNS, bodyOf(db).as('body')]);
  }
}
