import { isBefore } from '../../../src/store/queue.ts';
import { type Kept } from './kept-notifications.ts';

/** What leaves one after the other: of one hub, event type and ref. All but its front wait in the order of their events. */
export class KeptQueue {
  readonly key: string;
  front: Kept | undefined;
  #behind: Kept[] = [];
  /** Those before it were taken. */
  #start = 0;

  constructor(key: string) {
    this.key = key;
  }

  static isBefore(one: Kept, other: Kept): boolean {
    return isBefore(placeOf(one), placeOf(other));
  }

  add(one: Kept): void {
    let low = this.#start;
    let high = this.#behind.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#behind[middle];
      if (there && KeptQueue.isBefore(there, one)) low = middle + 1;
      else high = middle;
    }
    this.#behind.splice(low, 0, one);
  }

  remove(one: Kept): void {
    this.#behind = this.#behind.slice(this.#start).filter((other) => other !== one);
    this.#start = 0;
  }

  takeFirst(): Kept | undefined {
    const first = this.#behind[this.#start];
    if (!first) return undefined;
    this.#start += 1;
    if (this.#start > 1_000 && this.#start * 2 > this.#behind.length) {
      this.#behind = this.#behind.slice(this.#start);
      this.#start = 0;
    }
    return first;
  }
}

const placeOf = ({ is, ordinal }: Kept): Parameters<typeof isBefore>[0] => ({
  occurred_at: is.occurredAt,
  ordinal,
});
