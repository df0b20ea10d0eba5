/** A set of numbers for each key. Most keys have one number, which takes no set of its own. */
export class Sets<Key extends string | number = string> {
  readonly #sets = new Map<Key, number | Set<number>>();

  /** Empty where the key has none. */
  get(key: Key): Iterable<number> {
    const found = this.#sets.get(key);
    return typeof found === 'number' ? [found] : (found ?? []);
  }

  add(key: Key, id: number): void {
    const found = this.#sets.get(key);
    if (found === undefined) this.#sets.set(key, id);
    else if (typeof found !== 'number') found.add(id);
    else if (found !== id) this.#sets.set(key, new Set([found, id]));
  }

  take(key: Key, id: number): void {
    const found = this.#sets.get(key);
    if (found === id) this.#sets.delete(key);
    if (typeof found !== 'object') return;
    found.delete(id);
    if (found.size === 0) this.#sets.delete(key);
  }
}
