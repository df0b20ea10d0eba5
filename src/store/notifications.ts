import { type Kysely } from 'kysely';
import { type State, statesBefore } from '../core/lifecycle.ts';
import { type Pace } from '../core/pace.ts';
import { nameKey } from '../core/repository.ts';
import {
  type Attempt,
  type AttemptEnd,
  type Notification,
  type NotificationFilter,
  type Notifications,
} from '../flow/notification-ports.ts';
import { fromAttemptRow } from './attempt-row.ts';
import { claim } from './claim.ts';
import { finish } from './finish.ts';
import { strikesOf } from './lanes.ts';
import { fromNotificationRow } from './notification-row.ts';
import { release } from './release.ts';
import { type Tables } from './tables.ts';

/** The tables `notifications`, `attempts` and `lanes`. */
export class NotificationTable implements Notifications {
  readonly #db: Kysely<Tables>;

  readonly #pace: Pace | undefined;

  constructor(db: Kysely<Tables>, pace?: Pace) {
    this.#db = db;
    this.#pace = pace;
  }

  claim(now: number, limit: number): Promise<readonly Notification[]> {
    return this.#db.transaction().execute((db) => claim(db, now, limit, this.#pace));
  }

  finish(end: AttemptEnd): Promise<void> {
    return this.#db.transaction().execute((db) => finish(db, end));
  }

  release(now: number): Promise<number> {
    return this.#db.transaction().execute((db) => release(db, now));
  }

  /** Walks the lanes, not the notifications: there are few of the former, and an index finds the first of each. */
  async nextDue(): Promise<number | undefined> {
    const times = await Promise.all(statesBefore('sending').map((state) => this.#nextDueIn(state)));
    const earliest = Math.min(...times.flat());
    return Number.isFinite(earliest) ? earliest : undefined;
  }

  strikes(lane: number): Promise<number> {
    return strikesOf(this.#db, lane);
  }

  async find(id: string): Promise<Notification | undefined> {
    const row = await this.#db
      .selectFrom('notifications')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && fromNotificationRow(row);
  }

  async list(filter: NotificationFilter): Promise<readonly Notification[]> {
    const { state, spoke, hub, eventId, before, beforeId = '', limit } = filter;
    let query = this.#db.selectFrom('notifications').selectAll();
    if (state !== undefined) query = query.where('state', '=', state);
    if (spoke !== undefined) query = query.where('spoke_key', '=', nameKey(spoke));
    if (hub !== undefined) query = query.where('hub_key', '=', nameKey(hub));
    if (eventId !== undefined) query = query.where('event_id', '=', eventId);
    if (before !== undefined) {
      query = query.where((row) => row(row.refTuple('created_at', 'id'), '<', row.tuple(before, beforeId)));
    }
    const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
    return rows.map(fromNotificationRow);
  }

  async attempts(notificationId: string): Promise<readonly Attempt[]> {
    const rows = await this.#db
      .selectFrom('attempts')
      .selectAll()
      .where('notification_id', '=', notificationId)
      .orderBy('number')
      .execute();
    return rows.map(fromAttemptRow);
  }

  async #nextDueIn(state: State): Promise<readonly number[]> {
    const lanes = await this.#db
      .selectFrom('lanes')
      .select((lane) => [
        'held_until',
        'free_at',
        lane
          .selectFrom('notifications')
          .select((row) => row.fn.min('due_at').as('due_at'))
          .where('state', '=', state)
          .whereRef('notifications.lane', '=', 'lanes.lane')
          .as('due_at'),
      ])
      .execute();
    return lanes.flatMap(({ held_until, free_at, due_at }) =>
      due_at === null ? [] : Math.max(due_at, held_until, free_at),
    );
  }
}
