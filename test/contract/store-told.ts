import { describe, expect, it } from 'vitest';
import { type NewNotification } from '../../src/flow/notification-ports.ts';
import { type GetStore } from './store-contract.ts';
import { endOf, heldUntil, newEvent, newNotification, planned, planOf, DEADLINE } from './store-samples.ts';

const ALWAYS = { from: 0, to: 1e13 };

export const describeTold = (store: GetStore): void => {
  /** Planned, and claimed at this time. */
  const sends = async (at: number, ...notifications: readonly NewNotification[]): Promise<void> => {
    const id = `event-${at}`;
    await store().events.record(newEvent(id), DEADLINE);
    const own = notifications.map((notification) => ({ ...notification, eventId: id }));
    await store().events.planned(id, planOf(own));
    await store().notifications.claim(at, notifications.length);
  };
  const aChain = (id: string, changes: Partial<NewNotification> = {}): NewNotification =>
    newNotification(id, { chain: [60, 70], streak: 2, ...changes });

  describe('what led to an event', () => {
    it('tells the chains of those that were sent, of these ids and no others, in the order of their ids', async () => {
      await sends(1_000, aChain('n2'), aChain('n1', { chain: [70] }), aChain('n3'));
      expect(await store().notifications.told(['n2', 'n1', 'n9'], ALWAYS)).toEqual([
        { id: 'n1', chain: [70], hubId: 80 },
        { id: 'n2', chain: [60, 70], hubId: 80 },
      ]);
    });

    it('tells nothing of what was never sent', async () => {
      await planned(store(), aChain('pending'), aChain('refused', { state: 'refused' }));
      expect(await store().notifications.told(['pending', 'refused'], ALWAYS)).toEqual([]);
      expect(await store().notifications.streak(80, ALWAYS)).toBe(0);
    });

    it('tells of what may have arrived, and of what was taken, from when to when it was asked', async () => {
      await sends(1_000, aChain('n1'));
      const asked = (from: number, to: number): Promise<readonly object[]> =>
        store().notifications.told(['n1'], { from, to });
      expect(await asked(1_000, 1_000)).toHaveLength(1);
      expect(await asked(1_001, 9_999)).toEqual([]);
      expect(await asked(0, 999)).toEqual([]);
      const n1 = (await store().notifications.find('n1'))!;
      await store().notifications.finish(endOf(n1, { at: 2_000 }));
      expect(await asked(2_000, 2_000)).toHaveLength(1);
      await sends(3_000, aChain('n2'));
      await store().notifications.finish(heldUntil((await store().notifications.find('n2'))!, 9_000));
      expect(await store().notifications.told(['n2'], ALWAYS)).toHaveLength(1);
    });

    it('knows the longest streak of what one hub was sent in a time', async () => {
      await sends(1_000, aChain('n1', { streak: 5 }), aChain('n2', { streak: 7, hubId: 81 }));
      await sends(2_000, aChain('n3', { streak: 3 }));
      const streak = (hub: number, from: number, to: number): Promise<number> =>
        store().notifications.streak(hub, { from, to });
      expect(await streak(80, 0, 2_000)).toBe(5);
      expect(await streak(80, 1_001, 2_000)).toBe(3);
      expect(await streak(81, 0, 2_000)).toBe(7);
      expect(await streak(80, 2_001, 9_999)).toBe(0);
      expect(await streak(82, 0, 9_999)).toBe(0);
    });

    it.each([
      ['the newer', 1_000, 2_000],
      ['the older', 2_000, 1_000],
    ])(
      'lets what goes in place of a burst stand for its longest chain, be it of %s',
      async (_, long, short) => {
        const burst = { ref: 'refs/heads/main', coalesce: 500, dueAt: 3_000 };
        await store().events.record(newEvent('e1'), DEADLINE);
        await store().events.planned(
          'e1',
          planOf([aChain('long', { ...burst, occurredAt: long, chain: [50, 60, 70], streak: 4 })]),
        );
        await store().events.record(newEvent('e2'), DEADLINE);
        await store().events.planned(
          'e2',
          planOf([aChain('short', { ...burst, eventId: 'e2', occurredAt: short, chain: [70], streak: 1 })]),
        );
        const [sent] = await store().notifications.claim(9_000, 9);
        expect(sent).toMatchObject({ chain: [50, 60, 70], streak: 4 });
        expect(await store().notifications.find(sent!.id)).toMatchObject({ chain: [50, 60, 70], streak: 4 });
      },
    );
  });
};
