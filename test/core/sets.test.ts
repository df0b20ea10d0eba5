import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sets } from '../../src/core/sets.ts';

type Model = Map<string, Set<number>>;
type Step = readonly ['add' | 'take' | 'copy', number, string, number];

const KEYS = ['a', 'b', 'c'];
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(
    fc.constantFrom<Step[0]>('add', 'add', 'take', 'copy'),
    fc.nat(20),
    fc.constantFrom(...KEYS),
    fc.nat(4),
  ),
  { maxLength: 60 },
);

const change = (model: Model, kind: 'add' | 'take', key: string, id: number): void => {
  const ids = new Set(model.get(key));
  if (kind === 'add') ids.add(id);
  else ids.delete(id);
  if (ids.size === 0) model.delete(key);
  else model.set(key, ids);
};

describe('sets of numbers by key', () => {
  it('are those that were added and not taken, and no copy ever changes another', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const worlds: { readonly sets: Sets; readonly model: Model }[] = [
          { sets: new Sets(), model: new Map() },
        ];
        for (const [kind, which, key, id] of all) {
          const { sets, model } = worlds[which % worlds.length]!;
          if (kind === 'copy') {
            worlds.push({ sets: sets.copy(), model: new Map(model) });
            continue;
          }
          sets[kind](key, id);
          change(model, kind, key, id);
        }
        for (const { sets, model } of worlds) {
          expect(KEYS.map((key) => new Set(sets.get(key)))).toEqual(
            KEYS.map((key) => model.get(key) ?? new Set()),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
