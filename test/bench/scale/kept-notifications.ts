import { failuresAfter, isBroken } from '../../../src/core/breaker.ts';
import { mayBecome, type State } from '../../../src/core/lifecycle.ts';
import { type Pace } from '../../../src/core/pace.ts';
import { type Span } from '../../../src/core/lineage.ts';
import {
  type AttemptEnd,
  type NewNotification,
  type Notification,
} from '../../../src/flow/notification-ports.ts';
import { toldBy } from '../../../src/store/lanes.ts';
import { ordinals } from '../../../src/store/ordinals.ts';
import { queueOf } from '../../../src/store/queue.ts';
import { AHEAD, BARRED, BEHIND, LEFT, type Front } from '../../../src/store/tables.ts';
import { Bursts } from './bursts.ts';
import { DueLanes, KeptLane } from './kept-lane.ts';
import { KeptQueue } from './kept-queue.ts';

/** A notification in memory, as src/store has it in its row. */
export interface Kept {
  readonly is: NewNotification;
  readonly ordinal: number;
  readonly createdAt: number;
  readonly receivedAt: number;
  state: State;
  dueAt: number;
  attempts: number;
  lastAttempt: number;
  turn: number;
  front: Front | undefined;
  queue: KeptQueue | undefined;
  burstKey: string | undefined;
  burstAt: number;
  merged: readonly string[];
}

interface Hub {
  turn: number;
  failures: number;
  isBroken: boolean;
  readonly barred: Set<Kept>;
  toldAt: number;
  streak: number;
}

/**
 * What src/store does with notifications, lanes and hubs, in memory and at once. The rules themselves (pace, hour, turns,
 * order, breaker, states) are the store's own and the core's; a test holds it against the real store.
 */
export class KeptNotifications {
  readonly lanes = new Map<number, KeptLane>();
  readonly counts: Record<State, number> = {
    pending: 0,
    sending: 0,
    waiting: 0,
    delivered: 0,
    dead: 0,
    refused: 0,
    merged: 0,
  };
  readonly #hubs = new Map<number, Hub>();
  readonly #queues = new Map<string, KeptQueue>();
  readonly #sending = new Map<string, Kept>();
  readonly #due = new DueLanes();
  readonly #bursts = new Bursts();
  readonly #ordinal = ordinals();
  readonly #pace: Pace | undefined;

  constructor(pace?: Pace) {
    this.#pace = pace;
  }

  /** Inserts what one event's plan holds. `receivedAt`: when that event came. */
  plan(notifications: readonly NewNotification[], at: number, receivedAt: number): void {
    const drafts = notifications.map((is) => this.#draft(is, at, receivedAt));
    const moving = drafts.filter(({ state, is }) => state === 'pending' && is.lane !== undefined);
    for (const draft of moving) {
      const loser = this.#bursts.add(draft, at);
      if (!loser) continue;
      this.#become(loser, 'merged');
      this.#leave(loser);
    }
    const waiting = moving.filter(({ state }) => state === 'pending');
    for (const draft of waiting) this.#takeTurn(draft);
    for (const draft of waiting) this.#place(draft);
    for (const lane of new Set(waiting.map(({ is }) => this.lane(is.lane ?? 0)))) this.#due.refresh(lane);
  }

  claim(now: number, limit: number): readonly Notification[] {
    const claimed: Kept[] = [];
    const lanes = this.#due.take(now, limit);
    for (const lane of lanes) {
      for (const one of lane.claim(now, limit - claimed.length, this.#pace)) {
        this.#become(one, 'sending');
        one.front = LEFT;
        this.#bursts.close(one);
        one.burstKey = undefined;
        one.attempts += 1;
        one.lastAttempt += 1;
        this.#sending.set(one.is.id, one);
        claimed.push(one);
      }
    }
    for (const lane of lanes) this.#due.refresh(lane);
    return claimed.map(asClaimed);
  }

  finish(end: AttemptEnd): { readonly isHubBroken: boolean } {
    const one = this.#sending.get(end.notificationId);
    if (one?.lastAttempt !== end.number)
      throw new Error(`attempt ${end.number} of ${end.notificationId} is not open`);
    this.#sending.delete(one.is.id);
    this.#become(one, end.outcome);
    const lane = this.lane(one.is.lane ?? 0);
    lane.underWay -= 1;
    if (end.holdLaneUntil !== undefined) one.attempts -= 1;
    Object.assign(lane.row, toldBy(lane.row, end));
    const isHubBroken = this.#noteHealth(one, end);
    const { queue } = one;
    if (end.outcome === 'waiting') {
      one.front = BEHIND;
      one.dueAt = end.dueAt ?? end.holdLaneUntil ?? end.at;
      queue?.add(one);
    }
    if (queue) this.#promote(queue);
    this.#due.refresh(lane);
    return { isHubBroken };
  }

  nextDue(): number | undefined {
    return this.#due.next();
  }

  strikes(lane: number): number {
    return this.lanes.get(lane)?.row.strikes ?? 0;
  }

  /** Hubs of this lane that something may be sent to, in the order of their turns. */
  waiting(lane: number, limit: number): readonly number[] {
    const ahead = [...(this.lanes.get(lane)?.ahead ?? [])].toSorted((a, b) => a.turn - b.turn);
    return [...new Set(ahead.map(({ is }) => is.hubId ?? 0))].slice(0, limit);
  }

  /** Hubs of this lane that are not broken, the last told first. */
  lately(lane: number, limit: number): readonly number[] {
    const hubs = [...(this.lanes.get(lane)?.hubs ?? [])].filter((id) => !this.#hub(id).isBroken);
    return hubs.toSorted((a, b) => this.#hub(b).turn - this.#hub(a).turn).slice(0, limit);
  }

  streak(hubId: number, { from, to }: Span): number {
    const hub = this.#hubs.get(hubId);
    return hub && hub.toldAt >= from && hub.toldAt <= to ? hub.streak : 0;
  }

  lane(id: number): KeptLane {
    const known = this.lanes.get(id) ?? new KeptLane(id);
    this.lanes.set(id, known);
    return known;
  }

  #draft(is: NewNotification, at: number, receivedAt: number): Kept {
    this.counts[is.state] += 1;
    return {
      is,
      ordinal: this.#ordinal(at),
      createdAt: at,
      receivedAt,
      state: is.state,
      dueAt: is.dueAt,
      attempts: 0,
      lastAttempt: 0,
      turn: 0,
      front: undefined,
      queue: undefined,
      burstKey: undefined,
      burstAt: at,
      merged: [],
    };
  }

  #become(one: Kept, state: State): void {
    if (!mayBecome(one.state, state)) throw new Error(`${one.state} may not become ${state}`);
    this.counts[one.state] -= 1;
    this.counts[state] += 1;
    one.state = state;
  }

  #hub(id: number): Hub {
    const fresh = {
      turn: 0,
      failures: 0,
      isBroken: false,
      barred: new Set<Kept>(),
      toldAt: -Infinity,
      streak: 0,
    };
    const known = this.#hubs.get(id) ?? fresh;
    this.#hubs.set(id, known);
    return known;
  }

  #takeTurn(draft: Kept): void {
    const hub = this.#hub(draft.is.hubId ?? 0);
    const lane = this.lane(draft.is.lane ?? 0);
    lane.hubs.add(draft.is.hubId ?? 0);
    draft.turn = Math.max(lane.row.turn, hub.turn) + 1;
    hub.turn = draft.turn;
  }

  #place(draft: Kept): void {
    const { hubId, hub, eventType, ref } = draft.is;
    const key = queueOf({ hub_id: hubId ?? null, hub_key: hub, event_type: eventType, ref: ref ?? null });
    const queue = this.#queues.get(key) ?? new KeptQueue(key);
    this.#queues.set(key, queue);
    draft.queue = queue;
    const { front } = queue;
    if (front && (front.front === LEFT || KeptQueue.isBefore(front, draft))) {
      draft.front = BEHIND;
      queue.add(draft);
      return;
    }
    if (front) {
      this.#unfront(front);
      front.front = BEHIND;
      queue.add(front);
    }
    this.#lead(queue, draft);
  }

  #lead(queue: KeptQueue, one: Kept): void {
    queue.front = one;
    const hub = this.#hub(one.is.hubId ?? 0);
    one.front = hub.isBroken ? BARRED : AHEAD;
    (hub.isBroken ? hub.barred : this.lane(one.is.lane ?? 0).ahead).add(one);
  }

  #unfront(one: Kept): void {
    this.lane(one.is.lane ?? 0).ahead.delete(one);
    this.#hub(one.is.hubId ?? 0).barred.delete(one);
  }

  #promote(queue: KeptQueue): void {
    queue.front = undefined;
    const next = queue.takeFirst();
    if (next) this.#lead(queue, next);
    else this.#queues.delete(queue.key);
  }

  /** A merged one goes from its queue; a draft was in none. */
  #leave(loser: Kept): void {
    const { queue } = loser;
    if (!queue) return;
    if (loser.front === BEHIND) queue.remove(loser);
    else {
      this.#unfront(loser);
      this.#promote(queue);
    }
    this.#due.refresh(this.lane(loser.is.lane ?? 0));
  }

  #noteHealth({ is }: Kept, end: AttemptEnd): boolean {
    const hub = this.#hub(is.hubId ?? 0);
    hub.streak = end.at - hub.toldAt > 6 * 3_600_000 ? is.streak : Math.max(hub.streak, is.streak);
    hub.toldAt = end.at;
    const { ahead } = this.lane(is.lane ?? 0);
    if (end.outcome === 'delivered') {
      hub.failures = 0;
      hub.isBroken = false;
      for (const one of hub.barred) {
        one.front = AHEAD;
        ahead.add(one);
      }
      hub.barred.clear();
    }
    if (end.isHubAtFault !== true || hub.isBroken) return false;
    hub.failures = failuresAfter(hub.failures, 'at-fault');
    hub.isBroken = isBroken(hub.failures);
    if (!hub.isBroken) return false;
    for (const one of ahead) {
      if (one.is.hubId !== is.hubId) continue;
      one.front = BARRED;
      ahead.delete(one);
      hub.barred.add(one);
    }
    return true;
  }
}

const asClaimed = ({
  is,
  state,
  attempts,
  lastAttempt,
  createdAt,
  receivedAt,
  merged,
}: Kept): Notification => {
  const { coalesce: _, report: __, failure: ___, ...rest } = is;
  return {
    ...rest,
    state,
    attempts,
    lastAttempt,
    createdAt,
    receivedAt,
    updatedAt: createdAt,
    ...(merged.length > 0 && { coalesced: [...merged, is.eventId] }),
  };
};
