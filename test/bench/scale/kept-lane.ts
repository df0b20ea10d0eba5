import { type Pace } from '../../../src/core/pace.ts';
import { MOST_UNDER_WAY, renewedAt, roomOf, takeRoom } from '../../../src/store/lanes.ts';
import { type LaneRow } from '../../../src/store/tables.ts';
import { Heap } from './heap.ts';
import { type Kept } from './kept-notifications.ts';

/** One installation: its row as the store has it, those that may go when they are due, and how many are under way. */
export class KeptLane {
  readonly row: { -readonly [K in keyof LaneRow]: LaneRow[K] };
  readonly ahead = new Set<Kept>();
  /** Those that were ever told something. */
  readonly hubs = new Set<number>();
  underWay = 0;

  constructor(lane: number) {
    const never = { held_until: 0, free_at: 0, strikes: 0, turn: 0 };
    this.row = { ...never, lane, due_at: null, quota_left: null, quota_reset_at: null };
  }

  claim(now: number, limit: number, pace: Pace | undefined): readonly Kept[] {
    const most = Math.min(limit, roomOf(this.row, now, pace), MOST_UNDER_WAY - this.underWay);
    if (most <= 0) return [];
    const claimed = [...this.ahead]
      .filter(({ dueAt }) => dueAt <= now)
      .toSorted((a, b) => a.turn - b.turn || a.ordinal - b.ordinal)
      .slice(0, most);
    if (claimed.length === 0) return [];
    const turn = Math.max(...claimed.map((one) => one.turn));
    Object.assign(this.row, takeRoom(this.row, claimed.length, turn, now, pace));
    for (const one of claimed) this.ahead.delete(one);
    this.underWay += claimed.length;
    return claimed;
  }

  /** As store/write-lanes.ts has it. */
  get nextDue(): number | null {
    if (this.ahead.size === 0 || this.underWay >= MOST_UNDER_WAY) return null;
    let first = Infinity;
    for (const { dueAt } of this.ahead) first = Math.min(first, dueAt);
    return Math.max(first, this.row.held_until, this.row.free_at, renewedAt(this.row));
  }
}

interface Entry {
  readonly at: number;
  readonly lane: KeptLane;
}

/** The lanes by when they may send next: a heap, in which what is out of date stays until it comes up. */
export class DueLanes {
  readonly #heap = new Heap<Entry>((one, other) => one.at < other.at);

  refresh(lane: KeptLane): void {
    const at = lane.nextDue;
    if (at === lane.row.due_at) return;
    lane.row.due_at = at;
    if (at !== null) this.#heap.push({ at, lane });
  }

  next(): number | undefined {
    for (let first = this.#heap.first; first; first = this.#heap.first) {
      if (first.lane.row.due_at === first.at) return first.at;
      this.#heap.pop();
    }
    return undefined;
  }

  /** Up to `limit` lanes that are due, the longest first; who takes them refreshes them. */
  take(now: number, limit: number): readonly KeptLane[] {
    const taken = new Set<KeptLane>();
    for (let at = this.next(); at !== undefined && at <= now && taken.size < limit; at = this.next()) {
      const entry = this.#heap.pop();
      if (!entry) break;
      // Marked, or it would be taken twice; `refresh` puts it back.
      entry.lane.row.due_at = null;
      taken.add(entry.lane);
    }
    return [...taken];
  }
}
