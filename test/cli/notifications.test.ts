import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listNotificationsOf, type NotificationListOptions } from '../../src/cli/list-notifications.ts';
import { showNotificationOf } from '../../src/cli/show-notification.ts';
import { type BrokenHub, type Notification } from '../../src/flow/notification-ports.ts';
import { type Desk } from '../../src/flow/desk-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { newRun } from '../contract/report-samples.ts';
import { aRecord } from '../contract/store-search.ts';
import { aStored, FakeHubs, FakeNotifications } from '../fakes/fake-notifications.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const BROKEN: BrokenHub = {
  hubId: 2,
  hub: 'acme/docs',
  lane: 10,
  since: Date.parse('2026-11-23T12:00:00Z'),
  code: 'hub-archived',
  reason: 'GitHub answered 403: Repository was archived',
  held: 3,
};

/** Of their events and runs nothing is on record. */
const NOTHING = { event: () => Promise.resolve(undefined), runs: () => Promise.resolve([]) };

const shown = async (notification: Notification, json = false): Promise<string> => {
  const terminal = new FakeTerminal();
  const store = {
    notifications: new FakeNotifications(notification),
    hubs: new FakeHubs(BROKEN),
    desk: NOTHING,
  };
  expect(await showNotificationOf(store, notification.id, { json }, terminal)).toBe(0);
  return terminal.text;
};

describe('hub-relay notifications', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore('file::memory:');
    await aRecord(store);
  });
  afterAll(() => store.close());

  const list = async (options: Partial<NotificationListOptions>, terminal = new FakeTerminal()) => {
    const code = await listNotificationsOf(store, { limit: 100, ...options }, terminal);
    return { code, terminal };
  };
  const found = async (options: Partial<NotificationListOptions>): Promise<readonly Notification[]> => {
    const { terminal } = await list({ ...options, json: true });
    return terminal.written.map((line) => JSON.parse(line) as Notification);
  };

  it('are those made since a time, and before another, newest first', async () => {
    const all = await store.notifications.list({ limit: 100 });
    expect((await found({})).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(new Set((await found({ since: 1_002, until: 1_004 })).map(({ createdAt }) => createdAt))).toEqual(
      new Set([1_003, 1_002]),
    );
    expect((await found({ limit: 2 })).map(({ id }) => id)).toEqual(all.slice(0, 2).map(({ id }) => id));
    expect(await found({ since: 9_000 })).toEqual([]);
  });

  it('are found by what they say, by their event, and by several states', async () => {
    const some = await found({
      text: 'branch-3 ACME/one',
      state: ['delivered', 'refused'],
      event: 'release',
    });
    expect(some.length).toBeGreaterThan(0);
    for (const one of some) {
      expect(one).toMatchObject({ ref: 'refs/heads/Branch-3', spoke: 'Acme/One', event: 'release' });
      expect(['delivered', 'refused']).toContain(one.state);
    }
    const ofTwo = await found({ repository: 'ACME/two-2', eventType: 'docs' });
    expect(new Set(ofTwo.map(({ hub, eventType }) => `${hub} ${eventType}`))).toEqual(
      new Set(['acme/two-2 docs']),
    );
  });

  it('are told whole as JSON, and by what happened', async () => {
    const [newest] = await found({ limit: 1 });
    const whole = await store.notifications.find(newest!.id);
    expect(newest).toEqual({ ...whole, event: expect.any(String), action: 'published' });
  });

  it('go on where one search was cut, until there are enough', async () => {
    const [first, second] = (await store.desk.search({}, { limit: 2 })).notifications;
    const next = { createdAt: 1, id: 'cut' };
    const pages = [
      { notifications: [], next, isCut: true },
      { notifications: [first!], next, isCut: true },
      { notifications: [second!], next, isCut: false },
    ];
    const asked: unknown[] = [];
    const desk: Pick<Desk, 'search'> = {
      search: (_filter, page) => {
        asked.push(page);
        return Promise.resolve(pages[asked.length - 1]!);
      },
    };
    const terminal = new FakeTerminal();
    await listNotificationsOf({ ...store, desk, notifications: store.notifications }, { limit: 2 }, terminal);
    expect(asked).toEqual([{ limit: 2 }, { limit: 2, before: next }, { limit: 1, before: next }]);
    expect(terminal.text).toContain(first!.id);
    expect(terminal.text).toContain(second!.id);
  });

  it('say which states there are where one is unknown', async () => {
    const { code, terminal } = await list({ state: ['dead', 'gone'] });
    expect(code).toBe(1);
    expect(terminal.errors.join()).toContain('There is no state "gone"; use pending, sending,');
  });

  it('show how often they were really tried, also those that a replay or a held lane began anew', async () => {
    const { terminal } = await list({ state: ['dead'], limit: 1 });
    expect(terminal.text).toMatch(/ATTEMPTS/);
    expect(terminal.text).toMatch(/dead +1 /);
  });

  it('show their states in colours where the terminal has them, and fit its width', async () => {
    const terminal = Object.assign(new FakeTerminal(), { hasColour: true, width: 110 });
    await list({ state: ['dead'], limit: 1 }, terminal);
    expect(terminal.text).toContain('\u001b[31mdead');
    const plain = stripVTControlCharacters(terminal.text).split('\n');
    expect(plain.every((line) => line.length <= 110)).toBe(true);
    const { terminal: without } = await list({ state: ['dead'], limit: 1 });
    expect(stripVTControlCharacters(without.text)).toBe(without.text);
  });
});

describe('hub-relay notifications show', () => {
  it('says which events of a burst it stands for, newest first', async () => {
    const text = await shown(aStored('n-1', { coalesced: ['e-1', 'e-2', 'e-3'] }));
    expect(text).toContain('  stands for 3 events, newest first:\n    e-3\n    e-2\n    e-1\n');
    expect(await shown(aStored('n-1', { coalesced: ['e-1'] }))).not.toContain('stands for');
  });

  it('counts the older events of a long burst', async () => {
    const coalesced = Array.from({ length: 1_021 }, (_, index) => `e-${index}`);
    const text = await shown(aStored('n-1', { coalesced }));
    expect(text).toContain('stands for 1,021 events');
    expect(text).toContain('    e-1001\n    and 1,001 older ones\n');
    expect(text).not.toContain('e-1000\n');
  });

  it('says what is wrong with its hub while that is broken, and what to do', async () => {
    for (const state of ['pending', 'waiting'] as const) {
      const text = await shown(aStored('n-1', { state }));
      expect(text).toContain(
        'its hub is broken since 2026-11-23 12:00:00Z: GitHub answered 403: Repository was archived',
      );
      expect(text).toContain('Unarchive it, or remove the route.');
      expect(text).toContain('hub-relay hubs retry acme/docs');
      expect(text).not.toContain('next attempt');
      expect(JSON.parse(await shown(aStored('n-1', { state }), true))).toMatchObject({
        brokenHub: { hubId: 2, code: 'hub-archived' },
      });
    }
  });

  it('says how it leaves, for which event, and what its hub ran because of it', async () => {
    const terminal = new FakeTerminal();
    const target = { kind: 'workflow', workflow: 'build.yml', ref: 'main' } as const;
    const source = { name: 'legacy', visibility: 'private' } as const;
    const event = {
      id: 'event-1',
      name: 'release',
      action: 'published',
      receivedAt: 1,
      state: 'planned',
      plans: 1,
    } as const;
    const desk = {
      event: () => Promise.resolve(event),
      runs: () =>
        Promise.resolve([
          newRun('n-1', { status: 'completed', conclusion: 'failure', attempt: 2, name: 'a\u001bb' }),
        ]),
    };
    const stored = new FakeNotifications(aStored('n-1', { target, source }));
    await showNotificationOf({ notifications: stored, hubs: new FakeHubs(), desk }, 'n-1', {}, terminal);
    expect(terminal.text).toContain('for event event-1 (release.published)');
    expect(terminal.text).toContain('as a workflow_dispatch of build.yml on main');
    expect(terminal.text).toContain('speaks by the source legacy, not by the App');
    expect(terminal.text).toContain('its hub ran a\\u001bb, attempt 2: 1970-01-01 00:00:03Z, failure');
    expect(terminal.text).toContain('https://github.com/acme/hub/actions/runs/900');
    expect(await shown(aStored('n-1'))).toContain('as a repository_dispatch');
  });

  it('says nothing of a hub that it does not wait for', async () => {
    expect(await shown(aStored('n-1', { state: 'delivered' }))).not.toContain('broken');
    const other = await shown(aStored('n-1', { state: 'waiting', hubId: 5 }));
    expect(other).not.toContain('broken');
    expect(other).toContain('next attempt');
  });
});
