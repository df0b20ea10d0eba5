import { describe, expect, it } from 'vitest';
import { createBudget } from '../../src/flow/budget.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

const pieceOf = (clock: FakeClock, milliseconds: number) => (): string => {
  clock.time += milliseconds;
  return 'done';
};

describe('a budget of time', () => {
  it('does no more when all pieces together have taken it, and counts nothing in between', async () => {
    const clock = new FakeClock();
    const budget = createBudget(clock, 100);
    expect(await budget.spend(pieceOf(clock, 60))).toBe('done');
    clock.time += 10_000;
    expect(budget.isOver()).toBe(false);
    expect(await budget.spend(pieceOf(clock, 60))).toBe('done');
    expect(budget.isOver()).toBe(true);
    expect(await budget.spend(pieceOf(clock, 1))).toBeUndefined();
  });

  it('lets others have a turn between pieces that take long, and only then', async () => {
    const clock = new FakeClock();
    const budget = createBudget(clock, 1_000);
    const order: string[] = [];
    setImmediate(() => order.push('another'));
    const work = async (name: string, milliseconds: number): Promise<void> => {
      await budget.spend(pieceOf(clock, milliseconds));
      order.push(name);
    };
    await work('short', 1);
    await work('long', 20);
    await work('last', 1);
    expect(order).toEqual(['short', 'long', 'another', 'last']);
  });

  it('is not given back by a clock that is set back', async () => {
    const clock = new FakeClock();
    const budget = createBudget(clock, 100);
    for (const took of [60, -5_000, 60]) await budget.spend(pieceOf(clock, took));
    expect(budget.isOver()).toBe(true);
  });
});
