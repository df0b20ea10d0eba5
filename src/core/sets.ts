/** A set of numbers for each key. A copy costs as much as its keys do: a set is copied only when one of both changes it. */
export class Sets {
  readonly #sets: Map<string, Set<number>>;
  /** Those that no other has. */
  #own = new WeakSet<Set<number>>();

  constructor(sets: ReadonlyMap<string, Set<number>> = new Map()) {
    this.#sets = new Map(sets);
  }

  copy(): Sets {
    this.#own = new WeakSet();
    return new Sets(this.#sets);
  }

  get(key: string): ReadonlySet<number> | undefined {
    return this.#sets.get(key);
  }

  add(key: string, id: number): void {
    this.#ownOf(key).add(id);
  }

  take(key: string, id: number): void {
    if (!this.#sets.get(key)?.has(id)) return;
    const ids = this.#ownOf(key);
    ids.delete(id);
    if (ids.size === 0) this.#sets.delete(key);
  }

  #ownOf(key: string): Set<number> {
    const known = this.#sets.get(key);
    if (known && this.#own.has(known)) return known;
    const own = new Set(known);
    this.#own.add(own);
    this.#sets.set(key, own);
    return own;
  }
}
