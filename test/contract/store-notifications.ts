import { describe, expect, it } from 'vitest';
import { LEASE } from '../../src/flow/notification-ports.ts';
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

export const describeNotifications = (store: GetStore): void => {
  describe('notifications', () => {
    it('gives back a notification as it was planned', async () => {
      const notification = newNotification('n1', { payload: { list: [1, null, { a: 'ü' }] } });
      await planned(store(), notification);
      expect(await store().notifications.find('n1')).toStrictEqual({
        ...notification,
        attempts: 0,
        lastAttempt: 0,
        createdAt: 1_000,
        updatedAt: 1_000,
      });
    });

    it('leaves absent what a refused notification does not have', async () => {
      const { hubId: _hubId, lane: _lane, ref: _ref, ...rest } = newNotification('n1');
      await planned(store(), { ...rest, state: 'refused', reason: 'the hub accepts nobody' });
      const found = await store().notifications.find('n1');
      expect(found).toMatchObject({ state: 'refused', reason: 'the hub accepts nobody' });
      for (const absent of ['hubId', 'lane', 'ref', 'code']) expect(found).not.toHaveProperty(absent);
    });

    it('takes none whose id, which is of one event and one route, is there already, and changes nothing then', async () => {
      await planned(store(), newNotification('n1'));
      await store().notifications.claim(1_000, 1);
      await store().events.record(newEvent('e2'), DEADLINE);
      const again = planOf([newNotification('n2'), newNotification('n1', { hub: 'acme/other' })]);
      await expect(store().events.planned('e2', again)).rejects.toThrow();
      expect(await store().notifications.find('n2')).toBeUndefined();
      expect(await store().notifications.find('n1')).toMatchObject({ state: 'sending', hub: 'acme/hub' });
    });

    it('puts as many notifications on record as an event has', async () => {
      const many = Array.from({ length: 450 }, (_, place) => newNotification(`n${place}`));
      await planned(store(), ...many);
      const found = await store().notifications.list({ limit: 1_000 });
      expect(idsOf(found).toSorted()).toEqual(idsOf(many).toSorted());
    });

    it('claims what is due, in the order in which it was planned, and no more than asked for', async () => {
      await planned(
        store(),
        newNotification('n1', { dueAt: 1_301 }),
        newNotification('n2', { dueAt: 1_200 }),
        newNotification('n3', { dueAt: 1_100 }),
        newNotification('n4', { dueAt: 1_300 }),
      );
      expect(idsOf(await store().notifications.claim(1_300, 2))).toEqual(['n2', 'n3']);
      expect(idsOf(await store().notifications.claim(1_300, 9))).toEqual(['n4']);
      expect(idsOf(await store().notifications.claim(1_300, 9))).toEqual([]);
    });

    it('counts the attempt and opens its row when it claims', async () => {
      await planned(store(), newNotification('n1'));
      const [claimed] = await store().notifications.claim(1_500, 9);
      expect(claimed).toMatchObject({ state: 'sending', attempts: 1, lastAttempt: 1, updatedAt: 1_500 });
      const { receivedAt, ...rest } = claimed!;
      expect(rest).toEqual(await store().notifications.find('n1'));
      expect(receivedAt).toBe((await store().events.find(rest.eventId))?.receivedAt);
      expect(await store().notifications.attempts('n1')).toStrictEqual([
        { notificationId: 'n1', number: 1, startedAt: 1_500, mayHaveArrived: false },
      ]);
    });

    it('gives each notification to one of those that claim at the same time', async () => {
      const many = Array.from({ length: 20 }, (_, place) => newNotification(`n${place}`));
      await planned(store(), ...many);
      const claims: string[] = [];
      // Who finds a lane locked by another may go away with nothing, and comes again.
      while (claims.length < many.length) {
        const four = await Promise.all([1, 2, 3, 4].map(() => store().notifications.claim(1_000, 6)));
        claims.push(...idsOf(four.flat()));
      }
      expect(claims.toSorted()).toEqual(idsOf(many).toSorted());
    });

    it('never claims what was refused, or has no lane', async () => {
      const { lane: _lane, ...laneless } = newNotification('n2');
      await planned(store(), newNotification('n1', { state: 'refused' }), laneless);
      expect(await store().notifications.claim(9_000, 9)).toEqual([]);
      expect(await store().notifications.nextDue()).toBeUndefined();
    });

    it('closes the attempt and the notification when it was delivered', async () => {
      await planned(store(), newNotification('n1'));
      const [claimed] = await store().notifications.claim(1_500, 9);
      await store().notifications.finish(endOf(claimed!, { answer: 'No Content', mayHaveArrived: true }));
      const found = await store().notifications.find('n1');
      expect(found).toMatchObject({ state: 'delivered', attempts: 1, updatedAt: 2_000 });
      expect(await store().notifications.attempts('n1')).toStrictEqual([
        {
          notificationId: 'n1',
          number: 1,
          startedAt: 1_500,
          durationMs: 120,
          request: { event_type: 'push' },
          status: 204,
          answer: 'No Content',
          outcome: 'delivered',
          reason: 'GitHub accepted it.',
          mayHaveArrived: true,
        },
      ]);
    });

    it('takes a failed one up again when it is due, and keeps each attempt', async () => {
      await planned(store(), newNotification('n1'));
      const [first] = await store().notifications.claim(1_500, 9);
      const reason = 'The hub answered 503.';
      await store().notifications.finish(endOf(first!, { outcome: 'waiting', reason, dueAt: 7_000 }));
      expect(await store().notifications.find('n1')).toMatchObject({
        state: 'waiting',
        reason,
        dueAt: 7_000,
      });
      expect(await store().notifications.claim(6_999, 9)).toEqual([]);
      const [second] = await store().notifications.claim(7_000, 9);
      expect(second).toMatchObject({ attempts: 2, lastAttempt: 2 });
      await store().notifications.finish(
        endOf(second!, { outcome: 'dead', code: 'retries-exhausted', reason: 'gave up' }),
      );
      expect(await store().notifications.find('n1')).toMatchObject({
        state: 'dead',
        code: 'retries-exhausted',
      });
      const outcomes = (await store().notifications.attempts('n1')).map(({ outcome }) => outcome);
      expect(outcomes).toEqual(['waiting', 'dead']);
    });

    it('forgets the code of an earlier failure once it is delivered', async () => {
      await planned(store(), newNotification('n1'));
      const [first] = await store().notifications.claim(1_500, 9);
      await store().notifications.finish(
        endOf(first!, { outcome: 'waiting', code: 'rate-limited', dueAt: 1 }),
      );
      const [second] = await store().notifications.claim(1_500, 9);
      await store().notifications.finish(endOf(second!));
      expect(await store().notifications.find('n1')).not.toHaveProperty('code');
    });

    it('refuses to finish an attempt twice, and changes nothing then', async () => {
      await planned(store(), newNotification('n1'));
      const [claimed] = await store().notifications.claim(1_500, 9);
      await store().notifications.finish(endOf(claimed!));
      const again = endOf(claimed!, { outcome: 'dead', reason: 'no', holdLaneUntil: 9_000 });
      await expect(store().notifications.finish(again)).rejects.toMatchObject({ code: 'attempt-not-open' });
      expect((await store().notifications.find('n1'))?.state).toBe('delivered');
      expect(await store().notifications.strikes(7)).toBe(0);
    });

    it('ends several at once, each as it ended', async () => {
      await planned(
        store(),
        ...['n1', 'n2', 'n3', 'n4'].map((id) => newNotification(id)),
        newNotification('behind-n1', { ref: 'refs/heads/n1', occurredAt: 2_000 }),
      );
      const claimed = await store().notifications.claim(1_000, 9);
      const [first, second, third, fourth] = claimed;
      const ends = [endOf(first!), heldUntil(second!, 60_000), heldUntil(third!, 50_000)];
      const answers = await Promise.all(ends.map((end) => store().notifications.finish(end)));
      expect(answers.map(({ isHubBroken }) => isHubBroken)).toEqual([false, false, false]);
      // After them: what is delivered mends a hub, and on PostgreSQL each of several is a transaction of its own.
      const gone = endOf(fourth!, { outcome: 'dead', reason: 'no', isHubAtFault: true, isHubGone: true });
      expect(await store().notifications.finish(gone)).toEqual({ isHubBroken: true });
      const states = await Promise.all(claimed.map(({ id }) => store().notifications.find(id)));
      expect(states.map((one) => one?.state)).toEqual(['delivered', 'waiting', 'waiting', 'dead']);
      expect(await store().notifications.strikes(7)).toBe(2);
      expect(await store().hubs.broken()).toMatchObject([{ hubId: 80, held: 3 }]);
      await store().hubs.mend({ hubIds: [80] });
      expect(idsOf(await store().notifications.claim(59_999, 9))).toEqual([]);
      expect(idsOf(await store().notifications.claim(60_000, 9)).toSorted()).toEqual([
        'behind-n1',
        'n2',
        'n3',
      ]);
    });

    it('leaves what is on a lease that has not ended, and the attempts that ended before', async () => {
      await planned(store(), newNotification('n1'), newNotification('n2', { dueAt: 20_000 }));
      const [first] = await store().notifications.claim(1_000, 1);
      await store().notifications.finish(endOf(first!, { outcome: 'waiting', dueAt: 2_000, reason: '503' }));
      await store().notifications.claim(2_000, 1);
      await store().notifications.claim(20_000, 1);
      expect(await store().notifications.release(2_000 + LEASE - 1, 2_000 + LEASE - 1)).toBe(0);
      expect(await store().notifications.release(2_000 + LEASE, 2_000 + LEASE)).toBe(1);
      expect(await store().notifications.find('n1')).toMatchObject({ state: 'waiting' });
      expect(await store().notifications.find('n2')).toMatchObject({ state: 'sending' });
      expect(await store().notifications.attempts('n1')).toMatchObject([
        { number: 1, reason: '503', mayHaveArrived: false },
        { number: 2, reason: 'Hub Relay stopped before the answer came.', mayHaveArrived: true },
      ]);
    });

    it('puts back what was being sent when the process died', async () => {
      await planned(store(), newNotification('n1'), newNotification('n2'), newNotification('n3'));
      const [sent] = await store().notifications.claim(1_500, 2);
      await store().notifications.finish(endOf(sent!));
      expect(await store().notifications.release(8_000, 1_500 + LEASE)).toBe(1);
      expect(await store().notifications.release(8_000, 1_500 + LEASE)).toBe(0);
      expect(await store().notifications.find('n2')).toMatchObject({
        state: 'waiting',
        attempts: 0,
        dueAt: 8_000,
        updatedAt: 8_000,
      });
      expect(await store().notifications.attempts('n2')).toMatchObject([
        { number: 1, outcome: 'waiting', mayHaveArrived: true },
      ]);
      expect(await store().notifications.attempts('n1')).toMatchObject([{ mayHaveArrived: false }]);
      expect((await store().notifications.find('n3'))?.state).toBe('pending');
    });

    it('lists notifications newest first, by each filter', async () => {
      const plans: readonly (readonly [string, Parameters<typeof newNotification>[1]])[] = [
        ['n1', { eventId: 'x1', spoke: 'acme/one' }],
        ['n2', { eventId: 'x2', hub: 'Acme/Site' }],
        ['n3', { eventId: 'x3', state: 'refused' }],
      ];
      for (const [place, [id, changes]] of plans.entries()) {
        await store().events.record(newEvent(`x${place + 1}`), DEADLINE);
        await store().events.planned(`x${place + 1}`, planOf([newNotification(id, changes)], place));
      }
      const list = store().notifications.list.bind(store().notifications);
      expect(idsOf(await list({ limit: 9 }))).toEqual(['n3', 'n2', 'n1']);
      expect(idsOf(await list({ limit: 1 }))).toEqual(['n3']);
      expect(idsOf(await list({ limit: 9, state: 'pending' }))).toEqual(['n2', 'n1']);
      expect(idsOf(await list({ limit: 9, spoke: 'ACME/one' }))).toEqual(['n1']);
      expect(idsOf(await list({ limit: 9, hub: 'acme/site' }))).toEqual(['n2']);
      expect(idsOf(await list({ limit: 9, eventId: 'x3' }))).toEqual(['n3']);
      expect(idsOf(await list({ limit: 9, before: 2 }))).toEqual(['n2', 'n1']);
    });

    it('turns the pages of a list of notifications that were planned together', async () => {
      await planned(store(), ...['a', 'b', 'c'].map((id) => newNotification(id)));
      const page = await store().notifications.list({ limit: 2 });
      const rest = await store().notifications.list({ limit: 2, before: 1_000, beforeId: 'b' });
      expect([idsOf(page), idsOf(rest)]).toEqual([['c', 'b'], ['a']]);
    });
  });
};
