import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBodyBudget, type Share } from '../../src/web/body-budget.ts';
import { LIMITS, MOST_BYTES } from '../../src/web/limits.ts';

describe('the memory for bodies', () => {
  it('is there for small bodies while large ones hold all that is theirs', () => {
    const budget = createBodyBudget({ each: 10, small: 30, large: 100 });
    const large = budget.open();
    expect(large.take(110)).toBe(true);
    expect(budget.open().take(11)).toBe(false);
    expect([budget.open().take(10), budget.open().take(10)]).toEqual([true, true]);
    expect(budget.open().take(1)).toBe(false);
  });

  it('is given back at once, and again for others', () => {
    const budget = createBodyBudget({ each: 10, small: 10, large: 5 });
    const first = budget.open();
    expect([first.take(15), budget.open().take(1)]).toEqual([true, false]);
    first.release();
    expect([budget.taken, budget.open().take(15)]).toEqual([0, true]);
  });

  it('takes nothing where it cannot take all', () => {
    const budget = createBodyBudget({ each: 10, small: 10, large: 5 });
    expect([budget.open().take(16), budget.taken]).toEqual([false, 0]);
  });

  it('is exactly what the open bodies hold, whatever is taken and however often it is given back', () => {
    const step = fc.record({
      body: fc.nat(5),
      kind: fc.constantFrom('take', 'take', 'take', 'release'),
      bytes: fc.nat(40),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const room = { each: 20, small: 60, large: 50 };
        const budget = createBodyBudget(room);
        const shares: Share[] = Array.from({ length: 6 }, () => budget.open());
        const held: number[] = Array<number>(6).fill(0);
        const released = new Set<number>();
        for (const { body, kind, bytes } of steps) {
          if (kind === 'release') {
            shares[body]!.release();
            released.add(body);
            held[body] = 0;
          } else if (shares[body]!.take(bytes)) {
            expect(released.has(body)).toBe(false);
            held[body]! += bytes;
          }
          expect(budget.taken).toBe(held.reduce((sum, each) => sum + each, 0));
          expect(budget.taken).toBeLessThanOrEqual(room.small + room.large);
        }
        for (const share of shares) share.release();
        expect(budget.taken).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('holds the largest body that GitHub sends, and a small one of each connection', () => {
    const { each, small, large } = LIMITS.room;
    expect(large).toBeGreaterThanOrEqual(2 * MOST_BYTES);
    expect(small).toBeGreaterThanOrEqual(LIMITS.connections * each);
  });
});
