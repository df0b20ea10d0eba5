import { type Pace } from '../core/pace.ts';
import { type Span, type Told } from '../core/lineage.ts';
import { nameKey } from '../core/repository.ts';
import { type Actor } from '../flow/audit-ports.ts';
import {
  type Attempt,
  type AttemptEnd,
  type HubCount,
  type Notification,
  type NotificationFilter,
  type Notifications,
  type ReplayFilter,
} from '../flow/notification-ports.ts';
import { fromAttemptRow } from './attempt-row.ts';
import { claim } from './claim.ts';
import { mergedEvents } from './coalesce.ts';
import { type Engine } from './engine.ts';
import { finishAll, type Finished } from './finish.ts';
import { type GroupCommit } from './group-commit.ts';
import { strikesOf } from './lanes.ts';
import { fromNotificationRow } from './notification-row.ts';
import { release } from './release.ts';
import { replay } from './replay.ts';
import { replayable, replayableByHub } from './replayable.ts';
import { streakOf, told } from './told.ts';

/** Who waits for it asks again; milliseconds. */
const END_DEADLINE = 30_000;

/** The tables `notifications`, `attempts` and `lanes`. */
export class NotificationTable implements Notifications {
  readonly #engine: Engine;
  readonly #ends: GroupCommit<AttemptEnd, Finished>;
  readonly #pace: Pace | undefined;

  constructor(engine: Engine, ends: GroupCommit<AttemptEnd, Finished>, pace?: Pace) {
    this.#engine = engine;
    this.#ends = ends;
    this.#pace = pace;
  }

  claim(now: number, limit: number): Promise<readonly Notification[]> {
    return this.#engine.db.transaction().execute((db) => claim(db, this.#engine, now, limit, this.#pace));
  }

  /** A file is written by one at a time, and so attempts share a commit; a server does several at once. */
  async finish(end: AttemptEnd): Promise<Finished> {
    if (!this.#engine.isShared) return this.#ends.add(end, END_DEADLINE);
    const [finished] = await this.#engine.db
      .transaction()
      .execute((db) => finishAll(db, this.#engine, [end]));
    return { isHubBroken: finished?.isHubBroken ?? false };
  }

  release(now: number, leasedUntil: number): Promise<number> {
    return this.#engine.db.transaction().execute((db) => release(db, this.#engine, now, leasedUntil));
  }

  async nextDue(): Promise<number | undefined> {
    const next = await this.#engine.db
      .selectFrom('lanes')
      .select((row) => row.fn.min('due_at').as('due_at'))
      .executeTakeFirst();
    return next?.due_at ?? undefined;
  }

  strikes(lane: number): Promise<number> {
    return strikesOf(this.#engine.db, lane);
  }

  replay(ids: readonly string[], now: number, actor: Actor): Promise<readonly string[]> {
    return this.#engine.db.transaction().execute((db) => replay(db, this.#engine, ids, now, actor));
  }

  replayable(filter: ReplayFilter, limit: number, after?: string): Promise<readonly string[]> {
    return replayable(this.#engine.db, filter, limit, after);
  }

  replayableByHub(filter: ReplayFilter): Promise<readonly HubCount[]> {
    return replayableByHub(this.#engine.db, filter);
  }

  async find(id: string): Promise<Notification | undefined> {
    const row = await this.#engine.db
      .selectFrom('notifications')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) return undefined;
    const bursts = row.burst === null || row.state === 'merged' ? [] : [row.burst];
    const [events] = (await mergedEvents(this.#engine.db, bursts)).values();
    return { ...fromNotificationRow(row), ...(events && { coalesced: [...events, row.event_id] }) };
  }

  told(ids: readonly string[], within: Span): Promise<readonly Told[]> {
    return told(this.#engine.db, ids, within);
  }

  streak(hubId: number, within: Span): Promise<number> {
    return streakOf(this.#engine.db, hubId, within);
  }

  async list(filter: NotificationFilter): Promise<readonly Notification[]> {
    const { state, spoke, hub, eventId, before, beforeId = '', limit } = filter;
    let query = this.#engine.db.selectFrom('notifications').selectAll();
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
    const rows = await this.#engine.db
      .selectFrom('attempts')
      .selectAll()
      .where('notification_id', '=', notificationId)
      .orderBy('number')
      .execute();
    return rows.map(fromAttemptRow);
  }
}
