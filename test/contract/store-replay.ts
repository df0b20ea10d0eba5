import { SYSTEM } from '../../src/flow/audit-ports.ts';
import { describe, expect, it } from 'vitest';
import { type GetStore } from './store-contract.ts';
import { DEADLINE, endOf, idsOf, newEvent, newNotification, planOf, planned } from './store-samples.ts';

export const describeReplay = (store: GetStore): void => {
  const claim = (now = 5_000, limit = 9) => store().notifications.claim(now, limit);
  const replay = (...ids: readonly string[]) => store().notifications.replay(ids, 6_000, SYSTEM);

  describe('replay', () => {
    it('sends a dead one again under its id; its attempts go on counting, its schedule begins anew', async () => {
      await planned(store(), newNotification('n1'));
      const [first] = await claim();
      await store().notifications.finish(endOf(first!, { outcome: 'dead', code: 'hub-not-found' }));
      expect(await replay('n1')).toEqual(['n1']);
      const found = await store().notifications.find('n1');
      expect(found).toMatchObject({ state: 'pending', attempts: 0, lastAttempt: 1, dueAt: 6_000 });
      expect(found).not.toHaveProperty('code');
      expect(await store().notifications.nextDue()).toBe(6_000);
      expect(await claim(6_000)).toMatchObject([{ id: 'n1', attempts: 1, lastAttempt: 2 }]);
      expect(await store().notifications.attempts('n1')).toHaveLength(2);
    });

    it('sends a delivered one again, and lets a waiting one go at once', async () => {
      await planned(store(), newNotification('n1'), newNotification('n2'));
      const [first, second] = await claim();
      await store().notifications.finish(endOf(first!));
      await store().notifications.finish(endOf(second!, { outcome: 'waiting', dueAt: 99_000 }));
      expect((await replay('n1', 'n2')).toSorted()).toEqual(['n1', 'n2']);
      expect((await store().notifications.find('n2'))?.state).toBe('waiting');
      expect(idsOf(await claim(6_000)).toSorted()).toEqual(['n1', 'n2']);
    });

    it('leaves alone what is pending, being sent, refused or unknown', async () => {
      await planned(
        store(),
        newNotification('n1'),
        newNotification('n2', { state: 'refused' }),
        newNotification('n3'),
      );
      await claim(5_000, 1);
      expect(await replay('n1', 'n2', 'n3', 'n4')).toEqual([]);
      expect(idsOf(await claim(9_000))).toEqual(['n3']);
    });

    it('puts an old event before newer ones of its hub, event type and ref', async () => {
      await planned(store(), newNotification('n1', { ref: 'r' }), newNotification('n2', { ref: 'r' }));
      const [first] = await claim();
      await store().notifications.finish(endOf(first!, { outcome: 'dead' }));
      await replay('n1');
      expect(idsOf(await claim(6_000))).toEqual(['n1']);
    });

    it('mends the hub', async () => {
      await planned(store(), ...['n1', 'n2', 'n3', 'n4'].map((id) => newNotification(id)));
      for (const one of await claim(5_000, 3)) {
        await store().notifications.finish(endOf(one, { outcome: 'dead', isHubAtFault: true }));
      }
      expect(await store().hubs.broken()).toHaveLength(1);
      await replay('n1');
      expect(await store().hubs.broken()).toEqual([]);
      expect(idsOf(await claim(6_000)).toSorted()).toEqual(['n1', 'n4']);
    });

    it('goes by the installation that the hub has now', async () => {
      await planned(store(), newNotification('n1'));
      const [first] = await claim();
      await store().notifications.finish(endOf(first!, { outcome: 'dead' }));
      await store().repositories.save({
        repository: {
          id: 80,
          installationId: 9,
          fullName: 'acme/hub',
          visibility: 'private',
          archived: false,
          defaultBranch: 'main',
          formerNames: [],
        },
        config: { state: 'missing' },
      });
      await replay('n1');
      expect(await claim(6_000)).toMatchObject([{ lane: 9 }]);
    });

    it('finds what can be replayed by each filter, oldest first, page by page', async () => {
      const changes = [
        {},
        { hub: 'Acme/Site', hubId: 81 },
        { spoke: 'acme/two', spokeId: 71 },
        { eventType: 'release' },
        { state: 'refused' as const },
      ];
      for (const [place, change] of changes.entries()) {
        const id = `e${place}`;
        await store().events.record(newEvent(id), DEADLINE);
        const notification = newNotification(`n${place}`, { eventId: id, ...change });
        await store().events.planned(id, planOf([notification], 1_000 + place));
      }
      const find = (filter: object, limit = 9, after?: string) =>
        store().notifications.replayable(filter, limit, after);
      expect(await find({})).toEqual([]);
      for (const [place, one] of (await claim()).toSorted((a, b) => a.createdAt - b.createdAt).entries()) {
        await store().notifications.finish(endOf(one, { outcome: place === 0 ? 'delivered' : 'dead' }));
      }
      expect(await find({})).toEqual(['n0', 'n1', 'n2', 'n3']);
      expect(await find({}, 2)).toEqual(['n0', 'n1']);
      expect(await find({}, 9, 'n1')).toEqual(['n2', 'n3']);
      expect(await find({ state: 'dead' })).toEqual(['n1', 'n2', 'n3']);
      expect(await find({ state: 'refused' })).toEqual([]);
      expect(await find({ hub: 'acme/SITE' })).toEqual(['n1']);
      expect(await find({ spoke: 'ACME/two' })).toEqual(['n2']);
      expect(await find({ eventType: 'release' })).toEqual(['n3']);
      expect(await find({ since: 1_001, until: 1_003 })).toEqual(['n1', 'n2']);
      const { notifications } = store();
      expect(await notifications.replayableByHub({})).toEqual([
        { hub: 'acme/hub', count: 3 },
        { hub: 'Acme/Site', count: 1 },
      ]);
      expect(await notifications.replayableByHub({ state: 'dead', until: 1_002 })).toEqual([
        { hub: 'Acme/Site', count: 1 },
      ]);
      expect(await notifications.replayableByHub({ hub: 'acme/none' })).toEqual([]);
    });
  });
};
