interface Waiting<Item> {
  readonly item: Item;
  readonly done: () => void;
}

/**
 * Lets what comes together share one commit, as store/group-commit.ts does in real time: one at a time, and what comes
 * meanwhile waits for the next. `size` and `most` bound one commit.
 */
export class Batches<Item> {
  readonly #write: (batch: readonly Item[]) => Promise<void>;
  readonly #limit: { readonly items: number; readonly size: number; readonly sizeOf: (item: Item) => number };
  readonly #waiting: Waiting<Item>[] = [];
  #isRunning = false;

  constructor(
    write: (batch: readonly Item[]) => Promise<void>,
    limit: { readonly items: number; readonly size: number; readonly sizeOf: (item: Item) => number },
  ) {
    this.#write = write;
    this.#limit = limit;
  }

  add(item: Item): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ item, done });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      await this.#write(batch.map(({ item }) => item));
      for (const { done } of batch) done();
    }
    this.#isRunning = false;
  }

  #take(): Waiting<Item>[] {
    let count = 0;
    let size = 0;
    for (const { item } of this.#waiting) {
      size += this.#limit.sizeOf(item);
      if (count > 0 && (size > this.#limit.size || count === this.#limit.items)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}
