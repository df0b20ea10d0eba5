import { describe, expect, it } from 'vitest';
import { type Notification } from '../../src/flow/notification-ports.ts';
import { type GetStore } from './store-contract.ts';
import {
  DEADLINE,
  endOf,
  heldUntil,
  idsOf,
  newEvent,
  newNotification,
  planOf,
  planned,
} from './store-samples.ts';

const HUB = { id: 80, installationId: 7, fullName: 'acme/hub' };

export const describeHubs = (store: GetStore): void => {
  const claim = (limit = 9) => store().notifications.claim(5_000, limit);
  const die = (claimed: Notification, isHubAtFault = true) =>
    store().notifications.finish(
      endOf(claimed, { outcome: 'dead', code: 'hub-permission', reason: 'no access', isHubAtFault }),
    );
  const six = Array.from({ length: 6 }, (_, place) => newNotification(`n${place}`));
  /** Three died in a row; three wait. */
  const breakHub = async (): Promise<void> => {
    await planned(store(), ...six, newNotification('other', { hubId: 81, hub: 'acme/other' }));
    for (let count = 0; count < 3; count += 1) {
      const claimed = await claim(2);
      for (const one of claimed) {
        if (one.hubId === 80) await die(one);
        else await store().notifications.finish(endOf(one));
      }
      if ((await store().hubs.broken()).length > 0) return;
    }
  };
  const save = (changes: { installationId?: number } = {}): Promise<void> =>
    store().repositories.save({
      repository: {
        ...HUB,
        visibility: 'private',
        archived: false,
        defaultBranch: 'main',
        formerNames: [],
        ...changes,
      },
      config: { state: 'missing' },
    });

  describe('broken hubs', () => {
    it('stops trying a hub after three notifications in a row died because of it', async () => {
      await breakHub();
      expect(await claim()).toEqual([]);
      expect(await store().notifications.nextDue()).toBeUndefined();
      const [broken] = await store().hubs.broken();
      expect(broken).toMatchObject({ hubId: 80, hub: 'acme/hub', lane: 7, since: 2_000 });
      expect(broken).toMatchObject({ code: 'hub-permission', reason: 'no access' });
      expect(broken!.held).toBeGreaterThan(0);
    });

    it('goes on with the other hubs of the lane, and holds what comes for the broken one', async () => {
      await store().events.record(newEvent('e0'), DEADLINE);
      const before = newNotification('before', { eventId: 'e0', hubId: 82, dueAt: 5_001 });
      await store().events.planned('e0', planOf([before]));
      await breakHub();
      expect(idsOf(await store().notifications.claim(5_001, 9))).toEqual(['before']);
      await store().events.record(newEvent('e2'), DEADLINE);
      const more = [newNotification('late', { eventId: 'e2' }), newNotification('fine', { hubId: 82 })];
      await store().events.planned('e2', planOf(more));
      expect(idsOf(await claim())).toEqual(['fine']);
      expect((await store().notifications.find('late'))?.state).toBe('pending');
    });

    it('tries again when it is mended, and one more failure breaks it again', async () => {
      await breakHub();
      const held = (await store().hubs.broken())[0]!.held;
      expect(await store().hubs.mend({ hubIds: [80] })).toBe(1);
      expect(await store().hubs.mend({ hubIds: [80] })).toBe(0);
      expect(await store().hubs.broken()).toEqual([]);
      const [first] = await claim(1);
      expect(await die(first!)).toEqual({ isHubBroken: true });
      expect(await store().hubs.broken()).toMatchObject([{ held: held - 1 }]);
      expect(await claim()).toEqual([]);
    });

    it('stays broken for what was on its way when it broke, unless that arrives', async () => {
      await planned(store(), ...six);
      const [first, second, third, waits, dies, arrives] = await claim();
      for (const one of [first, second, third]) await die(one!);
      const end = endOf(waits!, { outcome: 'waiting', dueAt: 3_000, reason: '503', at: 4_000 });
      expect(await store().notifications.finish(end)).toEqual({ isHubBroken: false });
      expect(await die(dies!)).toEqual({ isHubBroken: false });
      expect(await claim()).toEqual([]);
      expect(await store().hubs.broken()).toMatchObject([{ since: 2_000, reason: 'no access', held: 2 }]);
      await store().notifications.finish(endOf(arrives!));
      expect(await store().hubs.broken()).toEqual([]);
      expect(idsOf(await claim())).toEqual([waits!.id]);
    });

    it('lets what waited behind the one that arrived go on', async () => {
      const behind = newNotification('behind', { ref: 'refs/heads/n3', occurredAt: 1_001 });
      await planned(store(), ...six.slice(0, 4), behind);
      const [first, second, third, arrives] = await claim();
      for (const one of [first, second, third]) await die(one!);
      await store().notifications.finish(endOf(arrives!));
      expect(idsOf(await claim())).toEqual(['behind']);
    });

    it('is mended alone, and others stay broken', async () => {
      const others = six.map(({ id }) => newNotification(`other-${id}`, { hubId: 81, hub: 'acme/other' }));
      await planned(store(), ...six, ...others);
      for (const one of await claim(6)) await die(one);
      expect(await store().hubs.broken()).toHaveLength(2);
      expect(await store().hubs.mend({ hubIds: [80] })).toBe(1);
      expect(await store().hubs.broken()).toMatchObject([{ hubId: 81 }]);
      expect((await claim()).map(({ hubId }) => hubId)).toEqual([80, 80, 80]);
    });

    it('is mended with all hubs of its lane', async () => {
      await breakHub();
      expect(await store().hubs.mend({ lane: 8 })).toBe(0);
      expect(await store().hubs.mend({ lane: 7 })).toBe(1);
      expect((await claim()).length).toBeGreaterThan(0);
    });

    it('is mended with all that wait because GitHub refused our credentials, and no others are', async () => {
      await breakHub();
      expect(await store().hubs.mend({ code: 'credentials-refused' })).toBe(0);
      await store().hubs.mend({ hubIds: [80] });
      const [first] = await claim(1);
      await store().notifications.finish(
        endOf(first!, { outcome: 'dead', code: 'credentials-refused', isHubAtFault: true }),
      );
      expect(await store().hubs.mend({ code: 'credentials-refused' })).toBe(1);
      expect(await store().hubs.broken()).toEqual([]);
    });

    it('is whole again once something arrives', async () => {
      await breakHub();
      await store().hubs.mend({ hubIds: [80] });
      const [first] = await claim(1);
      await store().notifications.finish(endOf(first!));
      const [second] = await claim(1);
      await die(second!);
      expect(await store().hubs.broken()).toEqual([]);
    });

    it('does not break for failures that are not its own', async () => {
      await planned(store(), ...six);
      for (const one of await claim()) await die(one, false);
      expect(await store().hubs.broken()).toEqual([]);
    });

    it('does not break while something arrives in between', async () => {
      await planned(store(), ...six);
      for (const [place, one] of (await claim()).entries()) {
        await (place % 3 === 2 ? store().notifications.finish(endOf(one)) : die(one));
      }
      expect(await store().hubs.broken()).toEqual([]);
    });

    it('is not among those that something waits for, nor is one whose notification is on its way', async () => {
      await breakHub();
      await store().events.record(newEvent('e2'), DEADLINE);
      const [first, second, third] = [82, 83, 84].map((hubId) =>
        newNotification(`to-${hubId}`, { eventId: 'e2', hubId }),
      );
      const again = newNotification('again', { eventId: 'e2', hubId: 82 });
      const elsewhere = newNotification('elsewhere', { eventId: 'e2', hubId: 85, lane: 8 });
      await store().events.planned('e2', planOf([first!, second!, third!, again, elsewhere]));
      expect(await store().hubs.waiting(7, 9)).toEqual([82, 83, 84]);
      expect(await store().hubs.waiting(7, 2)).toEqual([82, 83]);
      expect(await store().hubs.waiting(8, 9)).toEqual([85]);
      expect(idsOf(await claim(3))).toEqual(['to-82', 'to-83', 'to-84']);
      expect(await store().hubs.waiting(7, 9)).toEqual([82]);
    });

    it('is not among those that were told lately, of which the last comes first', async () => {
      await breakHub();
      await store().events.record(newEvent('e2'), DEADLINE);
      const told = [82, 83, 84, 82].map((hubId, place) =>
        newNotification(`to-${hubId}-${place}`, { eventId: 'e2', hubId }),
      );
      const elsewhere = newNotification('elsewhere', { eventId: 'e2', hubId: 85, lane: 8 });
      await store().events.planned('e2', planOf([...told, elsewhere]));
      expect(await store().hubs.lately(7, 9)).toEqual([82, 83, 84, 81]);
      expect(await store().hubs.lately(7, 1)).toEqual([82]);
      expect(await store().hubs.lately(8, 9)).toEqual([85]);
    });

    it('is told by its present name', async () => {
      await breakHub();
      await store().repositories.save({
        repository: {
          ...HUB,
          fullName: 'acme/renamed',
          visibility: 'private',
          archived: false,
          defaultBranch: 'main',
          formerNames: ['acme/hub'],
        },
        config: { state: 'missing' },
      });
      expect(await store().hubs.broken()).toMatchObject([{ hub: 'acme/renamed' }]);
    });

    it('sends what waits by the installation that the hub has now', async () => {
      const others = [newNotification('sent'), newNotification('other', { hubId: 81, dueAt: 9_000 })];
      await planned(store(), ...six, ...others);
      const [sent] = await claim(1);
      await store().notifications.finish(endOf(sent!));
      await save({ installationId: 9 });
      await store().hubs.mend({ hubIds: [80] });
      const claimed = await claim(3);
      expect(claimed.map(({ lane }) => lane)).toEqual([9, 9, 9]);
      for (const one of claimed) await die(one);
      expect(await store().hubs.broken()).toMatchObject([{ hubId: 80, lane: 9 }]);
      expect((await store().notifications.find(sent!.id))?.lane).toBe(7);
      expect((await store().notifications.find('other'))?.lane).toBe(7);
    });

    it('does not keep a hub that moved waiting for as long as its old installation was told to', async () => {
      await planned(store(), ...six.slice(0, 3), newNotification('other', { hubId: 81 }));
      for (const one of await claim(1)) await store().notifications.finish(heldUntil(one, 900_000));
      expect(await claim()).toEqual([]);
      await save({ installationId: 9 });
      await store().hubs.mend({ hubIds: [80] });
      expect((await claim()).map(({ lane, hubId }) => [lane, hubId])).toEqual([
        [9, 80],
        [9, 80],
        [9, 80],
      ]);
      expect(await store().notifications.nextDue()).toBe(900_000);
    });
  });
};
