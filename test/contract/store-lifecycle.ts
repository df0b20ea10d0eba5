import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type State, mayBecome } from '../../src/core/lifecycle.ts';
import { type AttemptEnd, type Notification } from '../../src/flow/notification-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { endOf, newNotification, planned } from './store-samples.ts';

const COUNT = 6;

/** One thing that may happen, at a moment after the one before. `pick` chooses among the claimed, finished ones too. */
type Step =
  | { readonly kind: 'claim'; readonly after: number; readonly limit: number }
  | { readonly kind: 'release'; readonly after: number }
  | {
      readonly kind: 'finish';
      readonly after: number;
      readonly pick: number;
      readonly outcome: AttemptEnd['outcome'];
      readonly hold: boolean;
    };

const after = fc.integer({ min: 0, max: 400 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('claim'), after, limit: fc.nat(4) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('release'), after }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('finish'),
        after,
        pick: fc.nat(1_000),
        outcome: fc.constantFrom('delivered' as const, 'waiting' as const, 'dead' as const),
        hold: fc.boolean(),
      }),
    },
  ),
  { maxLength: 30 },
);

export const describeLifecycle = (open: () => Promise<Store>): void => {
  it('never makes a forbidden transition, and never loses or doubles a notification', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const store = await open();
        try {
          await play(store, sequence);
        } finally {
          await store.close();
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
};

const play = async (store: Store, sequence: readonly Step[]): Promise<void> => {
  const lanes = Array.from({ length: COUNT }, (_, place) =>
    newNotification(`n${place}`, { lane: place % 2 }),
  );
  await planned(store, ...lanes);
  const claims: Notification[] = [];
  let now = 1_000;
  let before = await statesOf(store);
  for (const step of sequence) {
    now += step.after;
    await take(store, step, now, claims);
    const states = await statesOf(store);
    expect([...states.keys()]).toEqual([...before.keys()]);
    for (const [id, state] of states) {
      const earlier = before.get(id)!;
      expect(state === earlier || mayBecome(earlier, state), `${id}: ${earlier} to ${state}`).toBe(true);
    }
    before = states;
  }
  await expectAttemptsToMatch(store);
};

const take = async (store: Store, step: Step, now: number, claims: Notification[]): Promise<void> => {
  if (step.kind === 'claim') claims.push(...(await store.notifications.claim(now, step.limit)));
  else if (step.kind === 'release') await store.notifications.release(now);
  else if (claims.length > 0) await finish(store, step, now, claims[step.pick % claims.length]!);
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
    endOf(claimed, { outcome: step.outcome, at, dueAt: at, ...hold }),
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
