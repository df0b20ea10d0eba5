import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addClasses, percentile } from '../../src/core/percentile.ts';

const SHARES = fc.double({ min: 0.001, max: 1, noNaN: true });
const MEASURED = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 300 });

const powerOf = (value: number): number => (value < 2 ? 0 : Math.floor(Math.log2(value)));
const classesOf = (values: readonly number[]): readonly number[] =>
  values.reduce<readonly number[]>(
    (classes, value) => addClasses(classes, [...Array<number>(powerOf(value)).fill(0), 1]),
    [],
  );

describe('a percentile', () => {
  it('lies in the class of the value that it estimates', () => {
    fc.assert(
      fc.property(MEASURED, SHARES, (values, share) => {
        const sorted = values.toSorted((one, other) => one - other);
        const power = powerOf(sorted[Math.ceil(share * values.length) - 1]!);
        const found = percentile(classesOf(values), share)!;
        expect(found).toBeGreaterThanOrEqual(power === 0 ? 0 : 2 ** power);
        expect(found).toBeLessThanOrEqual(2 ** (power + 1));
      }),
    );
  });

  it('never falls when its share grows', () => {
    fc.assert(
      fc.property(MEASURED, SHARES, SHARES, (values, one, other) => {
        const classes = classesOf(values);
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        expect(percentile(classes, low)!).toBeLessThanOrEqual(percentile(classes, high)!);
      }),
    );
  });

  it('is in the middle of the only class there is', () => {
    expect(percentile([0, 0, 0, 0, 0, 0, 4], 0.5)).toBeCloseTo(2 ** 6.5);
  });

  it('is unknown where nothing was measured', () => {
    expect([percentile([], 0.5), percentile([0, 0, 0], 0.95)]).toEqual([undefined, undefined]);
  });
});
