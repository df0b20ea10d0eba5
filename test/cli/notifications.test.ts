import { describe, expect, it } from 'vitest';
import { listNotificationsOf, showNotificationOf } from '../../src/cli/notifications.ts';
import { type BrokenHub, type Notification } from '../../src/flow/notification-ports.ts';
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

const shown = async (notification: Notification, json = false): Promise<string> => {
  const terminal = new FakeTerminal();
  const store = { notifications: new FakeNotifications(notification), hubs: new FakeHubs(BROKEN) };
  expect(await showNotificationOf(store, notification.id, { json }, terminal)).toBe(0);
  return terminal.text;
};

describe('hub-relay notifications', () => {
  const notifications = new FakeNotifications(
    aStored('n-1', { createdAt: 1_000 }),
    aStored('n-2', { createdAt: 2_000 }),
    aStored('n-3', { createdAt: 3_000, attempts: 0, lastAttempt: 7 }),
  );
  const idsOf = async (options: { since?: number; until?: number; limit?: number }): Promise<string> => {
    const terminal = new FakeTerminal();
    await listNotificationsOf({ notifications }, { limit: 20, ...options, json: true }, terminal);
    return terminal.written.map((line) => (JSON.parse(line) as Notification).id).join(' ');
  };

  it('are those made since a time, and before another, newest first', async () => {
    expect(await idsOf({})).toBe('n-3 n-2 n-1');
    expect(await idsOf({ since: 2_000 })).toBe('n-3 n-2');
    expect(await idsOf({ until: 2_000 })).toBe('n-1');
    expect(await idsOf({ since: 2_000, until: 3_000 })).toBe('n-2');
    expect(await idsOf({ since: 1_000, limit: 2 })).toBe('n-3 n-2');
    expect(await idsOf({ since: 4_000 })).toBe('');
  });

  it('show how often they were really tried, also those that a replay or a held lane began anew', async () => {
    const terminal = new FakeTerminal();
    await listNotificationsOf({ notifications }, { limit: 1 }, terminal);
    expect(terminal.text).toMatch(/ATTEMPTS/);
    expect(terminal.text).toMatch(/dead +7$/m);
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

  it('says nothing of a hub that it does not wait for', async () => {
    expect(await shown(aStored('n-1', { state: 'delivered' }))).not.toContain('broken');
    const other = await shown(aStored('n-1', { state: 'waiting', hubId: 5 }));
    expect(other).not.toContain('broken');
    expect(other).toContain('next attempt');
  });
});
