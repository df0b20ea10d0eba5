import { spreadOf } from './result.ts';

export interface Point {
  /** Seconds. */
  readonly at: number;
  readonly value: number;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** By least squares, in units a second; NaN of fewer than two. */
export const slopeOf = (points: readonly Point[]): number => {
  const at = meanOf(points.map((point) => point.at));
  const value = meanOf(points.map((point) => point.value));
  const along = points.reduce((sum, point) => sum + (point.at - at) * (point.value - value), 0);
  return along / points.reduce((sum, point) => sum + (point.at - at) ** 2, 0);
};

/** What the slope adds from the first to the last of them, in parts of their median. */
export const changeOver = (points: readonly Point[]): number => {
  const span = (points.at(-1)?.at ?? NaN) - (points[0]?.at ?? NaN);
  return (slopeOf(points) * span) / spreadOf(points.map(({ value }) => value)).median;
};
