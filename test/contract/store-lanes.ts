import { describe, expect, it } from 'vitest';
import { type GetStore } from './store-contract.ts';
import { endOf, heldUntil, idsOf, newNotification, planned } from './store-samples.ts';

export const describeLanes = (store: GetStore): void => {
  describe('lanes', () => {
    it('sends nothing of a held lane until its time, and goes on with the others', async () => {
      await planned(
        store(),
        newNotification('n1'),
        newNotification('n2'),
        newNotification('n3', { lane: 8, dueAt: 1_200 }),
      );
      const [first] = await store().notifications.claim(1_000, 1);
      await store().notifications.finish(heldUntil(first!, 60_000));
      expect(idsOf(await store().notifications.claim(59_999, 9))).toEqual(['n3']);
      expect(idsOf(await store().notifications.claim(60_000, 9))).toEqual(['n1', 'n2']);
    });

    it.each([{ lane: 7 }, { code: 'credentials-refused' } as const])(
      'are let go with %j when our credentials were refused, and not when they were told to wait',
      async (which) => {
        await planned(store(), newNotification('refused'), newNotification('limited', { lane: 8 }));
        for (const claimed of await store().notifications.claim(1_000, 9)) {
          const end = heldUntil(claimed, 60_000);
          await store().notifications.finish(
            claimed.lane === 7 ? { ...end, code: 'credentials-refused' } : end,
          );
        }
        await store().hubs.mend({ lane: 8 });
        expect(await store().notifications.claim(2_000, 9)).toEqual([]);
        await store().hubs.mend(which);
        expect(await store().notifications.strikes(7)).toBe(0);
        expect(idsOf(await store().notifications.claim(2_000, 9))).toEqual(['refused']);
        expect(idsOf(await store().notifications.claim(60_000, 9))).toEqual(['limited']);
      },
    );

    it('are served in the order in which they may send, where there is not room for all', async () => {
      await planned(
        store(),
        newNotification('later', { dueAt: 2_000 }),
        newNotification('sooner', { lane: 8, dueAt: 1_500 }),
        newNotification('last', { lane: 6, dueAt: 2_500 }),
      );
      const order = [];
      for (let turn = 0; turn < 3; turn += 1)
        order.push(...idsOf(await store().notifications.claim(5_000, 1)));
      expect(order).toEqual(['sooner', 'later', 'last']);
    });

    it('does not count an attempt that the lane cut short, and keeps its row', async () => {
      await planned(store(), newNotification('n1'));
      const [first] = await store().notifications.claim(1_000, 1);
      await store().notifications.finish(heldUntil(first!, 2_000));
      expect(await store().notifications.find('n1')).toMatchObject({ attempts: 0, lastAttempt: 1 });
      const [second] = await store().notifications.claim(2_000, 1);
      expect(second).toMatchObject({ attempts: 1, lastAttempt: 2 });
      await store().notifications.finish(endOf(second!));
      const attempts = await store().notifications.attempts('n1');
      expect(attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
        [1, 'waiting'],
        [2, 'delivered'],
      ]);
    });

    it('waits until the lane is free when it was not told when the notification is due', async () => {
      await planned(store(), newNotification('n1'));
      const [first] = await store().notifications.claim(1_000, 1);
      const { dueAt: _dueAt, ...end } = heldUntil(first!, 3_000);
      await store().notifications.finish(end);
      expect(await store().notifications.find('n1')).toMatchObject({ state: 'waiting', dueAt: 3_000 });
    });

    it('keeps the later end when two sends of a lane are told to wait', async () => {
      await planned(store(), newNotification('n1'), newNotification('n2'), newNotification('n3'));
      const claimed = await store().notifications.claim(1_000, 2);
      await store().notifications.finish(heldUntil(claimed[0]!, 60_000));
      await store().notifications.finish(heldUntil(claimed[1]!, 5_000));
      expect(await store().notifications.claim(59_999, 9)).toEqual([]);
      expect(await store().notifications.strikes(7)).toBe(2);
    });

    it('forgets the strikes of a lane when something of it is delivered, but not its hold', async () => {
      await planned(store(), newNotification('n1'), newNotification('n2'), newNotification('n3'));
      const [first, second] = await store().notifications.claim(1_000, 2);
      await store().notifications.finish(heldUntil(first!, 60_000));
      expect(await store().notifications.strikes(7)).toBe(1);
      await store().notifications.finish(endOf(second!));
      expect(await store().notifications.strikes(7)).toBe(0);
      expect(await store().notifications.claim(59_999, 9)).toEqual([]);
    });

    it('keeps the strikes of a lane when something of it fails for another reason', async () => {
      await planned(store(), newNotification('n1'), newNotification('n2'));
      const [first, second] = await store().notifications.claim(1_000, 2);
      await store().notifications.finish(heldUntil(first!, 2_000));
      await store().notifications.finish(endOf(second!, { outcome: 'dead', status: 404, reason: 'gone' }));
      expect(await store().notifications.strikes(7)).toBe(1);
    });

    it('counts no strikes for a lane that it does not know', async () => {
      expect(await store().notifications.strikes(99)).toBe(0);
    });

    it('spends no more of the hour than GitHub said is left, until the next hour', async () => {
      await planned(store(), ...Array.from({ length: 6 }, (_, place) => newNotification(`n${place}`)));
      const [first, second] = await store().notifications.claim(1_000, 2);
      await store().notifications.finish(endOf(first!, { quota: { left: 3, resetAt: 60_000 } }));
      await store().notifications.finish(endOf(second!, { quota: { left: 2, resetAt: 60_000 } }));
      expect(idsOf(await store().notifications.claim(2_000, 9))).toEqual(['n2', 'n3']);
      expect(await store().notifications.claim(59_999, 9)).toEqual([]);
      expect(await store().notifications.nextDue()).toBe(60_000);
      expect(idsOf(await store().notifications.claim(60_000, 9))).toEqual(['n4', 'n5']);
    });

    it('believes the lowest of an hour, whatever the order in which the answers came', async () => {
      await planned(store(), ...Array.from({ length: 6 }, (_, place) => newNotification(`n${place}`)));
      const [first, second, third] = await store().notifications.claim(1_000, 3);
      await store().notifications.finish(endOf(first!, { quota: { left: 1, resetAt: 60_000 } }));
      await store().notifications.finish(endOf(second!, { quota: { left: 2, resetAt: 60_000 } }));
      await store().notifications.finish(endOf(third!, { quota: { left: 99, resetAt: 50_000 } }));
      expect(await store().notifications.claim(2_000, 9)).toHaveLength(1);
    });

    it('knows when the next one may be sent, held lanes counted', async () => {
      expect(await store().notifications.nextDue()).toBeUndefined();
      await planned(
        store(),
        newNotification('n1', { dueAt: 1_000 }),
        newNotification('n2', { dueAt: 2_000 }),
        newNotification('n3', { dueAt: 9_000, lane: 8 }),
      );
      expect(await store().notifications.nextDue()).toBe(1_000);
      const [first] = await store().notifications.claim(1_000, 1);
      expect(await store().notifications.nextDue()).toBe(2_000);
      await store().notifications.finish(heldUntil(first!, 60_000));
      expect(await store().notifications.nextDue()).toBe(9_000);
      const [third] = await store().notifications.claim(9_000, 9);
      await store().notifications.finish(endOf(third!, { outcome: 'waiting', dueAt: 70_000, reason: '503' }));
      expect(await store().notifications.nextDue()).toBe(60_000);
    });
  });
};
