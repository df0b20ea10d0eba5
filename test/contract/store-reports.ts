import { describe, expect, it } from 'vitest';
import { type ReportEnd } from '../../src/flow/report-ports.ts';
import { dueAtOf, newReport, planFor, writeAll } from './report-samples.ts';
import { type GetStore } from './store-contract.ts';
import { endOf, heldUntil, idsOf, newNotification, planned } from './store-samples.ts';

export const describeReports = (store: GetStore): void => {
  const reports = () => store().reports;
  const ask = (id: string, dueAt: number, changes: Partial<ReturnType<typeof newReport>> = {}) =>
    reports().ask([{ report: newReport(id, changes), dueAt }]);
  const finish = (id: string, changes: Partial<ReportEnd> = {}) =>
    reports().finish({ id, at: 2_000, ...changes });

  describe('reports that are asked for', () => {
    it('are made, with what their kind needs to know', async () => {
      await ask('r1', 1_000);
      expect(await reports().find('r1')).toEqual({
        ...newReport('r1'),
        dueAt: 1_000,
        tries: 0,
        isUncertain: false,
        isOpen: false,
        updatedAt: 1_000,
      });
      expect(await reports().find('r2')).toBeUndefined();
    });

    it('are as they were asked for last, and due as early as they ever were', async () => {
      await ask('r1', 3_000);
      await ask('r1', 4_000, { lane: 6, repositoryId: 71, subject: { sha: 'other' } });
      expect(await reports().find('r1')).toMatchObject({
        lane: 6,
        repositoryId: 71,
        subject: { sha: 'other' },
        dueAt: 3_000,
      });
      await ask('r1', 2_000);
      expect(await dueAtOf(store(), 'r1')).toBe(2_000);
    });

    it('keep what GitHub knows of them', async () => {
      await ask('r1', 1_000);
      await reports().claim(1_000, 9);
      await finish('r1', { number: 44, written: 'told', isOpen: true });
      await ask('r1', 5_000);
      expect(await reports().find('r1')).toMatchObject({
        number: 44,
        written: 'told',
        isOpen: true,
        dueAt: 5_000,
      });
    });

    it('may be many at once, and the same one twice', async () => {
      const many = Array.from({ length: 250 }, (_, place) => newReport(`r${place}`));
      const due = [...many, ...many.toReversed()].map((report, place) => ({ report, dueAt: 9_000 - place }));
      await reports().ask(due);
      expect(await dueAtOf(store(), 'r0')).toBe(9_000 - 499);
      expect(await dueAtOf(store(), 'r249')).toBe(9_000 - 250);
      await reports().ask([]);
      const twice = [1_000, 2_000].map((dueAt) => ({ report: newReport('twice'), dueAt }));
      await reports().ask(twice);
      expect(await dueAtOf(store(), 'twice')).toBe(1_000);
    });
  });

  describe('claiming reports', () => {
    it('takes what is due, the longest due first, and each once', async () => {
      await ask('b', 2_000);
      await ask('a', 3_000);
      await ask('c', 1_000, { lane: 6 });
      await ask('later', 3_001);
      const [first] = await reports().claim(3_000, 1);
      expect(first).toMatchObject({ ...newReport('c', { lane: 6 }), tries: 0 });
      expect(first).not.toHaveProperty('dueAt');
      expect(idsOf(await reports().claim(3_000, 9))).toEqual(['b', 'a']);
      expect(await reports().claim(3_000, 9)).toEqual([]);
    });

    it('lets notifications of its lane go first, and no others', async () => {
      await ask('r1', 1_000, { lane: 7 });
      await ask('elsewhere', 1_500, { lane: 8 });
      await planned(store(), newNotification('n1', { dueAt: 2_000 }));
      expect(idsOf(await reports().claim(2_000, 9))).toEqual(['elsewhere']);
      expect(await reports().claim(1_999, 9)).toMatchObject([{ id: 'r1' }]);
      await finish('r1', { dueAt: 2_000 });
      expect(await reports().nextDue()).toBe(3_000);
      await store().notifications.claim(2_000, 9);
      expect(await reports().nextDue()).toBe(2_000);
      expect(idsOf(await reports().claim(2_000, 9))).toEqual(['r1']);
    });

    it('does not wait for a notification that waits for its broken hub', async () => {
      await planned(store(), ...['a', 'b', 'c', 'd'].map((id) => newNotification(id)));
      for (const claimed of await store().notifications.claim(1_000, 3)) {
        await store().notifications.finish(endOf(claimed, { outcome: 'dead', isHubAtFault: true }));
      }
      await ask('r1', 1_000, { lane: 7 });
      expect(await reports().nextDue()).toBe(1_000);
      expect(idsOf(await reports().claim(2_000, 9))).toEqual(['r1']);
    });

    it('waits with a lane that is held', async () => {
      await planned(store(), newNotification('n1'));
      const [claimed] = await store().notifications.claim(1_000, 1);
      await store().notifications.finish(heldUntil(claimed!, 60_000));
      await ask('r1', 1_000, { lane: 7 });
      await ask('r2', 1_000, { lane: 8 });
      expect(idsOf(await reports().claim(59_999, 9))).toEqual(['r2']);
      expect(await reports().nextDue()).toBe(61_000);
      expect(await reports().claim(60_000, 9)).toEqual([]);
      const [again] = await store().notifications.claim(60_000, 9);
      await store().notifications.finish(endOf(again!, { at: 60_000 }));
      expect(idsOf(await reports().claim(60_000, 9))).toEqual(['r1']);
    });

    it('takes no more than what is under way leaves room for', async () => {
      await planned(store(), ...Array.from({ length: 15 }, (_, place) => newNotification(`n${place}`)));
      const sending = await store().notifications.claim(1_000, 99);
      for (let place = 0; place < 9; place += 1) await ask(`r${place}`, 1_000, { lane: 7 });
      expect(await reports().claim(1_000, 99)).toHaveLength(5);
      expect(await reports().claim(1_000, 99)).toEqual([]);
      expect(await reports().nextDue()).toBeUndefined();
      await store().notifications.finish(endOf(sending[0]!));
      expect(await reports().nextDue()).toBe(1_000);
      expect(await reports().claim(1_000, 99)).toHaveLength(1);
    });

    it('spends of the lane’s hour as notifications do', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await ask(id, 1_000, { lane: 7 });
      await reports().claim(1_000, 1);
      await finish('a', { quota: { left: 2, resetAt: 60_000 } });
      expect(idsOf(await reports().claim(2_000, 9))).toEqual(['b', 'c']);
      expect(await reports().nextDue()).toBe(60_000);
      await planned(store(), newNotification('n1'));
      expect(await store().notifications.claim(59_999, 9)).toEqual([]);
      expect(await store().notifications.nextDue()).toBe(60_000);
      expect(await reports().claim(59_999, 9)).toEqual([]);
    });

    it('does not move the turns of the hubs', async () => {
      await planned(store(), ...['n1', 'n2', 'n3'].map((id) => newNotification(id)));
      await store().notifications.claim(1_000, 1);
      await ask('r1', 500, { lane: 7 });
      await reports().claim(900, 9);
      await planFor(store(), 'e2', 1_000, newNotification('other', { hubId: 81 }));
      expect(idsOf(await store().notifications.claim(1_000, 9))).toEqual(['n2', 'other', 'n3']);
    });
  });

  describe('when a report was written', () => {
    it('keeps what was said of it, and what was not said stays', async () => {
      await ask('r1', 1_000);
      await reports().claim(1_000, 9);
      await finish('r1', { at: 1_100, isUncertain: true, reason: 'no answer', isRetry: true, dueAt: 5_000 });
      expect(await reports().find('r1')).toMatchObject({
        isUncertain: true,
        reason: 'no answer',
        tries: 1,
        dueAt: 5_000,
        updatedAt: 1_100,
      });
      await reports().claim(5_000, 9);
      await finish('r1', { at: 5_100, isRetry: true, dueAt: 9_000, isOpen: true, number: 44 });
      const second = await reports().find('r1');
      expect(second).toMatchObject({ tries: 2, isUncertain: true, isOpen: true, number: 44 });
      expect(second).not.toHaveProperty('reason');
      await reports().claim(9_000, 9);
      await finish('r1', { at: 9_100, written: 'told', isUncertain: false, isOpen: false });
      const third = await reports().find('r1');
      expect(third).toMatchObject({ tries: 0, number: 44, written: 'told', writtenAt: 9_100 });
      expect(third).toMatchObject({ isUncertain: false, isOpen: false });
      expect(third).not.toHaveProperty('dueAt');
      expect(await reports().nextDue()).toBeUndefined();
    });

    it('is looked at again for what changed while it was being written', async () => {
      await ask('r1', 1_000);
      await reports().claim(1_000, 9);
      await ask('r1', 3_000);
      expect(await reports().claim(9_000, 9)).toEqual([]);
      expect(await reports().nextDue()).toBeUndefined();
      await finish('r1', { written: 'told', dueAt: 8_000 });
      expect(await dueAtOf(store(), 'r1')).toBe(3_000);
      expect(idsOf(await reports().claim(3_000, 9))).toEqual(['r1']);
    });

    it('does nothing for one that is gone', async () => {
      await finish('gone', { holdLaneUntil: 9_000 });
      expect(await reports().find('gone')).toBeUndefined();
    });

    it('has its lane wait when GitHub says so, notifications too', async () => {
      await ask('r1', 1_000, { lane: 7 });
      await planned(store(), newNotification('n1', { dueAt: 5_000 }));
      await reports().claim(1_000, 9);
      await finish('r1', { holdLaneUntil: 60_000, isRetry: true, dueAt: 60_000 });
      expect(await store().notifications.strikes(7)).toBe(1);
      expect(await store().notifications.claim(59_999, 9)).toEqual([]);
      expect(await store().notifications.nextDue()).toBe(60_000);
    });

    it('forgets the strikes of its lane, and does not where it could not be written', async () => {
      await ask('r1', 1_000);
      await reports().claim(1_000, 9);
      await finish('r1', { holdLaneUntil: 3_000, isRetry: true, dueAt: 3_000 });
      await reports().claim(3_000, 9);
      await finish('r1', { isRetry: true, dueAt: 4_000, reason: '404' });
      expect(await store().notifications.strikes(5)).toBe(1);
      await reports().claim(4_000, 9);
      await finish('r1', { written: 'told' });
      expect(await store().notifications.strikes(5)).toBe(0);
    });
  });

  describe('after a crash', () => {
    it('looks again at what was begun, and is not sure of what had no number', async () => {
      for (const id of ['known', 'unknown', 'waits', 'done']) await ask(id, 1_000);
      await reports().claim(1_000, 9);
      await finish('known', { number: 1, dueAt: 1_500 });
      await finish('done', { number: 2, written: 'told' });
      await finish('waits', { dueAt: 9_000 });
      await reports().claim(1_500, 9);
      expect(await reports().release(2_000)).toBe(2);
      const again = await reports().claim(2_000, 9);
      expect(again).toMatchObject([
        { id: 'known', isUncertain: false },
        { id: 'unknown', isUncertain: true },
      ]);
      expect(await dueAtOf(store(), 'waits')).toBe(9_000);
      await writeAll(store(), 2_000);
      for (const { id } of again) await finish(id, { number: 3 });
      expect(await reports().release(3_000)).toBe(0);
    });
  });

  describe('when the next report may be taken', () => {
    it('is when the first is due, in whatever lane', async () => {
      expect(await reports().nextDue()).toBeUndefined();
      await ask('r1', 5_000);
      await ask('r2', 4_000, { lane: 6 });
      expect(await reports().nextDue()).toBe(4_000);
      await reports().claim(4_000, 9);
      expect(await reports().nextDue()).toBe(5_000);
    });

    it('does not mind a notification that is due later', async () => {
      await ask('r1', 4_000, { lane: 7 });
      await planned(store(), newNotification('n1', { dueAt: 4_001 }));
      expect(await reports().nextDue()).toBe(4_000);
      await planFor(store(), 'e2', 1_000, newNotification('n2', { dueAt: 4_000 }));
      expect(await reports().nextDue()).toBe(5_000);
    });
  });
};
