import { describe, expect, it } from 'vitest';
import { type GetStore } from './store-contract.ts';
import { DEADLINE, newEvent } from './store-samples.ts';

export const describeMarks = (store: GetStore): void => {
  describe('marks', () => {
    it('are read as they were last written', async () => {
      await store().marks.write('one', 'first');
      await store().marks.write('two', 'other');
      await store().marks.write('one', '{"ö":"\'"}');
      expect(await store().marks.read('one')).toBe('{"ö":"\'"}');
      expect(await store().marks.read('two')).toBe('other');
      expect(await store().marks.read('three')).toBeUndefined();
    });

    it('are swapped only where they are still what somebody read', async () => {
      const { marks } = store();
      expect(await marks.swap('swapped', 'a', 'b')).toBe(false);
      expect(await marks.read('swapped')).toBeUndefined();
      expect(await marks.swap('swapped', undefined, 'a')).toBe(true);
      expect(await marks.swap('swapped', undefined, 'b')).toBe(false);
      expect(await marks.swap('swapped', 'b', 'c')).toBe(false);
      expect(await marks.read('swapped')).toBe('a');
      expect(await marks.swap('swapped', 'a', 'a')).toBe(true);
    });

    it.each([undefined, 'before'])('are swapped by one of many that do it at once, from %s', async (from) => {
      const { marks } = store();
      const name = `contended ${String(from)}`;
      if (from !== undefined) await marks.write(name, from);
      const swaps = Array.from({ length: 8 }, (_, turn) => marks.swap(name, from, `after ${turn}`));
      const winners = (await Promise.all(swaps)).map((won, turn) => (won ? `after ${turn}` : undefined));
      const [winner, ...others] = winners.filter((one) => one !== undefined);
      expect(others).toEqual([]);
      expect(await marks.read(name)).toBe(winner);
    });
  });

  describe('ids that are not on record', () => {
    it('are told apart, each once and in their order, however many are asked about', async () => {
      await Promise.all(['e1', 'e500', 'e1199'].map((id) => store().events.record(newEvent(id), DEADLINE)));
      const ids = Array.from({ length: 1_200 }, (_, place) => `e${place}`);
      const unknown = await store().events.unknown([...ids, 'e5', 'e1']);
      expect(unknown).toEqual(ids.filter((id) => !['e1', 'e500', 'e1199'].includes(id)));
      expect(await store().events.unknown([])).toEqual([]);
    });
  });
};
