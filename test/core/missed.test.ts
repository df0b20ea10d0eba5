import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addFailure,
  ASK_AGAIN,
  fateOf,
  type HookDelivery,
  isSuccessful,
  type Missed,
  MOST_TRIES,
  REDELIVERABLE,
} from '../../src/core/missed.ts';
import { aDelivery } from '../build/deliveries.ts';

const NOW = 10 * REDELIVERABLE;
const gather = (deliveries: readonly HookDelivery[]): Missed | undefined =>
  deliveries.reduce<Missed | undefined>(addFailure, undefined);
const aMissed = (changes: Partial<Missed> = {}): Missed => ({
  ...addFailure(undefined, aDelivery('g', { deliveredAt: NOW - 1 })),
  ...changes,
});

describe('a delivery', () => {
  it.each<readonly [string, number, boolean]>([
    ['OK', 200, true],
    ['OK', 202, true],
    ['Found', 302, true],
    ['OK', 0, true],
    ['Invalid HTTP Response: 400', 400, false],
    ['Invalid HTTP Response: 503', 503, false],
    ['failed to connect', 502, false],
    ['timed out', 504, false],
    ['', 0, false],
    ['pending', 100, false],
  ])('with status "%s" and code %i: success %s', (status, code, expected) => {
    expect(isSuccessful(status, code)).toBe(expected);
  });
});

describe('what is known of a missed event', () => {
  const failures = fc
    .uniqueArray(fc.nat(20), { minLength: 1, maxLength: 6 })
    .chain((ids) =>
      fc
        .array(fc.nat(1_000), { minLength: ids.length, maxLength: ids.length })
        .map((times) =>
          ids.map((id, place) => aDelivery('g', { id: String(id), deliveredAt: times[place]! })),
        ),
    );

  it('does not depend on the order in which its deliveries are listed, nor on seeing some of them twice', () => {
    const shuffled = failures.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(gather(other)).toEqual(gather(list));
      }),
    );
  });

  it('names the newest delivery, also where ids have different lengths', () => {
    fc.assert(
      fc.property(failures, (list) => {
        const [newest] = list.toSorted(
          (one, other) => other.deliveredAt - one.deliveredAt || Number(other.id) - Number(one.id),
        );
        expect(gather(list)?.newest).toBe(newest?.id);
      }),
    );
  });

  it('keeps when it first failed and when last', () => {
    const times = [30, 10, 20].map((deliveredAt) => aDelivery('g', { id: String(deliveredAt), deliveredAt }));
    expect(gather(times)).toMatchObject({
      firstAt: 10,
      lastAt: 30,
      newest: '30',
      failed: ['10', '20', '30'],
    });
  });
});

describe('what becomes of a missed event', () => {
  const tries = (count: number): readonly string[] => Array.from({ length: count }, (_, id) => String(id));

  it.each<readonly [string, Partial<Missed>, ReturnType<typeof fateOf>]>([
    ['is asked for', {}, 'ask'],
    ['is asked for after four failures', { failed: tries(MOST_TRIES - 1) }, 'ask'],
    ['is given up after five', { failed: tries(MOST_TRIES) }, 'tries'],
    ['waits while its redelivery is under way', { asks: 1, askedAt: NOW }, 'wait'],
    ['waits for its last redelivery too', { failed: tries(9), asks: 4, askedAt: NOW }, 'wait'],
    ['is asked for again after an hour', { asks: 1, askedAt: NOW - ASK_AGAIN }, 'ask'],
    ['is given up when asking four times brought nothing', { asks: 4, askedAt: NOW - ASK_AGAIN }, 'tries'],
    ['is asked for on its third day', { firstAt: NOW - REDELIVERABLE }, 'ask'],
    ['is given up when it is older', { firstAt: NOW - REDELIVERABLE - 1 }, 'age'],
    ['stays given up', { end: 'gone' }, 'gone'],
  ])('%s', (_, changes, expected) => {
    expect(fateOf(aMissed(changes), NOW)).toBe(expected);
  });
});
