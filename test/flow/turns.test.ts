import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/flow/turns.ts';

describe('turns', () => {
  it('do work on one thing in the order in which it was asked for, whatever takes longer', async () => {
    const turns = new Turns();
    const gate = Promise.withResolvers<undefined>();
    const done: string[] = [];
    const first = turns.take(1, async () => {
      await gate.promise;
      done.push('first');
    });
    const second = turns.take(1, () => Promise.resolve(void done.push('second')));
    await turns.take(2, () => Promise.resolve(void done.push('other')));
    gate.resolve(undefined);
    await Promise.all([first, second]);
    expect(done).toEqual(['other', 'first', 'second']);
  });

  it('go on after a failure, which only its own caller sees', async () => {
    const turns = new Turns();
    const failing = turns.take(1, () => Promise.reject(new Error('no')));
    const next = turns.take(1, () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  it('keep nothing of what has ended, well or not, and drop nothing that is asked for after it', async () => {
    const turns = new Turns();
    const gate = Promise.withResolvers<undefined>();
    const ended = [
      turns.take(1, () => Promise.reject(new Error('no'))).catch(() => undefined),
      turns.takeAll([1, 2, 3], turns.mark(), () => Promise.resolve()),
    ];
    const last = turns.take(3, () => gate.promise);
    await Promise.all(ended);
    await Promise.resolve();
    expect(turns.underWay).toBe(1);
    gate.resolve(undefined);
    await last;
    await Promise.resolve();
    expect(turns.underWay).toBe(0);
  });

  it('know what began after a moment', async () => {
    const turns = new Turns();
    await turns.take(1, () => Promise.resolve());
    const mark = turns.mark();
    await turns.take(2, () => Promise.resolve());
    expect([1, 2, 3].map((id) => turns.isNewer(id, mark))).toEqual([false, true, false]);
  });

  it('are taken for several at once when the earlier ones on each have ended', async () => {
    const turns = new Turns();
    const gate = Promise.withResolvers<undefined>();
    const done: string[] = [];
    const first = turns.take(1, async () => {
      await gate.promise;
      done.push('first');
      throw new Error('no');
    });
    const many = turns.takeAll([1, 2], turns.mark() + 1, (ids) =>
      Promise.resolve(void done.push([...ids].join(' and '))),
    );
    const last = turns.take(2, () => Promise.resolve(void done.push('last')));
    gate.resolve(undefined);
    await expect(first).rejects.toThrow('no');
    await Promise.all([many, last]);
    expect(done).toEqual(['first', '1 and 2', 'last']);
  });

  it('are not taken for those on which work began in the meantime', async () => {
    const turns = new Turns();
    const mark = turns.mark();
    await turns.take(2, () => Promise.resolve());
    const given: number[] = [];
    await turns.takeAll([1, 2, 3], mark, (ids) => Promise.resolve(void given.push(...ids)));
    expect(given).toEqual([1, 3]);
    await turns.takeAll([1, 2, 3], mark, () => Promise.reject(new Error('there is nothing to do')));
    expect([1, 2, 3].map((id) => turns.isNewer(id, mark))).toEqual([true, true, true]);
  });
});
