import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { StoreError, isBusy } from './store-error.ts';

/**
 * Writes items in one transaction and answers each, in their order, after the commit. It calls `take` once, when it
 * has its lock: what came, or gave up, while it waited is then counted.
 */
export type Write<Item, Answer> = (take: () => readonly Item[]) => Promise<readonly Answer[]>;

/** How much of one commit blocks the event loop at most: items, and their size as the caller reckons it. */
export interface BatchLimit<Item> {
  readonly items: number;
  readonly size: number;
  readonly sizeOf: (item: Item) => number;
}

/** Between two tries when the database is busy, in milliseconds. */
const BUSY_PAUSE = 50;

interface Entry<Item, Answer> {
  readonly item: Item;
  readonly size: number;
  readonly expiresAt: number;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  settled: boolean;
}

/**
 * Lets items that arrive together share one commit.
 *
 * ```
 * waiting ─▶ taken ─▶ settled      a commit, or its own error
 *    │  ▲       ├───▶ settled      its deadline; a waiting one is then never written
 *    │  └───────┤                  the database was busy, or the connection to it was lost
 *    └──────────┘
 * ```
 */
export class GroupCommit<Item, Answer> {
  readonly #write: Write<Item, Answer>;
  readonly #limit: BatchLimit<Item>;
  /**
   * In their order. No Set: what is added to one and taken out again, V8 keeps until a full collection, because each table
   * that the Set outgrew points to the next.
   */
  #waiting: Entry<Item, Answer>[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(write: Write<Item, Answer>, limit: BatchLimit<Item>) {
    this.#write = write;
    this.#limit = limit;
  }

  /** Resolves after the commit. Rejects with `store-busy` when that does not come within `deadline` milliseconds. */
  async add(item: Item, deadline: number): Promise<Answer> {
    if (this.#closed) throw new StoreError('store-closed', 'The store is closed.');
    const size = this.#limit.sizeOf(item);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => this.#expire(entry), deadline);
    const expiresAt = performance.now() + deadline;
    const entry: Entry<Item, Answer> = { item, size, expiresAt, timer, resolve, reject, settled: false };
    this.#waiting.push(entry);
    this.#running ??= this.#run();
    return promise;
  }

  /** Takes no more, and resolves when all that waited is settled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  /** One commit at a time. The turn of the event loop in between is when those that share the next one arrive. */
  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await nextTurn();
      if ((await this.#flush()) === 'busy') await sleep(BUSY_PAUSE);
    }
    this.#running = undefined;
  }

  async #flush(): Promise<'done' | 'busy'> {
    let batch: readonly Entry<Item, Answer>[] = [];
    try {
      const answers = await this.#write(() => {
        batch = this.#take();
        return batch.map((entry) => entry.item);
      });
      settleAll(batch, answers);
    } catch (error) {
      if (isBusy(error)) {
        this.#putBack(batch);
        return 'busy';
      }
      if (batch.length > 1) await this.#oneByOne(batch);
      else if (batch.length === 1) rejectAll(batch, error);
      // It could not even begin, and there is no hope.
      else rejectAll(this.#takeAll(), error);
    }
    return 'done';
  }

  /** Before those that came later. If they were committed after all, the next try finds them on record. */
  #putBack(batch: readonly Entry<Item, Answer>[]): void {
    this.#waiting = [...batch.filter(({ settled }) => !settled), ...this.#waiting];
  }

  /** The batch failed as a whole: the bad ones among them must not take their neighbours along. */
  async #oneByOne(batch: readonly Entry<Item, Answer>[]): Promise<void> {
    for (const entry of batch) {
      try {
        settleAll([entry], await this.#write(() => (entry.settled ? [] : [entry.item])));
      } catch (error) {
        if (isBusy(error)) this.#putBack([entry]);
        else rejectAll([entry], error);
      }
    }
  }

  #take(): readonly Entry<Item, Answer>[] {
    const now = performance.now();
    // A blocked event loop can bring us here before their timers.
    for (const entry of this.#waiting.filter(({ expiresAt }) => expiresAt <= now)) this.#expire(entry);
    let size = 0;
    let count = 0;
    for (const entry of this.#waiting) {
      size += entry.size;
      if (count === this.#limit.items || (count > 0 && size > this.#limit.size)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  #takeAll(): readonly Entry<Item, Answer>[] {
    return this.#waiting.splice(0);
  }

  #expire(entry: Entry<Item, Answer>): void {
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    rejectAll([entry], new StoreError('store-busy', 'The database did not commit in time.'));
  }
}

const settleAll = <Item, Answer>(
  entries: readonly Entry<Item, Answer>[],
  answers: readonly Answer[],
): void => {
  for (const [position, entry] of entries.entries()) {
    const answer = answers[position];
    if (answer === undefined) continue;
    close(entry);
    entry.resolve(answer);
  }
};

const rejectAll = <Item, Answer>(entries: readonly Entry<Item, Answer>[], error: unknown): void => {
  for (const entry of entries) {
    close(entry);
    entry.reject(error);
  }
};

const close = <Item, Answer>(entry: Entry<Item, Answer>): void => {
  clearTimeout(entry.timer);
  entry.settled = true;
};
