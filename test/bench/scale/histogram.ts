/** Values are counted in classes, each this much wider than the one below: a percentile is right to within 2.5 %. */
const STEP = Math.log(1.05);

/** How values of 0 and more are spread, in little memory, however many they are. */
export class Histogram {
  readonly #counts = new Map<number, number>();
  count = 0;
  sum = 0;
  most = 0;

  add(value: number): void {
    const place = value < 1 ? -1 : Math.floor(Math.log(value) / STEP);
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1);
    this.count += 1;
    this.sum += value;
    this.most = Math.max(this.most, value);
  }

  /** The value below which this share of them lies, in the middle of its class; 0 where there are none. */
  percentile(share: number): number {
    let left = share * this.count;
    for (const place of [...this.#counts.keys()].sort((a, b) => a - b)) {
      left -= this.#counts.get(place) ?? 0;
      if (left <= 0) return place < 0 ? 0 : Math.min(this.most, Math.exp((place + 0.5) * STEP));
    }
    return this.most;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }
}
