import { SYSTEM } from '../../src/flow/audit-ports.ts';
import { beforeEach, afterEach, describe, expect, it, vi } from 'vitest';
import { type Answer } from '../../src/core/answer.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { RETRY_SCHEDULE } from '../../src/core/retry.ts';
import { fail, pass, type Verdict } from '../../src/core/verdict.ts';
import { type NewNotification, type Notification } from '../../src/flow/notification-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { createSend } from '../../src/flow/send.ts';
import { openStore } from '../../src/store/open-store.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { FakeSender } from '../fakes/fake-sender.ts';

let store: Store;
let clock: FakeClock;
let sender: FakeSender;
let moved: string[];
let agreed: Verdict;
let send: ReturnType<typeof createSend>;
let log: FakeLog;

beforeEach(async () => {
  store = await openStore('file::memory:');
  clock = new FakeClock();
  sender = new FakeSender();
  moved = [];
  agreed = pass('policy', 'both agree');
  log = new FakeLog();
  send = createSend({
    store,
    sender,
    consent: () => agreed,
    clock,
    log,
    schedules: { github: RETRY_SCHEDULE, endpoints: RETRY_SCHEDULE },
    onMoved: ({ hub }) => void moved.push(hub),
    wake: () => undefined,
  });
});
afterEach(() => store.close());

const aNotification = (id: string, changes: Partial<NewNotification> = {}): NewNotification => ({
  id,
  eventId: 'event-1',
  route: 'acme/app:notify[0]',
  spokeId: 1,
  spoke: 'acme/app',
  hubId: 2,
  hub: 'acme/docs',
  lane: 10,
  eventType: 'push',
  ref: `refs/heads/${id}`,
  occurredAt: 1,
  state: 'pending',
  verdict: pass('route', 'fires'),
  chain: [1],
  streak: 1,
  payload: { relay: { version: 1, id }, event: 'push' },
  dueAt: clock.time,
  ...changes,
});

const plan = async (...notifications: readonly NewNotification[]): Promise<void> => {
  await store.events.record(
    { id: 'event-1', name: 'push', receivedAt: 1, state: 'recorded', body: '{}' },
    5_000,
  );
  await store.events.planned('event-1', { at: clock.time, verdict: pass('event', ''), notifications });
};

const takeTurn = async (): Promise<void> => {
  await send.turn();
  await send.settled();
};

const found = async (id = 'n-1'): Promise<Notification> => (await store.notifications.find(id))!;
const answer = (status: number, headers: Record<string, string> = {}, text = ''): Answer => ({
  kind: 'answer',
  status,
  headers,
  text,
});

describe('sending', () => {
  it('delivers what is due, with the number and time of the attempt in its payload', async () => {
    await plan(aNotification('n-1'));
    await takeTurn();
    expect(await found()).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(sender.sent[0]?.payload.relay as JsonObject).toEqual({
      version: 1,
      id: 'n-1',
      attempt: 1,
      sent_at: '1970-01-01T00:16:40.000Z',
    });
    expect(await store.notifications.attempts('n-1')).toMatchObject([
      { number: 1, status: 204, outcome: 'delivered', mayHaveArrived: false },
    ]);
  });

  it('claims again where the end of an attempt let something go, and only then', async () => {
    const claim = vi.spyOn(store.notifications, 'claim');
    sender.answers = [answer(204)];
    await plan(
      aNotification('n-1'),
      aNotification('n-2', { ref: 'refs/heads/n-1', occurredAt: 2 }),
      aNotification('n-3', { dueAt: clock.time + 60_000 }),
    );
    await takeTurn();
    await takeTurn();
    expect(sender.sent.map(({ notification }) => notification.id)).toEqual(['n-1', 'n-2']);
    expect(claim).toHaveBeenCalledTimes(2);
    expect(await send.turn()).toBe(clock.time + 60_000);
    expect(claim).toHaveBeenCalledTimes(2);
    clock.time += 60_000;
    await takeTurn();
    expect(await found('n-3')).toMatchObject({ state: 'delivered' });
  });

  it.each([
    [24_000, false],
    [25_000, true],
  ])('gives up before its lease ends, also where claiming took long: %i ms', async (tookMs, isGivenUp) => {
    const claim = store.notifications.claim.bind(store.notifications);
    vi.spyOn(store.notifications, 'claim').mockImplementation(async (now, limit) => {
      const claimed = await claim(now, limit);
      clock.time += tookMs;
      return claimed;
    });
    let isAborted: boolean | undefined;
    const { send: sending } = sender;
    sender.send = (notification, payload, circumstances) => {
      isAborted = circumstances.signal.aborted;
      return sending(notification, payload, circumstances);
    };
    await plan(aNotification('n-1'));
    await takeTurn();
    expect(isAborted).toBe(isGivenUp);
  });

  it('never sends what policy refused', async () => {
    await plan(aNotification('n-1', { state: 'refused', reason: 'no' }));
    await takeTurn();
    expect(sender.sent).toEqual([]);
  });

  it('tries again by the schedule, under the same id, and is dead after the last step', async () => {
    sender.answers = [answer(503)];
    await plan(aNotification('n-1'));
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await takeTurn();
      const { state, dueAt } = await found();
      expect(state).toBe('waiting');
      clock.time = dueAt;
    }
    await takeTurn();
    expect(await found()).toMatchObject({ state: 'dead', code: 'retries-exhausted', attempts: 10 });
    expect(new Set(sender.sent.map(({ notification }) => notification.id))).toEqual(new Set(['n-1']));
  });

  it('waits until it is due', async () => {
    sender.answers = [answer(500), answer(204)];
    await plan(aNotification('n-1'));
    await takeTurn();
    clock.time += 4_999;
    await takeTurn();
    expect(sender.sent).toHaveLength(1);
    clock.time += 1;
    await takeTurn();
    expect(await found()).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('holds the whole lane when GitHub says wait, counts no attempt, and lets other lanes go on', async () => {
    sender.answers = [answer(429, { 'retry-after': '30' }), answer(204)];
    await plan(aNotification('n-1'));
    await takeTurn();
    expect(await found()).toMatchObject({
      state: 'waiting',
      attempts: 0,
      code: 'rate-limited',
      dueAt: clock.time + 30_000,
    });
    await store.events.record(
      { id: 'event-2', name: 'push', receivedAt: 1, state: 'recorded', body: '{}' },
      5_000,
    );
    await store.events.planned('event-2', {
      at: clock.time,
      verdict: pass('event', ''),
      notifications: [
        aNotification('n-2', { eventId: 'event-2' }),
        aNotification('n-3', { eventId: 'event-2', lane: 11 }),
      ],
    });
    await takeTurn();
    expect((await found('n-2')).state).toBe('pending');
    expect((await found('n-3')).state).toBe('delivered');
    clock.time += 30_000;
    await takeTurn();
    expect((await found('n-1')).state).toBe('delivered');
    expect((await found('n-2')).state).toBe('delivered');
  });

  it('waits twice as long when GitHub says wait again without saying how long', async () => {
    sender.answers = [answer(429)];
    await plan(aNotification('n-1'));
    await takeTurn();
    expect((await found()).dueAt).toBe(clock.time + 60_000);
    clock.time += 60_000;
    await takeTurn();
    expect((await found()).dueAt).toBe(clock.time + 120_000);
  });

  it('sends a burst, then one an interval, for each lane by itself', async () => {
    await store.close();
    store = await openStore('file::memory:', { pace: { burst: 3, interval: 1_000 } });
    send = createSend({
      store,
      sender,
      consent: () => agreed,
      clock,
      log,
      schedules: { github: RETRY_SCHEDULE, endpoints: RETRY_SCHEDULE },
      onMoved: () => undefined,
      wake: () => undefined,
    });
    const lane = (number: number) =>
      [1, 2, 3, 4, 5].map((id) => aNotification(`n-${number}-${id}`, { lane: number }));
    await plan(...lane(10), ...lane(11));
    await takeTurn();
    await takeTurn();
    expect(sender.sent).toHaveLength(6);
    expect(await store.notifications.nextDue()).toBe(clock.time + 1_000);
    clock.time += 1_000;
    await takeTurn();
    expect(sender.sent).toHaveLength(8);
    clock.time += 1_000;
    await takeTurn();
    expect(sender.sent).toHaveLength(10);
    expect(await store.notifications.nextDue()).toBeUndefined();
  });

  it('asks for a new token once when the old one is refused', async () => {
    sender.answers = [answer(401), answer(204)];
    await plan(aNotification('n-1'));
    await takeTurn();
    expect(sender.sent.map(({ circumstances }) => circumstances.isTokenFresh)).toEqual([false, true]);
    expect(await found()).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  it('spends no more than GitHub says is left of the hour', async () => {
    const resetAt = clock.time / 1_000 + 600;
    const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '50' };
    sender.answers = [answer(204, { ...headers, 'x-ratelimit-reset': String(resetAt) })];
    await plan(aNotification('n-1'), aNotification('n-2', { dueAt: clock.time + 1 }));
    await takeTurn();
    clock.time += 1_000;
    await takeTurn();
    expect((await found('n-2')).state).toBe('pending');
    clock.time = (resetAt + 1) * 1_000;
    await takeTurn();
    expect((await found('n-2')).state).toBe('delivered');
  });

  it('says when a hub is not tried any more, and why', async () => {
    sender.answers = [answer(403, {}, 'Resource not accessible by integration')];
    await plan(...['n-1', 'n-2', 'n-3', 'n-4'].map((id) => aNotification(id)));
    await takeTurn();
    expect(log.lines.filter((line) => line.includes('not tried any more'))).toEqual([
      'warn the hub is not tried any more: GitHub answered 403: Resource not accessible by integration',
    ]);
  });

  it('sends nothing that is not agreed to any more, and sends it when it is again and is replayed', async () => {
    await plan(aNotification('n-1'));
    agreed = fail('policy', 'acme/docs has no accept entry for acme/app');
    await takeTurn();
    expect(sender.sent).toEqual([]);
    expect(await found()).toMatchObject({
      state: 'dead',
      code: 'consent-withdrawn',
      reason: 'acme/docs has no accept entry for acme/app',
    });
    expect(await store.notifications.attempts('n-1')).toMatchObject([{ outcome: 'dead', request: {} }]);
    agreed = pass('policy', 'both agree');
    sender.answers = [answer(204)];
    await store.notifications.replay(['n-1'], clock.time, SYSTEM);
    await takeTurn();
    expect(await found()).toMatchObject({ state: 'delivered' });
  });

  it('does not take a withdrawn consent for a fault of the hub', async () => {
    agreed = fail('policy', 'the App is not installed on acme/app any more');
    await plan(...['n-1', 'n-2', 'n-3', 'n-4'].map((id) => aNotification(id)));
    await takeTurn();
    expect(await store.hubs.broken()).toEqual([]);
  });

  it('follows a redirect once', async () => {
    sender.answers = [
      answer(307, { location: 'https://github.test/repositories/2/dispatches' }),
      answer(204),
    ];
    await plan(aNotification('n-1'));
    await takeTurn();
    expect(sender.sent[1]?.circumstances.location).toBe('https://github.test/repositories/2/dispatches');
    expect((await found()).state).toBe('delivered');
    expect(moved).toEqual(['acme/docs']);
  });

  it('is dead at once where GitHub refuses for good, with a code that says what to do', async () => {
    sender.answers = [answer(404, {}, 'Not Found')];
    await plan(aNotification('n-1'));
    await takeTurn();
    expect(await found()).toMatchObject({
      state: 'dead',
      code: 'hub-not-found',
      reason: 'GitHub answered 404: Not Found',
    });
  });

  it('marks an attempt whose answer was lost as one that may have arrived', async () => {
    sender.answers = [{ kind: 'no-answer', reason: 'time-out', mayHaveArrived: true }];
    await plan(aNotification('n-1'));
    await takeTurn();
    expect(await store.notifications.attempts('n-1')).toMatchObject([
      { mayHaveArrived: true, outcome: 'waiting' },
    ]);
    sender.answers = [answer(503)];
    clock.time += 60_000;
    await takeTurn();
    expect(await store.notifications.attempts('n-1')).toMatchObject([
      { mayHaveArrived: true },
      { mayHaveArrived: false, outcome: 'waiting' },
    ]);
  });
});
