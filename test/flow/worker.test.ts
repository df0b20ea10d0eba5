import { afterEach, describe, expect, it } from 'vitest';
import { startWorker, type Worker } from '../../src/flow/worker.ts';
import { FakeLog } from '../fakes/fake-log.ts';

let worker: Worker | undefined;
afterEach(() => worker?.stop());

const start = (turn: () => Promise<number | undefined>, log = new FakeLog()): Worker => {
  worker = startWorker({ name: 'counting', turn, now: Date.now, log });
  return worker;
};

describe('a worker', () => {
  it('takes a turn at start, and then one each time it is woken', async () => {
    let turns = 0;
    const counting = start(() => Promise.resolve(void (turns += 1)));
    await expect.poll(() => turns).toBe(1);
    counting.wake();
    await expect.poll(() => turns).toBe(2);
  });

  it('takes a turn when the time has come that the last one named', async () => {
    let turns = 0;
    start(() => Promise.resolve((turns += 1) < 3 ? Date.now() + 5 : undefined));
    await expect.poll(() => turns).toBe(3);
  });

  it('does not miss a call that comes during a turn', async () => {
    const gate = Promise.withResolvers<undefined>();
    let turns = 0;
    const counting = start(async () => {
      turns += 1;
      return turns === 1 ? gate.promise : undefined;
    });
    await expect.poll(() => turns).toBe(1);
    counting.wake();
    gate.resolve(undefined);
    await expect.poll(() => turns).toBe(2);
  });

  it('does in one turn all that it is woken for while it gathers, and is stopped at once all the same', async () => {
    let turns = 0;
    const turn = (): Promise<undefined> => Promise.resolve(void (turns += 1));
    const counting = startWorker({
      name: 'counting',
      turn,
      now: Date.now,
      log: new FakeLog(),
      gather: 3_600_000,
    });
    await expect.poll(() => turns).toBe(1);
    for (let times = 0; times < 3; times += 1) {
      counting.wake();
      await new Promise(setImmediate);
    }
    expect(turns).toBe(1);
    expect(counting.restsUntil()).toBe(-Infinity);
    await counting.stop();
    expect(turns).toBe(1);
  });

  it('tries a failed turn again, and says so', async () => {
    const log = new FakeLog();
    let turns = 0;
    start(() => ((turns += 1) === 1 ? Promise.reject(new Error('disk')) : Promise.resolve(undefined)), log);
    await expect.poll(() => turns, { timeout: 5_000 }).toBe(2);
    expect(log.lines).toEqual(['error counting failed and will be tried again']);
  });

  it('ends the turn under way when it is stopped, and takes no other', async () => {
    const gate = Promise.withResolvers<undefined>();
    let ended = 0;
    const counting = start(async () => {
      await gate.promise;
      ended += 1;
      return Date.now();
    });
    const stopped = counting.stop();
    gate.resolve(undefined);
    await stopped;
    expect(ended).toBe(1);
  });
});
