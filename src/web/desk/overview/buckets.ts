import { HOUR } from '../../../core/hour.ts';
import { type TrafficHour } from '../../../flow/desk-ports.ts';
import { sumTraffic, type TrafficSum } from '../../../flow/sum-traffic.ts';

/** What ended from `at` until `until` (ms since 1970). */
export interface Bucket extends TrafficSum {
  readonly at: number;
  readonly until: number;
}

/** How a stretch of time is cut. */
export interface Cut {
  /** Of one bucket, in milliseconds; whole hours. */
  readonly length: number;
  readonly count: number;
}

export const DAY = 24 * HOUR;

export const ONE_DAY: Cut = { length: HOUR, count: 24 };
export const ONE_WEEK: Cut = { length: 6 * HOUR, count: 28 };

/** When the first of them begins, where the last one holds `now`. */
export const beginOf = ({ length, count }: Cut, now: number): number =>
  (Math.floor(now / length) + 1 - count) * length;

/** All of them, also those in which nothing ended, oldest first. */
export const bucketsOf = (hours: readonly TrafficHour[], cut: Cut, now: number): readonly Bucket[] => {
  const begin = beginOf(cut, now);
  return Array.from({ length: cut.count }, (_, number) => {
    const at = begin + number * cut.length;
    return sumOf(hours, at, at + cut.length);
  });
};

/** What ended in the hours that began from `at` until `until`. */
export const sumOf = (hours: readonly TrafficHour[], at: number, until: number): Bucket => ({
  at,
  until,
  ...sumTraffic(hours, at, until),
});
