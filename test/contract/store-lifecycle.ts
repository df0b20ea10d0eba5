import { SYSTEM } from '../../src/flow/audit-ports.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type State, mayBecome } from '../../src/core/lifecycle.ts';
import {
  type AttemptEnd,
  LEASE,
  type NewNotification,
  type Notification,
} from '../../src/flow/notification-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { SETTLE } from '../../src/store/change-reports.ts';
import { newReport } from './report-samples.ts';
import { DEADLINE, endOf, newEvent, newNotification, planned, planOf } from './store-samples.ts';

const COUNT = 8;

/** One thing that may happen, at a moment after the one before. `pick` chooses among the claimed, finished ones too. */
type Step =
  | { readonly kind: 'claim'; readonly after: number; readonly limit: number }
  | {
      readonly kind: 'release' | 'replay' | 'mend' | 'plan' | 'tell';
      readonly after: number;
      readonly pick: number;
    }
  | {
      readonly kind: 'finish';
      readonly after: number;
      readonly pick: number;
      readonly outcome: AttemptEnd['outcome'];
      readonly hold: boolean;
      readonly isHubAtFault: boolean;
    };

const after = fc.integer({ min: 0, max: 400 });
const pick = fc.nat(1_000);
const outcome = fc.constantFrom('delivered' as const, 'waiting' as const, 'dead' as const);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('claim'), after, limit: fc.nat(4) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'release' as const,
          'replay' as const,
          'mend' as const,
          'plan' as const,
          'tell' as const,
        ),
        after,
        pick,
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('finish'),
        after,
        pick,
        outcome,
        hold: fc.boolean(),
        isHubAtFault: fc.boolean(),
      }),
    },
  ),
  { maxLength: 40 },
);

export const describeLifecycle = (open: () => Promise<Store>): void => {
  it('never makes a forbidden transition, never loses or doubles a notification, and tells of each', async () => {
    const first = await open();
    await first.close();
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const store = await open();
        try {
          await play(store, sequence);
        } finally {
          await store.close();
        }
      }),
      // Each has tables of its own, which take PostgreSQL a while.
      { numRuns: first.isShared ? 20 : 60 },
    );
  });
};

/** Two lanes of two hubs each, two refs, two reports, and of every three one that coalesces. */
const notificationAt = (place: number): NewNotification =>
  newNotification(`n${place}`, {
    eventId: place < COUNT / 2 ? 'e1' : `e${place}`,
    lane: place % 2,
    hubId: 80 + (place % 4),
    ref: `refs/heads/${place % 3 === 0 ? 'main' : 'next'}`,
    occurredAt: 1_000 + ((place * 7) % 5),
    report: newReport(`r${place % 2}`),
    ...(place % 3 === 0 && { coalesce: 100 }),
  });

const play = async (store: Store, sequence: readonly Step[]): Promise<void> => {
  const first = Array.from({ length: COUNT / 2 }, (_, place) => notificationAt(place));
  await planned(store, ...first);
  const claims: Notification[] = [];
  const told = new Map<string, string>();
  let now = 1_000;
  let before = await statesOf(store);
  for (const step of sequence) {
    now += step.after;
    if (step.kind === 'tell') await tell(store, now, told);
    else await take(store, step, now, claims);
    const states = await statesOf(store);
    for (const [id, earlier] of before) {
      const state = states.get(id)!;
      expect(state === earlier || mayBecome(earlier, state), `${id}: ${earlier} to ${state}`).toBe(true);
    }
    before = states;
  }
  await tell(store, now + SETTLE, told);
  expect(told).toEqual(new Map([...before].map(([id, state]) => [id, inShort(state)])));
  await expectAttemptsToMatch(store);
  await expectNothingToBeStuck(store, now);
};

/** Writes the reports that are due; `told` is what GitHub was told last of each notification. */
const tell = async (store: Store, now: number, told: Map<string, string>): Promise<void> => {
  for (const { id } of await store.reports.claim(now, 9)) {
    for (const one of await store.reports.notifications(id)) told.set(one.id, inShort(one.state));
    await store.reports.finish({ id, at: now, written: 'told' });
  }
};

/** That it is being sent just now is not told. */
const inShort = (state: State): string =>
  ['pending', 'sending', 'waiting'].includes(state) ? 'waits' : state;

const take = async (
  store: Store,
  step: Exclude<Step, { kind: 'tell' }>,
  now: number,
  claims: Notification[],
): Promise<void> => {
  if (step.kind === 'claim') claims.push(...(await store.notifications.claim(now, step.limit)));
  else if (step.kind === 'release') await store.notifications.release(now, now + LEASE);
  else if (step.kind === 'replay') await store.notifications.replay([`n${step.pick % COUNT}`], now, SYSTEM);
  else if (step.kind === 'mend') await store.hubs.mend({ hubIds: [80 + (step.pick % 4)] });
  else if (step.kind !== 'finish') await plan(store, COUNT / 2 + (step.pick % (COUNT / 2)), now);
  else if (claims.length > 0) await finish(store, step, now, claims[step.pick % claims.length]!);
};

const plan = async (store: Store, place: number, now: number): Promise<void> => {
  await store.events.record(newEvent(`e${place}`, { receivedAt: now }), DEADLINE);
  await store.events.planned(`e${place}`, planOf([{ ...notificationAt(place), dueAt: now }], now));
};

/** Whatever happened: once every hub is mended and all time has passed, each one goes, one of a queue at a time. */
const expectNothingToBeStuck = async (store: Store, last: number): Promise<void> => {
  await store.notifications.release(last, last + LEASE);
  for (let hubId = 80; hubId < 84; hubId += 1) await store.hubs.mend({ hubIds: [hubId] });
  const now = last + 1_000_000;
  for (;;) {
    const claimed = await store.notifications.claim(now, 100);
    if (claimed.length === 0) break;
    const queues = claimed.map(({ hubId, eventType, ref }) => `${hubId} ${eventType} ${ref}`);
    expect(new Set(queues).size).toBe(queues.length);
    for (const one of claimed) await store.notifications.finish(endOf(one));
  }
  const left = [...(await statesOf(store)).values()];
  expect(left.filter((state) => !['delivered', 'dead', 'merged'].includes(state))).toEqual([]);
  expect(await store.notifications.nextDue()).toBeUndefined();
};

/** An attempt that was finished or released before must be refused; any other must not. */
const finish = async (
  store: Store,
  step: Extract<Step, { kind: 'finish' }>,
  at: number,
  claimed: Notification,
): Promise<void> => {
  const row = (await store.notifications.attempts(claimed.id)).find((a) => a.number === claimed.lastAttempt);
  const hold = step.hold && step.outcome === 'waiting' ? { holdLaneUntil: at + 150 } : {};
  const ending = store.notifications.finish(
    endOf(claimed, { outcome: step.outcome, at, dueAt: at, isHubAtFault: step.isHubAtFault, ...hold }),
  );
  if (row?.outcome === undefined) await ending;
  else await expect(ending).rejects.toMatchObject({ code: 'attempt-not-open' });
};

const statesOf = async (store: Store): Promise<ReadonlyMap<string, State>> =>
  new Map((await store.notifications.list({ limit: 2 * COUNT })).map(({ id, state }) => [id, state]));

/** Numbered without a gap, the newest open exactly while it is being sent. */
const expectAttemptsToMatch = async (store: Store): Promise<void> => {
  for (const { id, state, attempts, lastAttempt } of await store.notifications.list({ limit: COUNT })) {
    const rows = await store.notifications.attempts(id);
    expect(rows.map((row) => row.number)).toEqual(Array.from({ length: lastAttempt }, (_, i) => i + 1));
    expect(attempts).toBeLessThanOrEqual(lastAttempt);
    const open = rows.filter((row) => row.outcome === undefined).map((row) => row.number);
    expect(open).toEqual(state === 'sending' ? [lastAttempt] : []);
  }
};
