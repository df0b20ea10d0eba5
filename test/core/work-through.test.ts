import { describe, expect, it } from 'vitest';
import { workThrough } from '../../src/core/work-through.ts';

const items = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place);

describe('working a list off', () => {
  it('gives each item once, in turns of so many', async () => {
    const turns: (readonly number[])[] = [];
    await workThrough(items(7), { atOnce: 2, inTurn: 3 }, (some) => Promise.resolve(void turns.push(some)));
    expect(turns).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    await workThrough([], { atOnce: 2, inTurn: 3 }, () => Promise.reject(new Error('nothing to do')));
  });

  it('has no more turns under way at once than are allowed', async () => {
    let underWay = 0;
    let most = 0;
    await workThrough(items(9), { atOnce: 3, inTurn: 1 }, async () => {
      most = Math.max(most, (underWay += 1));
      await new Promise(setImmediate);
      underWay -= 1;
    });
    expect(most).toBe(3);
  });

  it('begins nothing after a failure, and tells of it when what was begun has ended', async () => {
    const ended: number[] = [];
    const working = workThrough(items(9), { atOnce: 2, inTurn: 1 }, async ([item = 0]) => {
      if (item === 1) throw new Error('the second');
      await new Promise(setImmediate);
      ended.push(item);
    });
    await expect(working).rejects.toThrow('the second');
    expect(ended).toEqual([0]);
  });

  it('begins nothing once it is over', async () => {
    const done: number[] = [];
    const isOver = (): boolean => done.length >= 2;
    await workThrough(items(9), { atOnce: 1, inTurn: 1, isOver }, ([item = 0]) =>
      Promise.resolve(void done.push(item)),
    );
    expect(done).toEqual([0, 1]);
  });
});
