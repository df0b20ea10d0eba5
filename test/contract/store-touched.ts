import { SYSTEM } from '../../src/flow/audit-ports.ts';
import { describe, expect, it } from 'vitest';
import { type NewNotification, type Notification } from '../../src/flow/notification-ports.ts';
import { SETTLE } from '../../src/store/change-reports.ts';
import { dueAtOf, newReport, planFor, writeAll } from './report-samples.ts';
import { type GetStore } from './store-contract.ts';
import { endOf, newNotification, planOf } from './store-samples.ts';

const REPORT = newReport('commit');
const FAILURE = newReport('failure', { kind: 'failure' });

/** What of a notification's life its reports are to tell. */
export const describeTouched = (store: GetStore): void => {
  const plan = (eventId: string, at: number, ...notifications: readonly NewNotification[]) =>
    planFor(store(), eventId, at, ...notifications);
  const told = (id: string, changes: Partial<NewNotification> = {}): NewNotification =>
    newNotification(id, { report: REPORT, failure: FAILURE, ...changes });
  const due = (id = 'commit') => dueAtOf(store(), id);
  const claim = (now: number, limit = 9) => store().notifications.claim(now, limit);
  const finish = (claimed: Notification | undefined, changes: Parameters<typeof endOf>[1] = {}) =>
    store().notifications.finish(endOf(claimed!, changes));
  const write = (now = 1_000_000) => writeAll(store(), now);
  /** Told once, and nothing to be told. */
  const settled = async (...notifications: readonly NewNotification[]): Promise<void> => {
    await plan('e1', 1_000, ...notifications);
    await write();
    expect(await due()).toBeUndefined();
  };

  describe('a report is due soon after', () => {
    it('its notifications were planned, refused ones too, and one is for all of them', async () => {
      const refused = told('n2', { state: 'refused', reason: 'no', failure: FAILURE });
      await plan('e1', 1_000, told('n1'), refused, told('n3', { report: newReport('other') }));
      expect(await store().reports.find('commit')).toMatchObject({ ...REPORT, dueAt: 1_000 + SETTLE });
      expect(await due('other')).toBe(1_000 + SETTLE);
      expect((await store().reports.notifications('commit')).map(({ id }) => id)).toEqual(['n2', 'n1']);
    });

    it('a plan of hundreds of notifications, each with its own', async () => {
      const many = Array.from({ length: 450 }, (_, place) =>
        told(`n${place}`, { report: newReport(`r${place}`), failure: newReport(`f${place}`) }),
      );
      await plan('e1', 1_000, ...many);
      expect(await due('r0')).toBe(3_000);
      expect(await due('r449')).toBe(3_000);
      expect(await store().reports.claim(3_000, 99)).toHaveLength(20);
      expect(await store().reports.find('f449')).toBeDefined();
      expect(await store().reports.outcomes('f449')).toEqual({ dead: 0, waiting: 1 });
    });

    it('the first change of a burst, and tells all of it', async () => {
      await plan('e1', 1_000, told('n1'), told('n2'));
      await plan('e2', 2_500, told('n3'));
      expect(await due()).toBe(3_000);
      for (const claimed of await claim(2_900)) await finish(claimed, { at: 2_950 });
      expect(await due()).toBe(3_000);
      expect(await store().reports.claim(3_000, 9)).toMatchObject([{ id: 'commit' }]);
      expect(await store().reports.notifications('commit')).toMatchObject([
        { id: 'n3', state: 'delivered' },
        { id: 'n2', state: 'delivered' },
        { id: 'n1', state: 'delivered' },
      ]);
    });

    it('the plan, however late it is due already, and stays what it was made as', async () => {
      await store().reports.ask([{ report: REPORT, dueAt: 90_000 }]);
      await plan('e1', 1_000, told('n1', { report: { ...REPORT, subject: { sha: 'no' }, lane: 6 } }));
      expect(await store().reports.find('commit')).toMatchObject({ ...REPORT, dueAt: 3_000 });
    });

    it.each(['delivered', 'waiting', 'dead'] as const)('an attempt ended %s', async (outcome) => {
      await settled(told('n1'));
      const [claimed] = await claim(1_000);
      expect(await due()).toBeUndefined();
      await finish(claimed, { outcome, at: 5_000, dueAt: 9_000 });
      expect(await due()).toBe(7_000);
    });

    it('a change while it was being written', async () => {
      await plan('e1', 1_000, told('n1'));
      const [claimed] = await claim(1_000);
      await store().reports.claim(3_000, 9);
      await finish(claimed, { at: 3_100 });
      await store().reports.finish({ id: 'commit', at: 3_200, written: 'sending', dueAt: 90_000 });
      expect(await due()).toBe(5_100);
    });

    it('a replay, of what waits too', async () => {
      await settled(told('n1'), told('n2', { report: newReport('other') }));
      const [first, second] = await claim(1_000);
      await finish(first, { outcome: 'dead' });
      await finish(second, { outcome: 'waiting', dueAt: 90_000 });
      await write();
      await store().notifications.replay(['n1', 'n2'], 5_000, SYSTEM);
      expect([await due(), await due('other'), await due('failure')]).toEqual([7_000, 7_000, undefined]);
    });

    it('a newer one took the place of an older one, and of a newer one that was there', async () => {
      const ref = 'refs/heads/main';
      const burst = { ref, coalesce: 30_000, dueAt: 31_000 };
      await settled(told('old', { ...burst, occurredAt: 1_000 }));
      await plan('e2', 5_000, told('new', { ...burst, occurredAt: 2_000, report: newReport('newer') }));
      expect([await due(), await due('newer')]).toEqual([7_000, 7_000]);
      await write();
      await plan('e3', 8_000, told('late', { ...burst, occurredAt: 1_500, report: newReport('late') }));
      expect([await due(), await due('newer'), await due('late')]).toEqual([undefined, 10_000, 10_000]);
    });

    describe('its hub', () => {
      const six = [1, 2, 3, 4, 5, 6].map((place) => told(`n${place}`, { report: newReport(`r${place}`) }));
      const waiting = ['r4', 'r5', 'r6'];
      const dueOfWaiting = () => Promise.all(waiting.map((id) => due(id)));
      /** The first three died of it at 2,000; three wait. */
      const breakHub = async (): Promise<void> => {
        await plan('e1', 1_000, ...six, told('other', { hubId: 81, report: newReport('r7'), dueAt: 90_000 }));
        await write();
        for (const claimed of await claim(1_000, 3)) {
          await finish(claimed, { outcome: 'dead', isHubAtFault: true });
        }
      };

      it('is not tried any more', async () => {
        await breakHub();
        expect(await dueOfWaiting()).toEqual([4_000, 4_000, 4_000]);
        expect(await due('r7')).toBeUndefined();
        expect(await store().reports.notifications('r5')).toMatchObject([{ id: 'n5', isHubBroken: true }]);
        expect(await store().reports.notifications('r7')).toMatchObject([{ isHubBroken: false }]);
      });

      it('is mended, where nobody says when at once', async () => {
        await breakHub();
        await write();
        await store().hubs.mend({ hubIds: [80] });
        expect(await dueOfWaiting()).toEqual([0, 0, 0]);
        expect([await due('r1'), await due('r7')]).toEqual([undefined, undefined]);
        expect(await store().reports.notifications('r5')).toMatchObject([{ isHubBroken: false }]);
      });

      it('is mended by a replay', async () => {
        await breakHub();
        await write();
        await store().notifications.replay(['n1'], 5_000, SYSTEM);
        expect(await dueOfWaiting()).toEqual([7_000, 7_000, 7_000]);
        expect([await due('r1'), await due('r2')]).toEqual([7_000, undefined]);
      });

      it('took something after all', async () => {
        await plan('e1', 1_000, ...six);
        const [arrives, ...others] = await claim(1_000, 4);
        for (const one of others) await finish(one, { outcome: 'dead', isHubAtFault: true });
        await write();
        await finish(arrives, { at: 6_000 });
        expect(await Promise.all(['r5', 'r6'].map((id) => due(id)))).toEqual([8_000, 8_000]);
        await write();
        const [next] = await claim(7_000, 1);
        await finish(next, { at: 7_000 });
        expect((await Promise.all(['r5', 'r6'].map((id) => due(id)))).toSorted()).toEqual([9_000, undefined]);
      });
    });
  });

  describe('a route that fails', () => {
    const dies = async (id: string, at: number): Promise<void> => {
      await plan(`event of ${id}`, at, told(id, { dueAt: at }));
      const [claimed] = await claim(at);
      await finish(claimed, { outcome: 'dead', at, code: 'hub-not-found', reason: `${id} was lost` });
    };
    const arrives = async (id: string, at: number): Promise<void> => {
      await plan(`event of ${id}`, at, told(id, { dueAt: at }));
      const [claimed] = await claim(at);
      await finish(claimed, { at });
    };

    it('is looked at when a notification dies, and not for one that arrives or is tried again', async () => {
      await arrives('n1', 1_000);
      expect(await store().reports.find('failure')).toMatchObject(FAILURE);
      expect(await due('failure')).toBeUndefined();
      await plan('e2', 2_000, told('n2'));
      const [claimed] = await claim(2_000);
      await finish(claimed, { outcome: 'waiting', at: 2_000, dueAt: 90_000 });
      expect(await due('failure')).toBeUndefined();
      await dies('n3', 5_000);
      expect(await due('failure')).toBe(7_000);
    });

    it('is looked at when a notification arrives, while an issue is open or about to be', async () => {
      await dies('n1', 1_000);
      await store().reports.claim(9_000, 9);
      await arrives('n2', 10_000);
      expect(await due('failure')).toBe(12_000);
      await store().reports.finish({ id: 'failure', at: 10_100, number: 3, isOpen: true });
      await store().reports.claim(12_000, 9);
      await store().reports.finish({ id: 'failure', at: 12_100 });
      expect(await due('failure')).toBeUndefined();
      await arrives('n3', 20_000);
      expect(await due('failure')).toBe(22_000);
      await store().reports.claim(22_000, 9);
      await store().reports.finish({ id: 'failure', at: 22_100, isOpen: false, dueAt: 90_000 });
      await arrives('n4', 30_000);
      expect(await due('failure')).toBe(32_000);
      await store().reports.claim(32_000, 9);
      await store().reports.finish({ id: 'failure', at: 32_100 });
      await arrives('n5', 40_000);
      expect(await due('failure')).toBeUndefined();
    });

    it('counts those that died since the last one that arrived', async () => {
      expect(await store().reports.outcomes('failure')).toEqual({ dead: 0, waiting: 0 });
      await dies('n1', 1_000);
      await dies('n2', 2_000);
      const lastDead = { at: 2_000, spokeId: 70, code: 'hub-not-found', reason: 'n2 was lost' };
      expect(await store().reports.outcomes('failure')).toEqual({
        dead: 2,
        waiting: 0,
        firstDeadAt: 1_000,
        lastDead: { id: 'n2', ...lastDead },
      });
      await arrives('n3', 3_000);
      expect(await store().reports.outcomes('failure')).toEqual({
        dead: 0,
        waiting: 0,
        deliveredAt: 3_000,
      });
      await dies('n4', 4_000);
      await plan('e5', 5_000, told('n5', { dueAt: 5_000 }), told('n6', { dueAt: 9_000 }), told('n7'));
      const refused = told('n8', { state: 'refused', reason: 'no' });
      await plan('e6', 5_000, refused, told('n9', { failure: newReport('other', { kind: 'failure' }) }));
      for (const claimed of await claim(5_000)) {
        if (claimed.id === 'n7') await finish(claimed, { outcome: 'waiting', dueAt: 9_000 });
      }
      expect(await store().reports.outcomes('failure')).toMatchObject({
        dead: 1,
        waiting: 3,
        firstDeadAt: 4_000,
        lastDead: { id: 'n4', at: 4_000 },
        deliveredAt: 3_000,
      });
    });
  });

  it('an event that is planned twice does not touch its reports again', async () => {
    await settled(told('n1'));
    await store().events.planned('e1', planOf([told('n1', { eventId: 'e1' })], 8_000));
    expect(await due()).toBeUndefined();
  });
};
