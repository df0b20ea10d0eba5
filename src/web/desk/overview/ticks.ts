/** Round numbers from 0 to `most` or a little over it, in at most five steps; whole ones, for things that are counted. */
export const countTicks = (most: number): readonly number[] => {
  const step = niceStep(Math.max(1, most) / 4);
  return Array.from({ length: Math.ceil(Math.max(1, most) / step) + 1 }, (_, at) => at * step);
};

/** The least of 1, 2, 5, 10, 20 … that is not under `step`. */
const niceStep = (step: number): number => {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, step)));
  return ([1, 2, 5].find((each) => each * ten >= step) ?? 10) * ten;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DURATIONS = [
  ...[1, 10, 100],
  ...[SECOND, 10 * SECOND],
  ...[MINUTE, 10 * MINUTE],
  ...[HOUR, 10 * HOUR],
  ...[100 * HOUR, 1_000 * HOUR, 10_000 * HOUR],
] as const;

/** Lengths of time (ms) that people know, from one not over `least` to one not under `most`: for a logarithmic scale. */
export const durationTicks = (least: number, most: number): readonly number[] => {
  const first = Math.max(
    0,
    DURATIONS.findLastIndex((each) => each <= least),
  );
  const last = DURATIONS.findIndex((each) => each >= most);
  const ticks = DURATIONS.slice(first, last < 0 ? undefined : last + 1);
  return ticks.length > 1 ? ticks : DURATIONS.slice(first, first + 2);
};
