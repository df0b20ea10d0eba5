import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RETRY_SCHEDULE, retryAt } from '../../src/core/retry.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const now = fc.integer({ min: 0, max: 4_102_444_800_000 });
/** Any that the settings allow: 1 to 20 steps, each from 100 ms to 7 days. */
const anySchedule = fc.array(fc.integer({ min: 100, max: 604_800_000 }), { minLength: 1, maxLength: 20 });
const scheduleAndStep = anySchedule.chain((schedule) =>
  fc.record({ schedule: fc.constant(schedule), failures: fc.integer({ min: 1, max: schedule.length }) }),
);

describe('retry times', () => {
  it('are those of the design: 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, 8 h', () => {
    expect(RETRY_SCHEDULE.map((step) => step / 1000)).toEqual([
      5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800,
    ]);
  });

  it('follow the schedule when chance is in the middle', () => {
    expect([1, 2, 3].map((failures) => retryAt(failures, 0, 0.5))).toEqual([5_000, 30_000, 120_000]);
    expect([1, 2].map((failures) => retryAt(failures, 7, 0.5, [100, 900]))).toEqual([107, 907]);
  });

  it('come after each step of any schedule, and never after its last', () => {
    fc.assert(
      fc.property(
        anySchedule,
        fc.integer({ min: 1, max: 30 }),
        now,
        chance,
        (schedule, failures, at, random) => {
          expect(retryAt(failures, at, random, schedule) !== undefined).toBe(failures <= schedule.length);
        },
      ),
    );
  });

  it('lie in the future, within half and one and a half of their step', () => {
    fc.assert(
      fc.property(scheduleAndStep, now, chance, ({ schedule, failures }, at, random) => {
        const step = schedule[failures - 1]!;
        const wait = retryAt(failures, at, random, schedule)! - at;
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(step / 2));
        expect(wait).toBeLessThanOrEqual(Math.ceil(step * 1.5));
        expect(Number.isInteger(wait)).toBe(true);
      }),
    );
  });

  it('use the whole of that range, and move with chance alone', () => {
    fc.assert(
      fc.property(scheduleAndStep, now, chance, chance, ({ schedule, failures }, at, one, other) => {
        const wait = (random: number): number => retryAt(failures, at, random, schedule)! - at;
        const step = schedule[failures - 1]!;
        expect(wait(0)).toBe(Math.round(step / 2));
        expect(wait(1 - Number.EPSILON)).toBeGreaterThan(step * 1.5 - 1);
        expect(wait(Math.min(one, other))).toBeLessThanOrEqual(wait(Math.max(one, other)));
      }),
    );
  });

  it('do not depend on the time of day', () => {
    fc.assert(
      fc.property(scheduleAndStep, now, chance, ({ schedule, failures }, at, random) => {
        expect(retryAt(failures, at, random, schedule)).toBe(at + retryAt(failures, 0, random, schedule)!);
      }),
    );
  });
});
