/**
 * The value that a `share` (over 0, at most 1) of the measurements do not exceed, where `classes[n]` counts those from 2^n to
 * 2^(n+1), the first those from 0 to 2. Within a class they are taken to lie evenly on a logarithmic scale, so it is at most twice,
 * and at least half, of what it truly is. `undefined` where nothing was measured.
 */
export const percentile = (classes: readonly number[], share: number): number | undefined => {
  const rank = share * classes.reduce((sum, count) => sum + count, 0);
  let before = 0;
  for (const [power, count] of classes.entries()) {
    if (count > 0 && before + count >= rank) {
      const part = (rank - before) / count;
      return power === 0 ? 2 * part : 2 ** (power + part);
    }
    before += count;
  }
  return undefined;
};

/** What was counted apart, counted together. */
export const addClasses = (some: readonly number[], others: readonly number[]): readonly number[] =>
  Array.from(
    { length: Math.max(some.length, others.length) },
    (_, power) => (some[power] ?? 0) + (others[power] ?? 0),
  );
