import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pass } from '../../src/core/verdict.ts';
import { type NewNotification } from '../../src/flow/notification-ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { aRepository } from '../build/samples.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const MANY = 3_000;
/** So many of a lane are under way together; and so many leave before it goes on at its pace. */
const AT_ONCE = 20;
const BURST = 60;

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.empty({
    owners: ['acme', 'other'],
    prepare: (sandbox) => {
      sandbox.createRepository({ fullName: 'acme/app' });
      sandbox.createRepository({
        fullName: 'acme/later',
        files: { [CONFIG]: 'notify: [{ hub: acme/quiet, on: push }]' },
      });
      for (const fullName of ['acme/busy', 'acme/quiet', 'other/quiet']) {
        sandbox.createRepository({ fullName, files: { [CONFIG]: 'accept: [{ from: acme/* }]' } });
      }
    },
  });
});
afterEach(() => stage.close());

const notificationFor = (hub: string, index: number, at: number): NewNotification => {
  const { id: hubId } = stage.sandbox.repository(hub);
  const id = `${hub}-${index}`;
  return {
    id,
    eventId: 'event',
    route: 'acme/app:notify[0]',
    spokeId: stage.sandbox.repository('acme/app').id,
    spoke: 'acme/app',
    hubId,
    hub,
    lane: stage.installations.get(hub.split('/')[0]!)!.id,
    eventType: 'push',
    ref: `refs/heads/branch-${index}`,
    occurredAt: at,
    state: 'pending',
    verdict: pass('route', 'fires'),
    chain: [1],
    streak: 1,
    payload: { relay: { version: 1, id } },
    dueAt: at,
  };
};

/** As the server that was here before left it: thousands for one hub, and after them one for each other hub. */
const leaveBehind = async (...others: readonly string[]): Promise<void> => {
  const at = Date.now();
  const store = await openStore(stage.env().DATABASE_URL!);
  await store.events.record(
    { id: 'event', name: 'push', receivedAt: at, state: 'recorded', body: '{}' },
    10_000,
  );
  await store.repositories.save({
    repository: aRepository('acme/app', {
      id: stage.sandbox.repository('acme/app').id,
      installationId: stage.installations.get('acme')!.id,
    }),
    config: { state: 'missing' },
  });
  const crowd = Array.from({ length: MANY }, (_, index) => notificationFor('acme/busy', index, at));
  const few = others.map((hub) => notificationFor(hub, 0, at));
  await store.events.planned('event', {
    at,
    verdict: pass('event', 'thousands'),
    notifications: [...crowd, ...few],
  });
  await store.close();
};

/** How many of the busy hub's were begun before the one to this hub. */
const placeOf = async (hub: string): Promise<number> => {
  const begun = async (id: string): Promise<number | undefined> =>
    (await stage.store.notifications.attempts(id))[0]?.startedAt;
  await until(() => expect(stage.dispatches(hub).length).toBe(1));
  const [one] = await stage.store.notifications.list({ hub, limit: 1 });
  const at = (await begun(one!.id)) ?? 0;
  const ids = Array.from({ length: BURST }, (_, index) => `acme/busy-${index}`);
  const times = await Promise.all(ids.map(begun));
  return times.filter((time) => time !== undefined && time < at).length;
};

describe('a hub for which thousands wait', () => {
  it('does not keep another hub of its installation waiting', async () => {
    await leaveBehind('acme/quiet');
    await stage.start();
    expect(await placeOf('acme/quiet')).toBeLessThanOrEqual(AT_ONCE);
  });

  it('does not keep the hubs of other installations waiting', async () => {
    await leaveBehind('other/quiet');
    await stage.start();
    expect(await placeOf('other/quiet')).toBeLessThanOrEqual(AT_ONCE);
  });

  it('does not keep waiting what comes for another hub later', async () => {
    await leaveBehind();
    await stage.start();
    await until(() => expect(stage.dispatches('acme/busy').length).toBeGreaterThan(AT_ONCE));
    await stage.sandbox.push('acme/later');
    // At one a second, those before it would take most of an hour.
    await until(() => expect(stage.dispatches('acme/quiet')).toHaveLength(1));
  });
});
