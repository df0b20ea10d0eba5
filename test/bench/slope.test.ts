import { describe, expect, it } from 'vitest';
import { quantile } from './journeys.ts';
import { changeOver, slopeOf } from './slope.ts';

const points = (...values: readonly number[]) => values.map((value, index) => ({ at: index * 5, value }));

describe('the figures of the soak and of the way to a hub', () => {
  it('finds a slope through noise, in units a second', () => {
    expect(slopeOf(points(10, 20, 30, 40))).toBeCloseTo(2);
    expect(slopeOf(points(10, 12, 8, 10, 12, 8, 10))).toBeCloseTo(-20 / 700);
    expect(slopeOf(points(1))).toBeNaN();
  });

  it('says what a slope adds, in parts of what there is', () => {
    expect(changeOver(points(100, 105, 110))).toBeCloseTo(10 / 105);
    expect(changeOver(points(100, 100, 100))).toBe(0);
  });

  it('takes a quantile by nearest rank, and infinity for what never came', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([1, 2, Infinity], 0.99)).toBe(Infinity);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
