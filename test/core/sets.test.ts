import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sets } from '../../src/core/sets.ts';

type Model = Map<string, Set<number>>;
type Step = readonly ['add' | 'take', string, number];

const KEYS = ['a', 'b', 'c'];
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(fc.constantFrom<Step[0]>('add', 'add', 'take'), fc.constantFrom(...KEYS), fc.nat(4)),
  { maxLength: 60 },
);

describe('sets of numbers by key', () => {
  it('are those that were added and not taken', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const sets = new Sets();
        const model: Model = new Map(KEYS.map((key) => [key, new Set<number>()]));
        for (const [kind, key, id] of all) {
          sets[kind](key, id);
          if (kind === 'add') model.get(key)?.add(id);
          else model.get(key)?.delete(id);
        }
        expect(KEYS.map((key) => new Set(sets.get(key)))).toEqual(KEYS.map((key) => model.get(key)));
      }),
      { numRuns: 300 },
    );
  });
});
