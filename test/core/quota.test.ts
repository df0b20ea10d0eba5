import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotaOf } from '../../src/core/quota.ts';

const NOW = Date.parse('2026-11-23T12:00:00.500Z');
const IN_HALF_AN_HOUR = NOW / 1000 + 1_800 - 0.5;

const headers = (limit: unknown, remaining: unknown, reset: unknown = IN_HALF_AN_HOUR) => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
});

describe('the quota that an answer tells', () => {
  it('is what remains without the hundredth that is kept back for reading, and a second after the reset', () => {
    expect(quotaOf(headers(5_000, 4_000), NOW)).toEqual({ left: 3_950, resetAt: NOW + 1_800_500 });
    expect(quotaOf(headers(15_000, 4_000), NOW)?.left).toBe(3_850);
  });

  it('keeps back one where a hundredth is less, and is never below nothing', () => {
    expect(quotaOf(headers(60, 10), NOW)?.left).toBe(9);
    expect(quotaOf(headers(60, 0), NOW)?.left).toBe(0);
    expect(quotaOf(headers(5_000, 50), NOW)?.left).toBe(0);
    expect(quotaOf(headers(5_000, 51), NOW)?.left).toBe(1);
  });

  it('is not known where a header is missing', () => {
    expect(quotaOf({}, NOW)).toBeUndefined();
    for (const name of Object.keys(headers(60, 10))) {
      expect(quotaOf({ ...headers(60, 10), [name]: undefined }, NOW)).toBeUndefined();
    }
  });

  it('is that of the dispatches, not that of a search', () => {
    const searched = { ...headers(30, 10), 'x-ratelimit-resource': 'search' };
    expect(quotaOf(searched, NOW)).toBeUndefined();
    expect(quotaOf({ ...searched, 'x-ratelimit-resource': 'core' }, NOW)).toBeDefined();
  });

  it.each(['', ' ', '-1', '1.5', '1e3', '0x10', 'NaN', 'Infinity', '9'.repeat(16), '10, 10'])(
    'is not known where a header is %j',
    (garbage) => {
      expect(quotaOf(headers(garbage, 0), NOW)).toBeUndefined();
      expect(quotaOf(headers(60, garbage), NOW)).toBeUndefined();
      expect(quotaOf(headers(60, 10, garbage), NOW)).toBeUndefined();
    },
  );

  it('is not known where more remains than there is, or there is none', () => {
    expect(quotaOf(headers(60, 61), NOW)).toBeUndefined();
    expect(quotaOf(headers(0, 0), NOW)).toBeUndefined();
  });

  it('is not known where the reset is over, or more than an hour and five minutes ahead', () => {
    const at = (milliseconds: number) =>
      quotaOf(headers(60, 10, Math.floor((NOW + milliseconds) / 1000)), NOW);
    expect(at(0)).toMatchObject({ resetAt: NOW + 500 });
    expect(at(-1_000)).toBeUndefined();
    expect(at(65 * 60_000 - 1_000)).toBeDefined();
    expect(at(65 * 60_000)).toBeUndefined();
    expect(quotaOf(headers(60, 10, NOW), NOW)).toBeUndefined();
  });

  it('never gives away what is kept back, and ends within the hour, whatever the headers say', () => {
    const number = fc.oneof(fc.nat(20_000), fc.maxSafeNat());
    const reset = fc.oneof(
      fc.integer({ min: -10_000, max: 10_000 }).map((s) => Math.floor(NOW / 1000) + s),
      number,
    );
    fc.assert(
      fc.property(number, number, reset, (limit, remaining, seconds) => {
        const quota = quotaOf(headers(limit, remaining, seconds), NOW);
        if (quota === undefined) return;
        expect(Number.isSafeInteger(quota.left) && quota.left >= 0).toBe(true);
        expect(quota.left === 0 || remaining - quota.left >= Math.max(1, limit / 100)).toBe(true);
        expect(quota.resetAt).toBeGreaterThan(NOW);
        expect(quota.resetAt).toBeLessThanOrEqual(NOW + 65 * 60_000);
        expect(quota.resetAt).toBeGreaterThanOrEqual(seconds * 1000);
      }),
    );
  });

  it('is never more after a request than before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.nat(20_000), (limit, used) => {
        fc.pre(used < limit);
        const before = quotaOf(headers(limit, limit - used), NOW)!;
        const after = quotaOf(headers(limit, limit - used - 1), NOW)!;
        expect([0, 1]).toContain(before.left - after.left);
      }),
    );
  });
});
