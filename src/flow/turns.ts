/**
 * Work on the same thing, one after the other: of two answers that were asked for at once, the older could come last
 * and stay. It also tells whether a thing was worked on since some moment, so that an older list does not undo that.
 */
export class Turns {
  readonly #last = new Map<number, Promise<unknown>>();
  readonly #begun = new Map<number, number>();
  #count = 0;

  /** On how many things work is under way; of the others nothing is kept but when it began. */
  get underWay(): number {
    return this.#last.size;
  }

  /** The moment now, for `isNewer`. */
  mark(): number {
    return this.#count;
  }

  /** Whether work on `id` began after that moment. */
  isNewer(id: number, mark: number): boolean {
    return (this.#begun.get(id) ?? 0) > mark;
  }

  /** Does the work when what was asked for before it on `id` has ended, well or not. */
  take<T>(id: number, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(id) ?? Promise.resolve();
    const turn = before.then(
      () => this.#begin(id, work),
      () => this.#begin(id, work),
    );
    this.#keep([id], turn);
    return turn;
  }

  /**
   * The same for several at once, when what was asked for before it on any of them has ended; only for those on which no
   * work began after `mark`.
   */
  takeAll(
    ids: readonly number[],
    mark: number,
    work: (ids: ReadonlySet<number>) => Promise<void>,
  ): Promise<void> {
    const before = Promise.allSettled(ids.map((id) => this.#last.get(id) ?? Promise.resolve()));
    const turn = before.then(async () => {
      const left = new Set(ids.filter((id) => !this.isNewer(id, mark)));
      this.#count += 1;
      for (const id of left) this.#begun.set(id, this.#count);
      if (left.size > 0) await work(left);
    });
    this.#keep(ids, turn);
    return turn;
  }

  /** Until it ends, or another one comes after it. */
  #keep(ids: readonly number[], turn: Promise<unknown>): void {
    for (const id of ids) this.#last.set(id, turn);
    const drop = (): void => {
      for (const id of ids) if (this.#last.get(id) === turn) this.#last.delete(id);
    };
    turn.then(drop, drop);
  }

  #begin<T>(id: number, work: () => Promise<T>): Promise<T> {
    this.#count += 1;
    this.#begun.set(id, this.#count);
    return work();
  }
}
