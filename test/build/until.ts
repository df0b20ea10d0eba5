import { vi } from 'vitest';

/** Tries until nothing is thrown; when the time is over, the last failure is the test's. Nothing in the tests sleeps. */
export const until = <T>(attempt: () => T | Promise<T>, timeout = 60_000): Promise<T> =>
  vi.waitFor(attempt, { timeout, interval: 25 });
