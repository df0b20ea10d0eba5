import { Histogram } from './histogram.ts';
import { CLASSES, type SizeClass } from './population.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** One point of the picture. */
export const SLOT = 15 * MINUTE;

/** Milliseconds. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly most: number;
}

export const percentilesOf = (histogram: Histogram): Percentiles => ({
  count: histogram.count,
  p50: Math.round(histogram.percentile(0.5)),
  p99: Math.round(histogram.percentile(0.99)),
  p999: Math.round(histogram.percentile(0.999)),
  most: Math.round(histogram.most),
});

/** How many came in each second or minute. */
export class Rate {
  readonly #counts = new Map<number, number>();
  readonly #span: number;
  count = 0;

  constructor(span: number) {
    this.#span = span;
  }

  add(at: number, count = 1): void {
    const place = Math.floor(at / this.#span);
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + count);
    this.count += count;
  }

  /** The most in one of them, a second. */
  get peak(): number {
    let most = 0;
    for (const count of this.#counts.values()) most = Math.max(most, count);
    return (most * SECOND) / this.#span;
  }

  at(time: number): number {
    return this.#counts.get(Math.floor(time / this.#span)) ?? 0;
  }
}

/** What is counted while a simulation runs. */
export class Tally {
  readonly received = { second: new Rate(SECOND), minute: new Rate(MINUTE) };
  readonly notified = { second: new Rate(SECOND), minute: new Rate(MINUTE) };
  readonly delivered = new Rate(MINUTE);
  readonly fired = new Rate(MINUTE);
  readonly toHub = new Histogram();
  readonly sinceItHappened = new Histogram();
  readonly answered = new Histogram();
  readonly bySize = new Map<SizeClass, Histogram>(CLASSES.map((size) => [size, new Histogram()]));
  readonly bySlot = new Map<number, Histogram>();
  /** Where an incident strikes one installation: its own, and everybody else's. */
  readonly struck = new Histogram();
  readonly others = new Histogram();
  turnedAway = 0;
  /** The most that any lane was given in one hour. */
  mostOfALane = 0;
  readonly #byLane = new Map<number, number>();
  #hour = 0;
  mostWaiting = { events: 0, notifications: 0 };

  sent(at: number, lane: number): void {
    const hour = Math.floor(at / (60 * MINUTE));
    if (hour !== this.#hour) this.#byLane.clear();
    this.#hour = hour;
    const count = (this.#byLane.get(lane) ?? 0) + 1;
    this.#byLane.set(lane, count);
    this.mostOfALane = Math.max(this.mostOfALane, count);
    this.delivered.add(at);
  }

  delivery(at: number, receivedAt: number, occurredAt: number, size: SizeClass, isStruck: boolean): void {
    const took = at - receivedAt;
    this.toHub.add(took);
    this.sinceItHappened.add(at - occurredAt);
    this.bySize.get(size)?.add(took);
    (isStruck ? this.struck : this.others).add(took);
    const slot = Math.floor(receivedAt / SLOT);
    const histogram = this.bySlot.get(slot) ?? new Histogram();
    this.bySlot.set(slot, histogram);
    histogram.add(took);
  }
}
