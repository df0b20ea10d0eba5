/** The least of many, always at hand. */
export class Heap<T> {
  readonly #entries: T[] = [];
  readonly #isBefore: (one: T, other: T) => boolean;

  constructor(isBefore: (one: T, other: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get first(): T | undefined {
    return this.#entries[0];
  }

  push(entry: T): void {
    const entries = this.#entries;
    let place = entries.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || !this.#isBefore(entry, above)) break;
      entries[place] = above;
      place = parent;
    }
    entries[place] = entry;
  }

  pop(): T | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      const left = entries[child];
      if (left === undefined) break;
      const right = entries[child + 1];
      let least = left;
      if (right !== undefined && this.#isBefore(right, left)) {
        child += 1;
        least = right;
      }
      if (!this.#isBefore(least, last)) break;
      entries[place] = least;
      place = child;
    }
    entries[place] = last;
    return first;
  }
}
