const PER_MILLISECOND = 1_000;

/**
 * Gives numbers that grow from call to call, and across restarts as long as the clock does: `at` (milliseconds)
 * times a thousand, or one more than the last. They stay below 2^53 until the year 2255.
 */
export const ordinals = (): ((at: number) => number) => {
  let last = 0;
  return (at) => {
    last = Math.max(last + 1, at * PER_MILLISECOND);
    return last;
  };
};
