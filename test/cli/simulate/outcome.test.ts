import { describe, expect, it } from 'vitest';
import { followMany } from '../../../src/cli/simulate/follow-many.ts';
import { follow, type FollowStore } from '../../../src/cli/simulate/follow.ts';
import { outcomeOf, outcomeOfMany } from '../../../src/cli/simulate/outcome.ts';
import { type State } from '../../../src/core/lifecycle.ts';
import { type Notification } from '../../../src/flow/notification-ports.ts';
import { type EventState, type StoredEvent } from '../../../src/flow/ports.ts';

const event = (state: EventState, reason?: string) =>
  ({ id: 'e', state, ...(reason !== undefined && { reason }) }) as StoredEvent;
const notification = (state: State, dueAt = 0) => ({ id: 'n', state, dueAt }) as Notification;
const NOW = 1_000;

/** A record that is another one at each look; the last one stays. */
const record = (...looks: readonly (readonly [StoredEvent | undefined, readonly Notification[]])[]) => {
  let look = 0;
  const at = () => looks[Math.min(look, looks.length - 1)]!;
  const store = {
    events: {
      find: () => {
        const [found] = at();
        return Promise.resolve(found);
      },
    },
    notifications: {
      list: () => {
        const [, found] = at();
        look += 1;
        return Promise.resolve(found);
      },
    },
  } as unknown as FollowStore;
  return { store, looks: () => look };
};

describe('following an event', () => {
  it('goes on until nothing more becomes of any of its notifications', async () => {
    const later = Date.now() + 60_000;
    const { store, looks } = record(
      [event('recorded'), []],
      [event('planned'), [notification('delivered'), notification('pending')]],
      [event('planned'), [notification('delivered'), notification('waiting', later - 1_000)]],
      [event('planned'), [notification('delivered'), notification('merged')]],
    );
    const { isAtRest, notifications } = await follow(store, 'e', later);
    expect(looks()).toBe(4);
    expect(isAtRest).toBe(true);
    expect(notifications.map(({ state }) => state)).toEqual(['delivered', 'merged']);
  });

  it.each<[string, StoredEvent | undefined, readonly Notification[], boolean]>([
    ['due after the time is over', event('planned'), [notification('waiting', Infinity)], true],
    ['under way when the time is over', event('planned'), [notification('sending', Infinity)], false],
    ['not planned when the time is over', event('recorded'), [], false],
    ['rejected', event('rejected'), [], true],
    ['not on this record', undefined, [], false],
  ])('ends at once with what is %s', async (_, found, notifications, isAtRest) => {
    const { store } = record([found, notifications]);
    expect((await follow(store, 'e', NOW)).isAtRest).toBe(isAtRest);
  });

  it('counts what became of many', async () => {
    const { store } = record([event('planned'), [notification('delivered'), notification('dead')]]);
    expect(await followMany(store, ['a', 'b'], NOW)).toEqual({
      events: { planned: 2 },
      notifications: { delivered: 2, dead: 2 },
      unfinished: 0,
      missing: 0,
    });
    const waiting = record([event('recorded'), []]).store;
    expect(await followMany(waiting, ['a'], NOW)).toMatchObject({ unfinished: 1, events: { recorded: 1 } });
    expect(await followMany(record([undefined, []]).store, ['a'], NOW)).toMatchObject({ missing: 1 });
  });
});

describe('the end of a simulation', () => {
  const end = (found: StoredEvent | undefined, states: readonly State[], isAtRest: boolean) => () =>
    outcomeOf({ event: found, notifications: states.map((state) => notification(state)), isAtRest }, 'guid');

  it.each<[string, EventState, readonly State[], boolean]>([
    ['nobody is told', 'planned', [], true],
    ['all are delivered, refused or merged', 'planned', ['delivered', 'refused', 'merged'], true],
    ['one waits for its next attempt', 'planned', ['waiting'], false],
  ])('is good where %s', (_, state, states, isAtRest) => {
    expect(end(event(state), states, isAtRest)()).toBe(0);
  });

  it.each<[string, StoredEvent | undefined, readonly State[], boolean]>([
    ['the record here does not have it', undefined, [], false],
    ['The event was rejected: no \\u001b id', event('rejected', 'no \u001b id'), [], true],
    ['Of 3 notifications 2 are dead.', event('planned'), ['dead', 'dead', 'delivered'], true],
    ['It is recorded and not planned yet: busy.', event('recorded', 'busy'), [], false],
    [
      '2 notifications are still pending or sending, due 1970-',
      event('planned'),
      ['pending', 'sending'],
      false,
    ],
  ])('is told where %s', (words, found, states, isAtRest) => {
    expect(end(found, states, isAtRest)).toThrow(words);
  });

  it('of many is told by what is worst', () => {
    const counts = { events: {}, notifications: { dead: 0 }, unfinished: 0, missing: 0 };
    const of = (changes: object) => () =>
      outcomeOfMany({ accepted: ['a', 'b'] }, { ...counts, ...changes }, 'http://x/', 2);
    expect(of({})()).toBe(0);
    expect(outcomeOfMany({ accepted: ['a'] }, undefined, 'http://x/', 1)).toBe(0);
    expect(of({ notifications: { dead: 1 } })).toThrow('1 notification died.');
    expect(of({ missing: 1_000 })).toThrow('The record here lacks 1,000 of them.');
    expect(of({ unfinished: 1 })).toThrow('1 event had more to come.');
    const firstRefusal = { status: 429, said: 'slow down', duration: 1 };
    expect(() => outcomeOfMany({ accepted: [], firstRefusal }, undefined, 'http://x/', 2)).toThrow(
      '2 of 2 were not accepted, the first because http://x/ answered 429: slow down.',
    );
  });
});
