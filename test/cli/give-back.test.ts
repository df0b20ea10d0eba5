import { expect, it } from 'vitest';
import { giveBackWhenIdle } from '../../src/cli/give-back.ts';
import { until } from '../build/until.ts';

/** Nobody else holds it, and only a collection of everything takes it away. */
const leftBehind = (): WeakRef<object> => new WeakRef({});
// A failed `expect` would hold what it was given.
const isGone = async (left: WeakRef<object>): Promise<void> =>
  until(() => expect(left.deref() === undefined).toBe(true), 20_000);

it(
  'collects what was left behind once nothing happens, and again after more was',
  { timeout: 60_000 },
  async () => {
    giveBackWhenIdle(50);
    await isGone(leftBehind());
    const grown = Array.from({ length: 500_000 }, (_, index) => ({ index }));
    await isGone(leftBehind());
    expect(grown).toHaveLength(500_000);
  },
);
