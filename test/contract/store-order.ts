import { describe, expect, it } from 'vitest';
import { type NewNotification } from '../../src/flow/notification-ports.ts';
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

const MAIN = 'refs/heads/main';

/** Of one hub, event type and ref. */
const inLine = (id: string, changes: Partial<NewNotification> = {}): NewNotification =>
  newNotification(id, { ref: MAIN, ...changes });

export const describeOrder = (store: GetStore): void => {
  const claim = (now = 5_000, limit = 9) => store().notifications.claim(now, limit);
  const plan = async (event: string, ...notifications: readonly NewNotification[]): Promise<void> => {
    await store().events.record(newEvent(event), DEADLINE);
    await store().events.planned(
      event,
      planOf(notifications.map((notification) => ({ ...notification, eventId: event }))),
    );
  };

  describe('order', () => {
    it('sends those of one hub, event type and ref one after the other', async () => {
      await planned(store(), inLine('n1'), inLine('n2'), inLine('n3'));
      const [first] = await claim();
      expect(idsOf(await claim())).toEqual([]);
      await store().notifications.finish(endOf(first!));
      expect([first!.id, ...idsOf(await claim())]).toEqual(['n1', 'n2']);
    });

    it('sends those of another hub, event type or ref meanwhile', async () => {
      await planned(
        store(),
        inLine('n1'),
        inLine('n2', { ref: 'refs/heads/next' }),
        inLine('n3', { eventType: 'release' }),
        inLine('n4', { hubId: 81, hub: 'acme/other' }),
        inLine('n5', { spokeId: 71, spoke: 'acme/spoke-2' }),
      );
      expect(idsOf(await claim()).toSorted()).toEqual(['n1', 'n2', 'n3', 'n4']);
    });

    it('goes by when GitHub created the events, and by their arrival where that is the same', async () => {
      await plan('e1', inLine('n1', { occurredAt: 3_000 }), inLine('n2', { occurredAt: 2_000 }));
      await plan('e2', inLine('n3', { occurredAt: 2_000 }), inLine('n4', { occurredAt: 1_000 }));
      const order: string[] = [];
      for (let next = await claim(); next.length > 0; next = await claim()) {
        order.push(...idsOf(next));
        await store().notifications.finish(endOf(next[0]!));
      }
      expect(order).toEqual(['n4', 'n2', 'n3', 'n1']);
    });

    it('does not overtake what is being sent, even with an older event that came late', async () => {
      await plan('e1', inLine('n1', { occurredAt: 3_000 }));
      const [first] = await claim();
      await plan('e2', inLine('n2', { occurredAt: 2_000 }));
      expect(await claim()).toEqual([]);
      await store().notifications.finish(endOf(first!, { outcome: 'waiting', dueAt: 4_000 }));
      expect(idsOf(await claim())).toEqual(['n2']);
    });

    it('holds back the successors of one that waits, and of one whose lane was told to wait', async () => {
      await planned(store(), inLine('n1'), inLine('n2'));
      const [first] = await claim(1_000);
      await store().notifications.finish(endOf(first!, { outcome: 'waiting', dueAt: 9_000 }));
      expect(await claim(8_999)).toEqual([]);
      expect(await store().notifications.nextDue()).toBe(9_000);
      const [again] = await claim(9_000);
      expect(again?.id).toBe('n1');
      await store().notifications.finish(heldUntil(again!, 20_000));
      expect(idsOf(await claim(20_000))).toEqual(['n1']);
    });

    it('does not hold back the successors of a dead one', async () => {
      await planned(store(), inLine('n1'), inLine('n2'));
      const [first] = await claim();
      await store().notifications.finish(endOf(first!, { outcome: 'dead', status: 422 }));
      expect(idsOf(await claim())).toEqual(['n2']);
    });

    it('keeps the order when the process that was sending died', async () => {
      await planned(store(), inLine('n1'), inLine('n2'));
      await claim(1_000);
      await store().notifications.release(1_500, 999_999);
      expect(idsOf(await claim())).toEqual(['n1']);
    });
  });

  describe('fairness', () => {
    it('serves the hubs of a lane in turns, however many each of them has', async () => {
      const many = Array.from({ length: 300 }, (_, place) => newNotification(`big${place}`));
      await plan('e1', ...many);
      expect(idsOf(await claim(5_000, 4))).toEqual(['big0', 'big1', 'big2', 'big3']);
      await plan('e2', newNotification('small1', { hubId: 81 }), newNotification('small2', { hubId: 81 }));
      expect(idsOf(await claim(5_000, 4))).toEqual(['big4', 'small1', 'big5', 'small2']);
    });

    it('keeps no turns for a hub that had nothing to send for a while', async () => {
      await plan('e1', ...Array.from({ length: 10 }, (_, place) => newNotification(`a${place}`)));
      for (const one of await claim(5_000, 8)) await store().notifications.finish(endOf(one));
      const late = Array.from({ length: 4 }, (_, place) => newNotification(`b${place}`, { hubId: 81 }));
      await plan('e2', ...late);
      expect(idsOf(await claim(5_000, 4))).toEqual(['a8', 'b0', 'a9', 'b1']);
    });

    it('counts those that are under way already among the twenty of a lane', async () => {
      const many = Array.from({ length: 30 }, (_, place) =>
        newNotification(`n${place}`, { ref: `r${place}` }),
      );
      await planned(store(), ...many);
      expect(await store().notifications.claim(1_000, 15)).toHaveLength(15);
      expect(await store().notifications.claim(1_000, 30)).toHaveLength(5);
    });

    it('has no more than twenty of a lane under way, and leaves the rest of the places to other lanes', async () => {
      const one = Array.from({ length: 50 }, (_, place) => newNotification(`a${place}`));
      await plan('e1', ...one, newNotification('b', { lane: 8, hubId: 81 }));
      const claimed = idsOf(await claim(5_000, 40));
      expect(claimed).toHaveLength(21);
      expect(claimed).toContain('b');
      expect(await claim(5_000, 40)).toEqual([]);
      expect(await store().notifications.nextDue()).toBeUndefined();
    });
  });
};
