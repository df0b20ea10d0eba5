import { type Kysely } from 'kysely';
import { nameKey } from '../core/repository.ts';
import { type EventFilter, type Events, type NewEvent, type Plan, type StoredEvent } from '../flow/ports.ts';
import { fromEventRow } from './event-row.ts';
import { type GroupCommit } from './group-commit.ts';
import { insertNotifications } from './insert-notifications.ts';
import { ordinals } from './ordinals.ts';
import { type Tables } from './tables.ts';
import { type Recorded } from './write-events.ts';

/** The `events` table. New ones go through `commits`, which shares commits among them. */
export class EventTable implements Events {
  readonly #db: Kysely<Tables>;
  readonly #commits: GroupCommit<NewEvent, Recorded>;
  readonly #ordinal = ordinals();

  constructor(db: Kysely<Tables>, commits: GroupCommit<NewEvent, Recorded>) {
    this.#db = db;
    this.#commits = commits;
  }

  record(event: NewEvent, deadline: number): Promise<Recorded> {
    return this.#commits.add(event, deadline);
  }

  async due(now: number, limit: number): Promise<readonly StoredEvent[]> {
    const rows = await this.#db
      .selectFrom('events')
      .selectAll()
      .where('state', '=', 'recorded')
      .where('due_at', '<=', now)
      .orderBy('received_at')
      .orderBy('ordinal')
      .limit(limit)
      .execute();
    return rows.map(fromEventRow);
  }

  async nextDue(): Promise<number | undefined> {
    const next = await this.#db
      .selectFrom('events')
      .select((row) => row.fn.min('due_at').as('due_at'))
      .where('state', '=', 'recorded')
      .executeTakeFirst();
    return next?.due_at ?? undefined;
  }

  async postpone(id: string, until: number, reason: string): Promise<void> {
    await this.#db.transaction().execute((db) =>
      db
        .updateTable('events')
        .set((row) => ({ due_at: until, reason, plans: row('plans', '+', 1) }))
        .where('id', '=', id)
        .where('state', '=', 'recorded')
        .execute(),
    );
  }

  async planned(id: string, plan: Plan): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('events')
        .set((row) => ({
          state: 'planned',
          planned_at: plan.at,
          verdict: JSON.stringify(plan.verdict),
          reason: null,
          plans: row('plans', '+', 1),
        }))
        .where('id', '=', id)
        .where('state', '=', 'recorded')
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await insertNotifications(db, plan.notifications, plan.at, this.#ordinal);
    });
  }

  async find(id: string): Promise<StoredEvent | undefined> {
    const row = await this.#db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst();
    return row && fromEventRow(row);
  }

  async list(filter: EventFilter): Promise<readonly StoredEvent[]> {
    const { state, name, repository, before, beforeId = '', limit } = filter;
    let query = this.#db.selectFrom('events').selectAll();
    if (state !== undefined) query = query.where('state', '=', state);
    if (name !== undefined) query = query.where('name', '=', name);
    if (repository !== undefined) query = query.where('repository_key', '=', nameKey(repository));
    if (before !== undefined) {
      query = query.where((row) => row(row.refTuple('received_at', 'id'), '<', row.tuple(before, beforeId)));
    }
    const rows = await query.orderBy('received_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
    return rows.map(fromEventRow);
  }
}
