import { type Timeline } from './timeline.ts';

/** One disk: it writes down one thing after the other, and all that waits when it begins is written down together. */
export class Disk {
  readonly #timeline: Timeline;
  readonly #took: number;
  #waiting: (() => void)[] = [];
  #isBusy = false;
  syncs = 0;

  /** `took`: milliseconds until what is written stays. */
  constructor(timeline: Timeline, took: number) {
    this.#timeline = timeline;
    this.#took = took;
  }

  /** Resolves when what was written by now is there to stay. */
  sync(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#isBusy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting;
      this.#waiting = [];
      this.syncs += 1;
      await this.#timeline.sleep(this.#took);
      for (const resolve of together) resolve();
    }
    this.#isBusy = false;
  }
}
