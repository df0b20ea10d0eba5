import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimiter, GITHUB_LIMITS } from '../../src/sandbox/rate-limit.ts';
import { allowance, freeAfter, GITHUB_PACE, MOST_PER_MINUTE, type Pace } from '../../src/core/pace.ts';

describe('the pace of a lane', () => {
  it('is a burst, then one every interval', () => {
    const pace = { burst: 3, interval: 1_000 };
    expect(allowance(0, 100_000, pace)).toBe(3);
    const freeAt = freeAfter(0, 100_000, 3, pace);
    expect(freeAt).toBe(101_000);
    expect([100_999, 101_000, 102_000, 110_000].map((now) => allowance(freeAt, now, pace))).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it('never sends more in any stretch of time than a burst and one an interval', () => {
    const waits = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 20_000 }), want: fc.integer({ min: 0, max: 50 }) }),
    );
    const paces: fc.Arbitrary<Pace> = fc.record({
      burst: fc.integer({ min: 1, max: 30 }),
      interval: fc.integer({ min: 1, max: 5_000 }),
    });
    fc.assert(
      fc.property(paces, waits, (pace, steps) => {
        const sent: number[] = [];
        let now = 1_000_000;
        let freeAt = 0;
        for (const { wait, want } of steps) {
          now += wait;
          const sends = Math.min(want, allowance(freeAt, now, pace));
          if (sends > 0) freeAt = freeAfter(freeAt, now, sends, pace);
          for (let count = 0; count < sends; count += 1) sent.push(now);
        }
        for (const [first, from] of sent.entries()) {
          for (const [index, to] of sent.entries()) {
            if (index < first) continue;
            expect(index - first + 1).toBeLessThanOrEqual(
              pace.burst + Math.floor((to - from) / pace.interval),
            );
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is refused nothing by GitHub, as fast as it may be set, though a hundred things are read in the same minute', () => {
    const clock = { now: 1_000_000 };
    const limiter = createRateLimiter(GITHUB_LIMITS, () => clock.now);
    const ask = (method: string) => {
      const { refusedBy, release } = limiter.admit('installation 1', {
        method,
        resource: 'core',
        createsContent: false,
      });
      release();
      return refusedBy;
    };
    const pace: Pace = { burst: 60, interval: 60_000 / (MOST_PER_MINUTE - 60) };
    const refusals = new Set<string | undefined>();
    for (let read = 0; read < 100; read += 1) refusals.add(ask('GET'));
    let freeAt = 0;
    for (const end = clock.now + 90_000; clock.now < end; clock.now += 50) {
      const sends = allowance(freeAt, clock.now, pace);
      if (sends > 0) freeAt = freeAfter(freeAt, clock.now, sends, pace);
      for (let count = 0; count < sends; count += 1) refusals.add(ask('POST'));
    }
    expect([...refusals]).toEqual([undefined]);
  });

  it('keeps within what GitHub allows in any minute by default', () => {
    expect(GITHUB_PACE.burst + 60_000 / GITHUB_PACE.interval).toBeLessThanOrEqual(MOST_PER_MINUTE);
  });
});
