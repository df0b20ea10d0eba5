import { describe, expect, it } from 'vitest';
import { endpointId } from '../../src/core/endpoint.ts';
import { type Target } from '../../src/core/target.ts';
import { newReport, newRun, planFor } from './report-samples.ts';
import { type GetStore } from './store-contract.ts';
import { DEADLINE, endOf, idsOf, newEvent, newNotification, planned, planOf } from './store-samples.ts';

const ID = endpointId('deploy');
const TARGET: Target = { kind: 'endpoint', endpoint: 'deploy', event: 'push', isBare: true };
const toEndpoint = (id: string) =>
  newNotification(id, { hubId: ID, lane: ID, hub: 'endpoint:deploy', target: TARGET });

export const describeTargets = (store: GetStore): void => {
  const claim = (now = 5_000, limit = 9) => store().notifications.claim(now, limit);

  describe('other ways in and out', () => {
    it('are kept with an event and a notification', async () => {
      const source = { name: 'legacy', visibility: 'private' } as const;
      const target: Target = { kind: 'workflow', workflow: 'build.yml', ref: 'main' };
      await store().events.record(newEvent('e1', { source: 'legacy' }), DEADLINE);
      await store().events.planned('e1', planOf([newNotification('n1', { source, target })]));
      expect(await store().events.find('e1')).toMatchObject({ source: 'legacy' });
      expect(await store().notifications.find('n1')).toMatchObject({ source, target });
      expect(await claim()).toMatchObject([{ source, target }]);
    });

    it('an endpoint is a lane and a hub of its own, which one answer breaks where it wants nothing more', async () => {
      await planned(store(), toEndpoint('n1'), toEndpoint('n2'), newNotification('n3'));
      const [first] = await claim(5_000, 1);
      const gone = { outcome: 'dead', code: 'endpoint-gone', isHubAtFault: true, isHubGone: true } as const;
      expect(first).toMatchObject({ hub: 'endpoint:deploy', target: TARGET });
      expect(await store().notifications.finish(endOf(first!, gone))).toEqual({ isHubBroken: true });
      expect(await store().hubs.broken()).toMatchObject([{ hub: 'endpoint:deploy', lane: ID, held: 1 }]);
      expect(idsOf(await claim())).toEqual(['n3']);
      await store().hubs.mend({ hubIds: [ID] });
      expect(await claim(6_000)).toMatchObject([{ hubId: ID }]);
    });

    it('a workflow that was started is known by its run, and so is what GitHub tells of that run', async () => {
      const report = newReport('commit');
      await planFor(store(), 'e1', 1_000, newNotification('n1', { report }));
      const [claimed] = await claim();
      await store().notifications.finish(endOf(claimed!, { run: newRun('n1', { status: 'queued' }) }));
      const { notificationId: _, ...told } = newRun('n1', { status: 'completed', updatedAt: 9_000 });
      for (const [id, dispatchedRun] of Object.entries({ e2: { ...told, runId: 7 }, e3: told })) {
        await store().events.record(newEvent(id), DEADLINE);
        await store().events.planned(id, { ...planOf([], 9_000), dispatchedRun });
      }
      const [shown] = await store().reports.notifications('commit');
      expect(shown?.runs).toEqual([{ ...told, notificationId: 'n1' }]);
    });
  });
};
