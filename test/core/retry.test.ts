import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RETRY_SCHEDULE, retryAt } from '../../src/core/retry.ts';

describe('retry times', () => {
  it('follow the schedule when chance is in the middle', () => {
    expect([1, 2, 3].map((failures) => retryAt(failures, 0, 0.5))).toEqual([5_000, 30_000, 120_000]);
  });

  it('end after the last step', () => {
    expect(retryAt(RETRY_SCHEDULE.length, 0, 0)).toBeDefined();
    expect(retryAt(RETRY_SCHEDULE.length + 1, 0, 0)).toBeUndefined();
  });

  it('stay within half and one and a half of their step', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: RETRY_SCHEDULE.length }),
        chance,
        fc.nat(),
        (failures, random, now) => {
          const step = RETRY_SCHEDULE[failures - 1]!;
          const wait = retryAt(failures, now, random)! - now;
          expect(wait).toBeGreaterThanOrEqual(step / 2);
          expect(wait).toBeLessThanOrEqual(step * 1.5);
        },
      ),
    );
  });
});
