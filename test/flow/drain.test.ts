import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RETRY_SCHEDULE } from '../../src/core/retry.ts';
import { pass } from '../../src/core/verdict.ts';
import { drain } from '../../src/flow/drain.ts';
import { type Store } from '../../src/flow/ports.ts';
import { createSend } from '../../src/flow/send.ts';
import { startWorker, type Worker } from '../../src/flow/worker.ts';
import { openStore } from '../../src/store/open-store.ts';
import { newNotification, planned } from '../contract/store-samples.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { FakeSender } from '../fakes/fake-sender.ts';

const clock = { now: Date.now, random: Math.random };
let finished: number;
const leader = {
  isLeading: () => true,
  isReading: () => false,
  restsUntil: () => Infinity,
  finish: () => Promise.resolve(void (finished += 1)),
};
let store: Store;
let worker: Worker | undefined;

beforeEach(async () => {
  finished = 0;
  store = await openStore('file::memory:');
});
afterEach(async () => {
  await worker?.stop();
  await store.close();
});

describe('draining', () => {
  it('waits for what is claimed, which is due no more before the store says that it is ours', async () => {
    const isSynced = Promise.withResolvers<undefined>();
    const claim = store.notifications.claim.bind(store.notifications);
    vi.spyOn(store.notifications, 'claim').mockImplementation(async (now, limit) => {
      const claimed = await claim(now, limit);
      await isSynced.promise;
      return claimed;
    });
    await planned(store, newNotification('n-1'));
    const sender = new FakeSender();
    const log = new FakeLog();
    const send = createSend({
      store,
      sender,
      consent: () => pass('policy', ''),
      clock,
      log,
      schedules: { github: RETRY_SCHEDULE, endpoints: RETRY_SCHEDULE },
      onMoved: () => undefined,
      wake: () => worker?.wake(),
    });
    worker = startWorker({ name: 'sending', turn: send.turn, now: clock.now, log });
    let looks = 0;
    const isAtWork = (): boolean => {
      looks += 1;
      if (looks === 5) isSynced.resolve(undefined);
      return send.isAtWork();
    };
    const drained = await drain({ store, leader, sending: { isAtWork }, clock });
    const told = sender.sent.length;
    isSynced.resolve(undefined);
    expect({ ...drained, told }).toEqual({ led: true, isRead: true, isDone: true, told: 1 });
  });

  it('does not take for done what was taken up while the store was asked', async () => {
    let left = 2;
    let isTakenUp = false;
    const nextDue = () => {
      isTakenUp = left > 0;
      left -= 1;
      return Promise.resolve(undefined);
    };
    // It ends as soon as it was seen.
    const isAtWork = (): boolean => {
      const was = isTakenUp;
      isTakenUp = false;
      return was;
    };
    vi.spyOn(store.notifications, 'nextDue').mockImplementation(nextDue);
    await drain({ store, leader, sending: { isAtWork }, clock });
    expect(finished).toBe(1);
  });
});
