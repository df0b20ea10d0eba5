import { describe, expect, it } from 'vitest';
import { type NewNotification } from '../../src/flow/notification-ports.ts';
import { type NewEvent } from '../../src/flow/ports.ts';
import { type GetStore } from './store-contract.ts';
import { DEADLINE, endOf, idsOf, newEvent, newNotification, planOf } from './store-samples.ts';

/** Later than everything here. */
const LATER = 1_000_000;

export const describeExpire = (getStore: GetStore): void => {
  describe('expiry', () => {
    const store = (): ReturnType<GetStore> => getStore();
    const record = (id: string, changes: Partial<NewEvent> = {}): Promise<unknown> =>
      store().events.record(newEvent(id, changes), DEADLINE);
    const plan = async (id: string, ...notifications: readonly NewNotification[]): Promise<void> => {
      await store().events.planned(
        id,
        planOf(notifications.map((notification) => ({ ...notification, eventId: id }))),
      );
    };
    const expire = async (before: number, limit: number): Promise<number> =>
      (await store().events.expire(before, limit)).events;
    const left = async (): Promise<readonly string[]> =>
      idsOf(await store().events.list({ limit: 99 })).toSorted();

    it('deletes what came before that time, and says how many', async () => {
      for (const [id, receivedAt] of [
        ['e1', 1_000],
        ['e2', 1_999],
        ['e3', 2_000],
      ] as const) {
        await record(id, { receivedAt });
        await plan(id);
      }
      expect(await expire(2_000, 9)).toBe(2);
      expect(await left()).toEqual(['e3']);
      expect(await expire(2_000, 9)).toBe(0);
    });

    it('deletes the oldest first, and no more than asked for', async () => {
      for (const [id, receivedAt] of [
        ['new', 3_000],
        ['old', 1_000],
        ['middle', 2_000],
      ] as const) {
        await record(id, { receivedAt });
        await plan(id);
      }
      expect(await expire(LATER, 2)).toBe(2);
      expect(await left()).toEqual(['new']);
    });

    it('takes finished notifications and their attempts along', async () => {
      await record('e1');
      await plan(
        'e1',
        newNotification('delivered', { hubId: 81 }),
        newNotification('dead', { hubId: 82 }),
        newNotification('refused', { state: 'refused', reason: 'the hub accepts nobody' }),
      );
      for (const claimed of await store().notifications.claim(1_000, 9)) {
        const outcome = claimed.id === 'dead' ? 'dead' : 'delivered';
        await store().notifications.finish(endOf(claimed, { outcome }));
      }
      expect(await expire(LATER, 9)).toBe(1);
      expect(await store().notifications.list({ limit: 9 })).toEqual([]);
      expect(await store().notifications.attempts('delivered')).toEqual([]);
    });

    it('keeps an event of which something is yet to be sent, whole', async () => {
      await record('e1');
      await plan(
        'e1',
        newNotification('sent', { hubId: 81 }),
        newNotification('unsent', { hubId: 82, dueAt: 5_000 }),
      );
      const [sent] = await store().notifications.claim(1_000, 9);
      await store().notifications.finish(endOf(sent!));
      expect(await expire(LATER, 9)).toBe(0);
      const [sending] = await store().notifications.claim(5_000, 9);
      expect(sending).toMatchObject({ id: 'unsent', state: 'sending' });
      expect(await expire(LATER, 9)).toBe(0);
      await store().notifications.finish(
        endOf(sending!, { outcome: 'waiting', dueAt: 9_000, reason: '503' }),
      );
      expect(await expire(LATER, 9)).toBe(0);
      const [again] = await store().notifications.claim(9_000, 9);
      await store().notifications.finish(endOf(again!));
      expect(await store().notifications.attempts('unsent')).toHaveLength(2);
      expect(await expire(LATER, 9)).toBe(1);
      expect(await left()).toEqual([]);
    });

    it('keeps an event that is yet to be planned, and deletes one that was rejected', async () => {
      await record('recorded');
      await record('rejected', { state: 'rejected', reason: 'a push must have: repository' });
      expect(await expire(LATER, 9)).toBe(1);
      expect(await left()).toEqual(['recorded']);
    });

    it('passes over those that must stay, and deletes newer ones', async () => {
      await record('stays', { receivedAt: 1 });
      await record('goes', { receivedAt: 2 });
      await plan('goes');
      expect(await expire(LATER, 1)).toBe(1);
      expect(await left()).toEqual(['stays']);
    });

    describe('of what waits for a broken hub', () => {
      const ref = 'refs/heads/main';
      /** Broken at 2,000; one older and one newer notification of the same ref wait for it. */
      const breakHub = async (): Promise<void> => {
        await record('e1');
        await plan('e1', ...['a', 'b', 'c'].map((id) => newNotification(id)));
        for (const claimed of await store().notifications.claim(1_000, 9)) {
          await store().notifications.finish(endOf(claimed, { outcome: 'dead', isHubAtFault: true }));
        }
        for (const [id, receivedAt] of [
          ['older', 3_000],
          ['newer', 5_000],
        ] as const) {
          await record(id, { receivedAt });
          await plan(id, newNotification(id, { ref, occurredAt: receivedAt }));
        }
      };
      const held = async (): Promise<number | undefined> => (await store().hubs.broken())[0]?.held;

      it('keeps it while the hub has not been broken for all that time', async () => {
        await breakHub();
        expect(await store().events.expire(2_000, 9)).toEqual({ events: 1, unsent: 0 });
        expect(await left()).toEqual(['newer', 'older']);
        expect(await held()).toBe(2);
      });

      it('deletes it after that, and the next one of its ref goes when the hub is mended', async () => {
        await breakHub();
        expect(await store().events.expire(4_000, 9)).toEqual({ events: 2, unsent: 1 });
        expect(await left()).toEqual(['newer']);
        expect(await held()).toBe(1);
        expect(await store().notifications.claim(9_000, 9)).toEqual([]);
        await store().hubs.mend({ hubIds: [80] });
        expect(idsOf(await store().notifications.claim(9_000, 9))).toEqual(['newer']);
      });

      it('keeps it once the hub is mended, however old it is', async () => {
        await breakHub();
        await store().hubs.mend({ hubIds: [80] });
        expect(await store().events.expire(LATER, 9)).toEqual({ events: 1, unsent: 0 });
        expect(idsOf(await store().notifications.claim(9_000, 9))).toEqual(['older']);
      });

      it('keeps an event of which something waits for another hub', async () => {
        await breakHub();
        await record('both', { receivedAt: 3_500 });
        await plan('both', newNotification('held'), newNotification('hopeful', { hubId: 81 }));
        expect(await store().events.expire(4_000, 9)).toEqual({ events: 2, unsent: 1 });
        expect(await left()).toEqual(['both', 'newer']);
      });
    });

    it('records an event again that comes after it was deleted', async () => {
      await record('e1');
      await plan('e1');
      expect(await record('e1')).toBe('duplicate');
      await store().events.expire(LATER, 9);
      expect(await record('e1')).toBe('recorded');
    });
  });
};
