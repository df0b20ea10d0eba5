import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RETRY_SCHEDULE } from '../../src/core/retry.ts';
import { pass } from '../../src/core/verdict.ts';
import { type Observer } from '../../src/flow/observer.ts';
import { type Store } from '../../src/flow/ports.ts';
import { createRecord } from '../../src/flow/record.ts';
import { createSend } from '../../src/flow/send.ts';
import { openStore } from '../../src/store/open-store.ts';
import { aPush } from '../build/samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { FakeSender } from '../fakes/fake-sender.ts';
import { newNotification } from '../contract/store-samples.ts';

let store: Store;
let clock: FakeClock;
let told: unknown[];
let observer: Observer;

beforeEach(async () => {
  store = await openStore('file::memory:');
  clock = new FakeClock();
  told = [];
  observer = {
    recorded: (recorded) => void told.push(recorded),
    attempted: (attempted) => void told.push(attempted),
    changed: () => void told.push('changed'),
  };
});
afterEach(() => store.close());

const push = aPush('acme/app');
const record = (): Promise<unknown> =>
  createRecord({ store, clock, log: new FakeLog(), observer, onRecorded: () => undefined })({
    id: push.id,
    name: push.name,
    payload: push.payload,
    body: JSON.stringify(push.payload),
  });

describe('an observer of the flow', () => {
  it('hears of what is recorded, once more of a redelivery, and of a change only where there is one', async () => {
    await record();
    await record();
    const { id, name } = push;
    const times = { receivedAt: clock.time, endedAt: clock.time };
    expect(told).toMatchObject([
      { event: id, name, repository: 'acme/app', outcome: 'recorded', ...times },
      'changed',
      { event: id, outcome: 'duplicate', ...times },
    ]);
  });

  it('hands over what was recorded, and asks for a look where an event may be on record for all that', async () => {
    const heard: unknown[] = [];
    const onRecorded = (handed?: object): void => void heard.push(handed);
    const take = createRecord({ store, clock, log: new FakeLog(), onRecorded });
    const delivered = { ...push, body: JSON.stringify(push.payload) };
    await take(delivered);
    await take(delivered);
    await store.close();
    await expect(take(delivered)).rejects.toThrow();
    const bytes = delivered.body.length;
    expect(heard[0]).toMatchObject({ event: { id: push.id, payload: push.payload }, bytes });
    expect(heard.slice(1)).toEqual([undefined, undefined]);
  });

  it('hears of what the store did not take', async () => {
    await store.close();
    await expect(record()).rejects.toThrow();
    expect(told).toMatchObject([{ event: push.id, outcome: 'failed' }]);
  });

  it('hears of an attempt with all its times, and never of what was sent or answered', async () => {
    await record();
    const receivedAt = clock.time;
    clock.time += 1_000;
    await store.events.planned(push.id, {
      at: clock.time,
      verdict: pass('event', ''),
      notifications: [
        newNotification('n1', {
          eventId: push.id,
          spokeId: 1,
          hubId: 2,
          hub: 'acme/docs',
          lane: 10,
          payload: { hidden: 'words' },
          dueAt: clock.time,
        }),
      ],
    });
    const createdAt = clock.time;
    clock.time += 1_000;
    const send = createSend({
      store,
      sender: new FakeSender(),
      consent: () => pass('policy', 'both agree'),
      clock,
      log: new FakeLog(),
      observer,
      schedules: { github: RETRY_SCHEDULE, endpoints: RETRY_SCHEDULE },
      onMoved: () => undefined,
      wake: () => undefined,
    });
    told = [];
    await send.turn();
    await send.settled();
    expect(told).toMatchObject([
      'changed',
      {
        notification: 'n1',
        event: push.id,
        target: 'repository_dispatch',
        number: 1,
        receivedAt,
        createdAt,
        startedAt: clock.time,
        endedAt: clock.time,
        outcome: 'delivered',
      },
      'changed',
    ]);
    expect(JSON.stringify(told)).not.toContain('words');
  });
});
