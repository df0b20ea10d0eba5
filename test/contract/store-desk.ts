import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointId } from '../../src/core/endpoint.ts';
import { SYSTEM } from '../../src/flow/audit-ports.ts';
import { type AttemptEnd } from '../../src/flow/notification-ports.ts';
import { aRepository, anInstallation } from '../build/samples.ts';
import { newReport, newRun, planFor } from './report-samples.ts';
import { type GetStore } from './store-contract.ts';
import { aRecord, ofUnknownHub } from './store-search.ts';
import { DEADLINE, endOf, heldUntil, newEvent, newNotification, planned, planOf } from './store-samples.ts';

const HOUR = 3_600_000;
const ENDPOINT = endpointId('deploy');

export const describeDesk = (store: GetStore): void => {
  const claim = (now = 5_000, limit = 99) => store().notifications.claim(now, limit);
  const finishAll = async (changes: Partial<AttemptEnd> = {}, now = 5_000): Promise<void> => {
    for (const one of await claim(now)) await store().notifications.finish(endOf(one, changes));
  };
  const save = (id: number, fullName: string, installationId = 7): Promise<void> =>
    store().repositories.save({
      repository: aRepository(fullName, { id, installationId }),
      config: { state: 'missing' },
    });

  describe('traffic', () => {
    it('counts what ended in each hour, and how fast what was delivered had been', async () => {
      const ids = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'];
      await planned(store(), ...ids.map((id) => newNotification(id)));
      const took = [0, 1, 3, 4, 1_024, HOUR];
      for (const [place, one] of (await claim()).entries()) {
        await store().notifications.finish(endOf(one, { at: 1_000 + took[place]! }));
      }
      const none = { dead: 0, refused: 0, merged: 0 };
      const hour = [2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1];
      const next = [...Array.from({ length: 21 }, () => 0), 1];
      expect(await store().desk.traffic(0)).toEqual([
        { at: 0, delivered: 5, ...none, speeds: hour },
        { at: HOUR, delivered: 1, ...none, speeds: next },
      ]);
      expect(await store().desk.traffic(HOUR + 5)).toMatchObject([{ at: HOUR }]);
      expect(await store().desk.traffic(2 * HOUR)).toEqual([]);
    });

    it('says nothing of how fast one was that was replayed, or that died', async () => {
      await planned(store(), newNotification('n1'));
      await finishAll({ outcome: 'dead' });
      await store().notifications.replay(['n1'], 6_000, SYSTEM);
      await finishAll({ at: 7_000 }, 6_000);
      await store().notifications.replay(['n1'], 8_000, SYSTEM);
      await finishAll({ at: 9_000 }, 8_000);
      expect(await store().desk.traffic(0)).toEqual([
        { at: 0, delivered: 2, dead: 1, refused: 0, merged: 0, speeds: [] },
      ]);
    });

    it('counts one that waited when it is delivered, with all the time that it took', async () => {
      await planned(store(), newNotification('n1'));
      await finishAll({ outcome: 'waiting', dueAt: 9_000 });
      await finishAll({ at: 9_192 }, 9_000);
      const speeds = [...Array.from({ length: 13 }, () => 0), 1];
      expect(await store().desk.traffic(0)).toMatchObject([{ delivered: 1, speeds }]);
    });

    it('sums up to all that ended', async () => {
      await aRecord(store());
      const all = await store().notifications.list({ limit: 999 });
      const inState = (state: string): number => all.filter((one) => one.state === state).length;
      const [hour] = await store().desk.traffic(0);
      const [delivered, dead] = [inState('delivered'), inState('dead')];
      const [refused, merged] = [inState('refused'), inState('merged')];
      expect(hour).toMatchObject({ at: 0, delivered, dead, refused, merged });
      expect(Math.min(delivered, dead, refused, merged)).toBeGreaterThan(0);
      await fc.assert(
        fc.asyncProperty(fc.subarray([70, 71, 72, 80, 81]), async (ids) => {
          const sight = new Set(ids);
          const seen = all.filter(({ spokeId, hubId = 0 }) => sight.has(spokeId) && sight.has(hubId));
          const ended = seen.filter(({ state }) => ['delivered', 'dead', 'refused'].includes(state));
          const pairs = await store().desk.pairs(0, 99, sight);
          expect(pairs.every(({ spokeId, hubId }) => sight.has(spokeId) && sight.has(hubId))).toBe(true);
          const sums = pairs.map((pair) => pair.delivered + pair.dead + pair.refused);
          expect(sums.reduce((sum, count) => sum + count, 0)).toBe(ended.length);
          const [own] = await store().desk.traffic(0, sight);
          expect(own?.refused ?? 0).toBe(seen.filter(({ state }) => state === 'refused').length);
        }),
        { numRuns: 20 },
      );
    });

    it('goes with what is past its retention', async () => {
      await planned(store(), newNotification('n1'), newNotification('n2'), newNotification('n3'));
      for (const [place, one] of (await claim()).entries()) {
        await store().notifications.finish(endOf(one, { at: 5_000 + place * HOUR }));
      }
      await store().events.expire(2 * HOUR - 1, 9);
      expect(await store().desk.traffic(0)).toMatchObject([{ at: HOUR }, { at: 2 * HOUR }]);
      await store().events.expire(99 * HOUR, 9);
      expect(await store().desk.traffic(0)).toEqual([]);
    });
  });

  describe('pairs', () => {
    it('are those with the most traffic, by the names that they have now, or had last', async () => {
      await save(70, 'acme/new-name');
      const toEndpoint = { hubId: ENDPOINT, lane: ENDPOINT, hub: 'endpoint:deploy' };
      await planned(
        store(),
        newNotification('n1'),
        newNotification('n2', { state: 'refused' }),
        newNotification('n3', toEndpoint),
        newNotification('n4', { spokeId: 71, spoke: 'acme/two' }),
        newNotification('n5', { spokeId: 71, spoke: 'acme/two' }),
        newNotification('n6', { spokeId: 71, spoke: 'acme/two' }),
        ofUnknownHub(newNotification('n7', { state: 'refused', hub: 'no/hub' })),
      );
      await finishAll();
      const none = { dead: 0, refused: 0 };
      const [busiest, middle, least] = [
        { spokeId: 71, spoke: 'acme/two', hubId: 80, hub: 'acme/hub', delivered: 3, ...none },
        {
          spokeId: 70,
          spoke: 'acme/new-name',
          hubId: 80,
          hub: 'acme/hub',
          delivered: 1,
          dead: 0,
          refused: 1,
        },
        {
          spokeId: 70,
          spoke: 'acme/new-name',
          hubId: ENDPOINT,
          hub: 'endpoint:deploy',
          delivered: 1,
          ...none,
        },
      ];
      expect(await store().desk.pairs(0, 9)).toEqual([busiest, middle, least]);
      expect(await store().desk.pairs(0, 2)).toEqual([busiest, middle]);
      expect(await store().desk.pairs(0, 9, new Set([70, 80]))).toEqual([middle]);
      expect(await store().desk.pairs(0, 9, new Set())).toEqual([]);
      expect(await store().desk.pairs(HOUR, 9)).toEqual([]);
      for (const id of [middle.spokeId, middle.hubId]) {
        const own = [busiest, middle, least].filter((pair) => pair.spokeId === id || pair.hubId === id);
        expect(await store().desk.pairsOf(id, 0, 9)).toEqual(own);
        expect(await store().desk.pairsOf(id, 0, 9, new Set())).toEqual([]);
      }
      expect(await store().desk.pairsOf(12_345, 0, 9)).toEqual([]);
    });
  });

  describe('lanes', () => {
    it('are those that are held, then those with the most that waits', async () => {
      await store().repositories.saveInstallation(anInstallation({ id: 7, account: 'acme' }));
      await planned(
        store(),
        ...['n1', 'n2', 'n3', 'n4'].map((id) => newNotification(id, { lane: 8, hubId: 81 })),
        newNotification('n5'),
        newNotification('n6', { lane: 9, hubId: 82 }),
        newNotification('n7', { lane: 10, hubId: 83 }),
        newNotification('n8', { lane: 10, hubId: 83, ref: 'refs/heads/n7' }),
      );
      for (const one of await claim()) {
        if (one.id === 'n5') await store().notifications.finish(heldUntil(one, 60_000));
        else if (one.id !== 'n7' && one.id !== 'n1') {
          const waiting = one.id === 'n6' ? {} : { outcome: 'waiting' as const, dueAt: 50_000 };
          await store().notifications.finish(
            endOf(one, { ...waiting, quota: { left: 99, resetAt: 70_000 } }),
          );
        }
      }
      const lanes = await store().desk.lanes(6_000);
      const quota = { quotaLeft: 99, quotaResetAt: 70_000 };
      expect(lanes).toEqual([
        { lane: 7, account: 'acme', heldUntil: 60_000, dueAt: 60_000, strikes: 1, waiting: 1, underWay: 0 },
        { lane: 8, heldUntil: 0, dueAt: 50_000, strikes: 0, waiting: 3, underWay: 1, ...quota },
        { lane: 10, heldUntil: 0, strikes: 0, waiting: 1, underWay: 1 },
      ]);
      expect((await store().desk.lanes(60_001)).map(({ lane }) => lane)).toEqual([8, 7, 10]);
    });
  });

  describe('the backlog', () => {
    it('counts what is yet to be done, and says since when', async () => {
      expect(await store().desk.backlog()).toEqual({
        events: 0,
        pending: 0,
        waiting: 0,
        sending: 0,
        reports: 0,
      });
      await planFor(store(), 'e1', 2_000, newNotification('n1', { report: newReport('commit') }));
      await planFor(
        store(),
        'e2',
        3_000,
        newNotification('n2'),
        newNotification('n3'),
        newNotification('n4'),
      );
      const [first, second] = await claim(5_000, 2);
      await store().notifications.finish(endOf(first!));
      await store().notifications.finish(endOf(second!, { outcome: 'waiting', dueAt: 9_000 }));
      await claim(5_000, 1);
      for (const [id, receivedAt] of Object.entries({ e3: 7_000, e4: 6_000 })) {
        await store().events.record(newEvent(id, { receivedAt }), DEADLINE);
      }
      expect(await store().desk.backlog()).toEqual({
        events: 2,
        oldestEventAt: 6_000,
        pending: 1,
        waiting: 1,
        sending: 1,
        oldestNotificationAt: 3_000,
        reports: 1,
      });
      await store().reports.claim(99_000, 9);
      expect(await store().desk.backlog()).toMatchObject({ reports: 1 });
    });
  });

  describe('for its page', () => {
    it('an event comes without its body', async () => {
      await store().events.record(newEvent('e1', { action: 'published' }), DEADLINE);
      await store().events.planned('e1', planOf([]));
      const { body: _body, ...listed } = (await store().events.find('e1'))!;
      expect(await store().desk.event('e1')).toEqual(listed);
      expect(await store().desk.event('e2')).toBeUndefined();
    });

    it('a notification has its runs, newest first', async () => {
      await planned(store(), newNotification('n1'), newNotification('n2'));
      const runs = [newRun('n1', { startedAt: 4_000 }), newRun('n1', { runId: 901, startedAt: 6_000 })];
      await store().events.record(newEvent('e2'), DEADLINE);
      await store().events.planned('e2', { ...planOf([]), runs });
      expect(await store().desk.runs('n1')).toEqual(runs.toReversed());
      expect(await store().desk.runs('n2')).toEqual([]);
    });
  });
};
