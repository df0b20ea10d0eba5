import { describe, expect, it } from 'vitest';
import { type NewNotification } from '../../src/flow/notification-ports.ts';
import { type GetStore } from './store-contract.ts';
import { DEADLINE, endOf, idsOf, newEvent, newNotification, planOf } from './store-samples.ts';

const WINDOW = 30_000;

export const describeCoalesce = (store: GetStore): void => {
  /** An event at this time with one notification of a route that coalesces; both have the same name. */
  const comes = async (id: string, at: number, changes: Partial<NewNotification> = {}): Promise<void> => {
    await store().events.record(newEvent(id, { receivedAt: at }), DEADLINE);
    await isPlanned(id, at, changes);
  };
  const isPlanned = async (id: string, at: number, changes: Partial<NewNotification> = {}): Promise<void> => {
    const notification = newNotification(id, {
      eventId: id,
      ref: 'refs/heads/main',
      occurredAt: at,
      coalesce: WINDOW,
      dueAt: at + WINDOW,
      ...changes,
    });
    await store().events.planned(id, planOf([notification], at));
  };
  const stateOf = async (id: string): Promise<string | undefined> =>
    (await store().notifications.find(id))?.state;

  describe('coalescing', () => {
    it('waits a window after the last event of a burst, and sends the newest for all of them', async () => {
      await comes('a', 0);
      await comes('b', 10_000);
      await comes('c', 20_000);
      expect(await store().notifications.nextDue()).toBe(50_000);
      expect(await store().notifications.claim(49_999, 9)).toEqual([]);
      const claimed = await store().notifications.claim(50_000, 9);
      expect(claimed).toMatchObject([{ id: 'c', coalesced: ['a', 'b', 'c'] }]);
      expect([await stateOf('a'), await stateOf('b')]).toEqual(['merged', 'merged']);
      expect((await store().notifications.find('b'))?.reason).toContain('c goes in its place');
      expect((await store().notifications.find('c'))?.coalesced).toEqual(['a', 'b', 'c']);
    });

    it('has nothing to list for a burst of one', async () => {
      await comes('a', 0);
      const [claimed] = await store().notifications.claim(WINDOW, 9);
      expect(claimed).not.toHaveProperty('coalesced');
    });

    it('lets the newest event win, also when an older one comes after it', async () => {
      await comes('new', 10_000, { occurredAt: 9_000 });
      await comes('late', 20_000, { occurredAt: 8_000 });
      expect(await stateOf('late')).toBe('merged');
      expect(await store().notifications.claim(49_999, 9)).toEqual([]);
      expect(await store().notifications.claim(50_000, 9)).toMatchObject([
        { id: 'new', coalesced: ['late', 'new'] },
      ]);
    });

    it('lists all events of its own burst, and of no other, in the order in which GitHub created them', async () => {
      for (const [id, at] of [
        ['c', 3_000],
        ['a', 1_000],
        ['d', 4_000],
        ['b', 2_000],
      ] as const) {
        await comes(id, 5_000, { occurredAt: at });
        await comes(`other-${id}`, 5_000, { occurredAt: at, hubId: 81, hub: 'acme/hub-2' });
      }
      const coalesced = [
        ['a', 'b', 'c', 'd'],
        ['other-a', 'other-b', 'other-c', 'other-d'],
      ];
      const claimed = await store().notifications.claim(5_000 + WINDOW, 9);
      expect(claimed.map((one) => one.coalesced).toSorted()).toEqual(coalesced);
      const found = await Promise.all(['d', 'other-d'].map((id) => store().notifications.find(id)));
      expect(found.map((one) => one?.coalesced)).toEqual(coalesced);
    });

    it('makes one of those of several events whose plans share a commit, each at its own time', async () => {
      const ids = ['a', 'b', 'c'];
      const timeOf = (id: string): number => 1_000 * (1 + ids.indexOf(id));
      await Promise.all(
        ids.map((id) => store().events.record(newEvent(id, { receivedAt: timeOf(id) }), DEADLINE)),
      );
      const twice = newNotification('other', { eventId: 'a' });
      await Promise.all([
        ...ids.map((id) => isPlanned(id, timeOf(id))),
        store().events.planned('a', planOf([twice], 9_000)),
      ]);
      expect(await stateOf('other')).toBeUndefined();
      expect((await store().events.find('b'))?.plannedAt).toBe(2_000);
      expect(await store().notifications.find('a')).toMatchObject({ state: 'merged', updatedAt: 2_000 });
      expect(await store().notifications.nextDue()).toBe(3_000 + WINDOW);
      expect(await store().notifications.claim(3_000 + WINDOW, 9)).toMatchObject([
        { id: 'c', coalesced: ['a', 'b', 'c'] },
      ]);
    });

    it('makes one of those that are planned in one commit', async () => {
      await store().events.record(newEvent('e1'), DEADLINE);
      const burst = ['a', 'b', 'c'].map((id) =>
        newNotification(id, { ref: 'refs/heads/main', coalesce: 1_000, dueAt: 2_000 }),
      );
      await store().events.planned('e1', planOf(burst));
      expect(idsOf(await store().notifications.claim(2_000, 9))).toEqual(['c']);
    });

    it('does not mix routes, hubs or refs', async () => {
      await comes('a', 0);
      await comes('b', 1, { route: 'acme/spoke:notify[1]', eventType: 'other' });
      await comes('c', 2, { hubId: 81, hub: 'acme/hub-2' });
      await comes('d', 3, { ref: 'refs/heads/next' });
      expect(idsOf(await store().notifications.claim(WINDOW + 9, 9)).toSorted()).toEqual([
        'a',
        'b',
        'c',
        'd',
      ]);
    });

    it('sends a burst that never ends after ten windows, and begins another', async () => {
      for (let at = 0; at <= 300_000; at += 20_000) await comes(`at${at}`, at);
      expect(await store().notifications.nextDue()).toBe(300_000);
      const [claimed] = await store().notifications.claim(300_000, 9);
      expect(claimed).toMatchObject({ id: 'at300000' });
      expect(claimed?.coalesced).toHaveLength(16);
      await comes('next', 310_000);
      await store().notifications.finish(endOf(claimed!));
      expect(await store().notifications.nextDue()).toBe(340_000);
      const [next] = await store().notifications.claim(340_000, 9);
      expect(next).not.toHaveProperty('coalesced');
    });

    it('takes nothing in once it was tried, and keeps its list at the next attempt', async () => {
      await comes('a', 0);
      await comes('b', 1_000);
      const [first] = await store().notifications.claim(31_000, 9);
      await store().notifications.finish(endOf(first!, { outcome: 'waiting', dueAt: 90_000 }));
      await comes('c', 40_000);
      expect(await store().notifications.claim(80_000, 9)).toEqual([]);
      const again = await store().notifications.claim(90_000, 9);
      expect(again).toMatchObject([{ id: 'b', coalesced: ['a', 'b'] }]);
      await store().notifications.finish(endOf(again[0]!));
      expect(idsOf(await store().notifications.claim(90_000, 9))).toEqual(['c']);
    });

    it('lets those go on that waited behind a merged one', async () => {
      await comes('a', 0);
      await comes('behind', 5_000, { coalesce: undefined!, route: 'acme/spoke:notify[9]', dueAt: 5_000 });
      expect(await store().notifications.claim(10_000, 9)).toEqual([]);
      await comes('b', 20_000);
      expect(idsOf(await store().notifications.claim(20_000, 9))).toEqual(['behind']);
    });
  });
};
