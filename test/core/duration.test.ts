import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, renderDuration } from '../../src/core/duration.ts';

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['0s', 0],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '30', 's', '-5s', '1.5h', '5 s', '5S', '1w', '5s5s', '1e3s', '9999999999d', ' 5s'])(
    '"%s" is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('is written in the longest unit that keeps it whole', () => {
    expect([250, 1_000, 90_000, 120_000, 3_600_000, 172_800_000].map(renderDuration)).toEqual([
      '250ms',
      '1s',
      '90s',
      '2m',
      '1h',
      '2d',
    ]);
  });

  it('is read back as what was written', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), (milliseconds) => {
        expect(parseDuration(renderDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});
