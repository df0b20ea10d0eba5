import { addClasses } from '../core/percentile.ts';
import { type TrafficHour } from './desk-ports.ts';

/** `speeds` as those of an hour. */
export type TrafficSum = Omit<TrafficHour, 'at'>;

const NOTHING: TrafficSum = { delivered: 0, dead: 0, refused: 0, merged: 0, speeds: [] };

/** What ended in the hours that began from `since` until `until` (ms since 1970), counted together. */
export const sumTraffic = (hours: readonly TrafficHour[], since: number, until = Infinity): TrafficSum =>
  hours
    .filter(({ at }) => at >= since && at < until)
    .reduce(
      (sum, hour) => ({
        delivered: sum.delivered + hour.delivered,
        dead: sum.dead + hour.dead,
        refused: sum.refused + hour.refused,
        merged: sum.merged + hour.merged,
        speeds: addClasses(sum.speeds, hour.speeds),
      }),
      NOTHING,
    );
