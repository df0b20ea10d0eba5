import { beforeEach, describe, expect, it } from 'vitest';
import { type Observer } from '../../src/flow/observer.ts';
import { joinObservers } from '../../src/flow/observers.ts';
import { FakeLog } from '../fakes/fake-log.ts';

const RECORDED = { event: 'e', name: 'push', outcome: 'recorded', receivedAt: 1, endedAt: 2 } as const;
const BROKEN: Observer = {
  recorded: () => {
    throw new Error('a bug');
  },
  changed: () => {
    throw new Error('another bug');
  },
};

let log: FakeLog;
beforeEach(() => {
  log = new FakeLog();
});

describe('observers that are joined', () => {
  it('all hear everything, those that listen to something of it too', () => {
    const heard: string[] = [];
    const whole: Observer = {
      recorded: ({ event }) => void heard.push(`recorded ${event}`),
      planned: ({ fired }) => void heard.push(`planned ${fired}`),
      attempted: ({ hub }) => void heard.push(`attempted ${hub}`),
      refused: (code) => void heard.push(`refused ${code}`),
      changed: () => void heard.push('changed'),
    };
    const joined = joinObservers(log, whole, undefined, { changed: () => void heard.push('changed too') });
    joined.recorded?.(RECORDED);
    joined.planned?.({ ...RECORDED, startedAt: 1, fired: 3, refused: 0 });
    joined.attempted?.({
      notification: 'n',
      event: 'e',
      hub: 'acme/docs',
      target: 'repository_dispatch',
      number: 1,
      createdAt: 1,
      startedAt: 1,
      endedAt: 2,
      outcome: 'delivered',
    });
    joined.refused?.('signature-wrong');
    joined.changed?.();
    expect(heard).toEqual([
      'recorded e',
      'planned 3',
      'attempted acme/docs',
      'refused signature-wrong',
      'changed',
      'changed too',
    ]);
  });

  it('are caught when they throw, and the others hear it all the same', () => {
    let heard = 0;
    const joined = joinObservers(log, BROKEN, { recorded: () => void (heard += 1) });
    expect(() => joined.recorded?.(RECORDED)).not.toThrow();
    expect(heard).toBe(1);
  });

  it('are told of in the log once, however often one throws', () => {
    const joined = joinObservers(log, BROKEN, { ...BROKEN });
    for (let time = 0; time < 3; time += 1) {
      joined.recorded?.(RECORDED);
      joined.changed?.();
    }
    expect(log.lines).toEqual(
      Array.from({ length: 2 }, () => 'error what counts or shows the work failed; the work itself goes on'),
    );
  });
});
