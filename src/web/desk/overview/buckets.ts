import { addClasses } from '../../../core/percentile.ts';
import { type TrafficHour } from '../../../flow/desk-ports.ts';

/** What ended from `at` until `until` (ms since 1970); `speeds` as those of an hour. */
export interface Bucket {
  readonly at: number;
  readonly until: number;
  readonly delivered: number;
  readonly refused: number;
  readonly dead: number;
  readonly speeds: readonly number[];
}

/** How a stretch of time is cut. */
export interface Cut {
  /** Of one bucket, in milliseconds; whole hours. */
  readonly length: number;
  readonly count: number;
}

export const HOUR = 3_600_000;
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
export const sumOf = (hours: readonly TrafficHour[], at: number, until: number): Bucket =>
  hours
    .filter((hour) => hour.at >= at && hour.at < until)
    .reduce<Bucket>(
      (sum, hour) => ({
        ...sum,
        delivered: sum.delivered + hour.delivered,
        refused: sum.refused + hour.refused,
        dead: sum.dead + hour.dead,
        speeds: addClasses(sum.speeds, hour.speeds),
      }),
      { at, until, delivered: 0, refused: 0, dead: 0, speeds: [] },
    );
