import { vi } from 'vitest';

/** Tries until nothing is thrown; after 10 s the last failure is the test's. Nothing in the tests sleeps. */
export const until = <T>(attempt: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(attempt, { timeout: 10_000, interval: 10 });
