import { type Timeline } from './timeline.ts';

const MINUTE = 60_000;

/** One thread of a simulated process: it does one piece of work after the other, in the order in which they came. */
export class EventLoop {
  readonly #timeline: Timeline;
  #freeAt = 0;
  /** How many milliseconds of work each minute held, by minutes since 1970. */
  readonly busy = new Map<number, number>();
  total = 0;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** How long what came now would wait for its turn, in milliseconds. */
  get lag(): number {
    return Math.max(0, this.#freeAt - this.#timeline.now);
  }

  /** Resolves when this work, of so many milliseconds, is done. */
  work(duration: number): Promise<void> {
    const begins = Math.max(this.#freeAt, this.#timeline.now);
    this.#freeAt = begins + duration;
    this.total += duration;
    this.#note(begins, duration);
    return new Promise((resolve) => {
      this.#timeline.at(this.#freeAt, resolve);
    });
  }

  #note(begins: number, duration: number): void {
    let from = begins;
    const end = begins + duration;
    while (from < end) {
      const minute = Math.floor(from / MINUTE);
      const to = Math.min(end, (minute + 1) * MINUTE);
      this.busy.set(minute, (this.busy.get(minute) ?? 0) + to - from);
      from = to;
    }
  }
}

/**
 * Runs `turn` when woken, and again at the time that the last turn named, as flow/worker.ts does it in real time. One turn
 * at a time.
 */
export const startSimulatedWorker = (
  timeline: Timeline,
  turn: () => Promise<number | undefined>,
): (() => void) => {
  let isAwake = false;
  let isRunning = false;
  let alarm = 0;
  const run = async (): Promise<void> => {
    isRunning = true;
    let next: number | undefined;
    while (isAwake) {
      isAwake = false;
      next = await turn();
    }
    isRunning = false;
    if (next === undefined) return;
    alarm += 1;
    const mine = alarm;
    timeline.at(next, () => {
      if (mine === alarm) wake();
    });
  };
  const wake = (): void => {
    isAwake = true;
    alarm += 1;
    if (!isRunning) void run();
  };
  return wake;
};
