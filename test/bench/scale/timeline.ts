import { setImmediate } from 'node:timers/promises';
import { Heap } from './heap.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
  /** Nothing awaits it. */
  readonly isQuiet: boolean;
}

/**
 * Simulated time, in milliseconds since 1970. What happens at one moment happens in the order in which it was asked for,
 * and everything that it lets go on (promises of the real flow) goes on before the next thing happens.
 */
export class Timeline {
  now: number;
  readonly #coming = new Heap<Entry>((one, other) => isBefore(one, other));
  #count = 0;
  #outside = 0;

  constructor(start: number) {
    this.now = start;
  }

  at(time: number, happen: () => void, isQuiet = false): void {
    this.#count += 1;
    this.#coming.push({ at: Math.max(time, this.now), order: this.#count, happen, isQuiet });
  }

  /** The same for what resolves no promise, and so need not be waited for. */
  quietly(time: number, happen: () => void): void {
    this.at(time, happen, true);
  }

  sleep(duration: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.now + duration, resolve);
    });
  }

  /** For work that waits for real turns of the event loop: no time passes before it is done. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    this.#outside += 1;
    try {
      return await work();
    } finally {
      this.#outside -= 1;
    }
  }

  /** Until nothing is left that happens before `end`; the time is then `end`. */
  async run(end: number): Promise<void> {
    for (let next = this.#coming.first; next && next.at < end; next = this.#coming.first) {
      this.#coming.pop();
      this.now = next.at;
      next.happen();
      // Whatever awaits goes on in microtasks; the next turn of the real event loop comes after all of them.
      if (next.isQuiet) continue;
      do await setImmediate();
      while (this.#outside > 0);
    }
    this.now = end;
  }
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
