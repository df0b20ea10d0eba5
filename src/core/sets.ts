/**
 * A set of numbers for each key. Most keys have one number, which takes no set of its own. A copy costs as much as its keys
 * do: a set is copied only when one of both changes it.
 */
export class Sets<Key extends string | number = string> {
  readonly #sets: Map<Key, number | Set<number>>;
  /** Those that no other has. */
  #own = new WeakSet<Set<number>>();

  constructor(sets: ReadonlyMap<Key, number | Set<number>> = new Map()) {
    this.#sets = new Map(sets);
  }

  copy(): Sets<Key> {
    this.#own = new WeakSet();
    return new Sets(this.#sets);
  }

  /** Empty where the key has none. */
  get(key: Key): Iterable<number> {
    const found = this.#sets.get(key);
    return typeof found === 'number' ? [found] : (found ?? []);
  }

  add(key: Key, id: number): void {
    const found = this.#sets.get(key);
    if (found === undefined || found === id) this.#sets.set(key, id);
    else this.#ownOf(key, found).add(id);
  }

  take(key: Key, id: number): void {
    const found = this.#sets.get(key);
    if (found === undefined) return;
    if (typeof found === 'number') {
      if (found === id) this.#sets.delete(key);
      return;
    }
    if (!found.has(id)) return;
    const ids = this.#ownOf(key, found);
    ids.delete(id);
    if (ids.size === 0) this.#sets.delete(key);
  }

  #ownOf(key: Key, found: number | Set<number>): Set<number> {
    if (typeof found !== 'number' && this.#own.has(found)) return found;
    const own = new Set(typeof found === 'number' ? [found] : found);
    this.#own.add(own);
    this.#sets.set(key, own);
    return own;
  }
}
