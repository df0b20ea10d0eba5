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

    describe('that are held because our credentials were refused', () => {
      /** Lanes 7 and 9 for that, with another reason to wait beside it in 7; lane 8 was told to wait. */
      const hold = async (): Promise<void> => {
        await planned(
          store(),
          newNotification('refused'),
          newNotification('failed'),
          newNotification('limited', { lane: 8 }),
          newNotification('elsewhere', { lane: 9 }),
        );
        for (const claimed of await store().notifications.claim(1_000, 9)) {
          const end = heldUntil(claimed, 60_000);
          const failed = { outcome: 'waiting', reason: '503', dueAt: 50_000 } as const;
          if (claimed.id === 'failed') await store().notifications.finish(endOf(claimed, failed));
          else if (claimed.id === 'limited') await store().notifications.finish(end);
          else await store().notifications.finish({ ...end, code: 'credentials-refused' });
        }
      };

      it('are let go one by one', async () => {
        await hold();
        await store().hubs.mend({ lane: 8 });
        expect(await store().notifications.strikes(8)).toBe(1);
        await store().hubs.mend({ lane: 7 });
        expect(await store().notifications.strikes(7)).toBe(0);
        expect(idsOf(await store().notifications.claim(2_000, 9))).toEqual(['refused']);
        expect(idsOf(await store().notifications.claim(50_000, 9))).toEqual(['failed']);
        expect(idsOf(await store().notifications.claim(60_000, 9)).toSorted()).toEqual([
          'elsewhere',
          'limited',
        ]);
      });

      it('are let go all together, and not one that was told to wait', async () => {
        await hold();
        await store().hubs.mend({ code: 'credentials-refused' });
        expect(idsOf(await store().notifications.claim(2_000, 9)).toSorted()).toEqual([
          'elsewhere',
          'refused',
        ]);
        expect(await store().notifications.strikes(8)).toBe(1);
      });

      it('are not let go when they were told to wait beside that', async () => {
        await planned(store(), newNotification('refused'), newNotification('limited'));
        const [refused, limited] = await store().notifications.claim(1_000, 9);
        await store().notifications.finish({
          ...heldUntil(refused!, 60_000),
          code: 'credentials-refused',
        });
        await store().notifications.finish(heldUntil(limited!, 70_000));
        await store().hubs.mend({ lane: 7 });
        expect(await store().notifications.claim(69_999, 9)).toEqual([]);
      });
    });

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
      expect(await store().notifications.claim(55_000, 9)).toEqual([]);
    });

    it('goes on spending what is left of the hour while no answer tells more', async () => {
      await planned(store(), ...Array.from({ length: 6 }, (_, place) => newNotification(`n${place}`)));
      const [first] = await store().notifications.claim(1_000, 1);
      await store().notifications.finish(endOf(first!, { quota: { left: 4, resetAt: 60_000 } }));
      expect(await store().notifications.claim(2_000, 1)).toHaveLength(1);
      expect(await store().notifications.claim(2_000, 1)).toHaveLength(1);
      expect(await store().notifications.claim(2_000, 9)).toHaveLength(2);
      expect(await store().notifications.claim(2_000, 9)).toEqual([]);
    });

    it('looks at each lane by itself', async () => {
      await planned(
        store(),
        newNotification('held', { dueAt: 1_000 }),
        newNotification('next', { dueAt: 1_000 }),
        newNotification('later', { lane: 8, dueAt: 9_000 }),
      );
      const [held] = await store().notifications.claim(1_000, 1);
      await store().notifications.finish(heldUntil(held!, 60_000));
      expect(await store().notifications.nextDue()).toBe(9_000);
      await store().notifications.claim(9_000, 1);
      expect(await store().notifications.nextDue()).toBe(60_000);
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
