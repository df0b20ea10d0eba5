import { beforeEach, describe, expect, it } from 'vitest';
import { type State } from '../../src/core/lifecycle.ts';
import { createReplay, REPLAY_BATCH, type Replay } from '../../src/flow/replay.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { aStored, FakeNotifications } from '../fakes/fake-notifications.ts';

let notifications: FakeNotifications;
let clock: FakeClock;
let log: FakeLog;
let replay: Replay;

beforeEach(() => {
  notifications = new FakeNotifications();
  clock = new FakeClock();
  log = new FakeLog();
  replay = createReplay({ store: { notifications }, clock, log, actor: 'terminal:op' });
});

const stateOf = async (id: string): Promise<State | undefined> => (await notifications.find(id))?.state;

describe('replaying one', () => {
  it.each<[State, State]>([
    ['dead', 'pending'],
    ['delivered', 'pending'],
    ['waiting', 'waiting'],
  ])('that is %s makes it %s, and due now', async (before, after) => {
    notifications.kept = [aStored('n-1', { state: before })];
    expect(await replay.one('n-1')).toMatchObject({ kind: 'replayed', notification: { state: before } });
    expect(await notifications.find('n-1')).toMatchObject({ id: 'n-1', state: after, dueAt: clock.time });
    expect(log.lines).toEqual(['info notifications are to be sent again']);
  });

  it.each<[State, string]>([
    ['pending', 'will be without a replay'],
    ['sending', 'being sent just now'],
    ['refused', 'never sent. (the hub does not accept it)'],
    ['merged', 'took its place'],
  ])('that is %s leaves it alone, and says why', async (state, why) => {
    notifications.kept = [aStored('n-1', { state, reason: 'the hub does not accept it' })];
    expect(await replay.one('n-1')).toMatchObject({
      kind: 'left-alone',
      notification: { id: 'n-1', state },
      why: expect.stringContaining(why),
    });
    expect(notifications.batches).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('moves nothing in a dry run, and says the same', async () => {
    notifications.kept = [aStored('n-1'), aStored('n-2', { state: 'sending' })];
    expect(await replay.one('n-1', { dryRun: true })).toMatchObject({ kind: 'replayed' });
    expect(await replay.one('n-2', { dryRun: true })).toMatchObject({ kind: 'left-alone' });
    expect(await stateOf('n-1')).toBe('dead');
    expect(log.lines).toEqual([]);
  });

  it('that is not on record says so', async () => {
    expect(await replay.one('n-1')).toEqual({ kind: 'unknown' });
  });

  it('that moves on at the very moment is told as it is then', async () => {
    notifications.kept = [aStored('n-1', { state: 'waiting' })];
    notifications.replay = () => {
      notifications.becomes('n-1', 'sending');
      return Promise.resolve([]);
    };
    expect(await replay.one('n-1')).toMatchObject({ kind: 'left-alone', notification: { state: 'sending' } });
    notifications.kept = [aStored('n-1')];
    notifications.replay = () => {
      notifications.kept = [];
      return Promise.resolve([]);
    };
    expect(await replay.one('n-1')).toEqual({ kind: 'unknown' });
  });
});

describe('replaying many', () => {
  it('means the dead ones where no state is named', async () => {
    notifications.kept = [
      aStored('n-1'),
      aStored('n-2', { state: 'delivered' }),
      aStored('n-3', { state: 'waiting' }),
    ];
    expect(await replay.all({})).toBe(1);
    expect(await stateOf('n-1')).toBe('pending');
    expect(await stateOf('n-2')).toBe('delivered');
    expect(await replay.all({ state: 'delivered' })).toBe(1);
    expect(await stateOf('n-2')).toBe('pending');
  });

  it('takes those that match the whole filter', async () => {
    notifications.kept = [
      aStored('n-1', { createdAt: 10 }),
      aStored('n-2', { createdAt: 20 }),
      aStored('n-3', { createdAt: 20, hub: 'other/site' }),
      aStored('n-4', { createdAt: 20, spoke: 'acme/tool' }),
      aStored('n-5', { createdAt: 20, eventType: 'issues-opened' }),
      aStored('n-6', { createdAt: 30 }),
    ];
    const filter = { spoke: 'acme/app', hub: 'Acme/Docs', eventType: 'push', since: 20, until: 30 };
    expect(await replay.all(filter)).toBe(1);
    expect(notifications.batches).toEqual([['n-2']]);
  });

  it('goes in batches, in the order of their creation, and takes each once', async () => {
    const count = 2 * REPLAY_BATCH + 1;
    notifications.kept = Array.from({ length: count }, (_, index) => aStored(`n-${index}`));
    expect(await replay.all({})).toBe(count);
    expect(notifications.batches.map((ids) => ids.length)).toEqual([REPLAY_BATCH, REPLAY_BATCH, 1]);
    expect(notifications.batches.flat()).toEqual(notifications.kept.map(({ id }) => id));
  });

  it('ends, though what it replayed is dead again before it is through', async () => {
    notifications.kept = Array.from({ length: 2 * REPLAY_BATCH }, (_, index) => aStored(`n-${index}`));
    const { replay: move } = notifications;
    notifications.replay = async (ids, now) => {
      const moved = await move(ids, now);
      for (const id of moved) notifications.becomes(id, 'dead');
      return moved;
    };
    expect(await replay.all({})).toBe(2 * REPLAY_BATCH);
  });

  it('counts only what it moved, and says nothing where that is nothing', async () => {
    expect(await replay.all({})).toBe(0);
    expect(log.lines).toEqual([]);
    notifications.kept = [aStored('n-1'), aStored('n-2')];
    notifications.replay = () => Promise.resolve(['n-2']);
    expect(await replay.all({})).toBe(1);
  });
});

describe('the preview of a replay', () => {
  it('counts what would be sent, for each hub, most first, and moves nothing', async () => {
    notifications.kept = Array.from({ length: REPLAY_BATCH + 50 }, (_, index) =>
      aStored(`n-${index}`, { hub: ['acme/docs', 'acme/docs', 'other/site', 'acme/site'][index % 4]! }),
    );
    notifications.kept.push(aStored('n-x', { state: 'delivered' }));
    expect(await replay.preview({})).toEqual({
      count: 250,
      hubs: [
        { hub: 'acme/docs', count: 126 },
        { hub: 'acme/site', count: 62 },
        { hub: 'other/site', count: 62 },
      ],
    });
    expect(notifications.batches).toEqual([]);
    expect(await replay.preview({ hub: 'acme/none' })).toEqual({ count: 0, hubs: [] });
  });
});
