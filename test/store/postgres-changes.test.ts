import { SYSTEM } from '../../src/flow/audit-ports.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LEASE } from '../../src/flow/notification-ports.ts';
import { type Change, type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { anInstallation, aRepository } from '../build/samples.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { until } from '../build/until.ts';
import { newReport } from '../contract/report-samples.ts';
import { DEADLINE, endOf, newEvent, newNotification, planned, planOf } from '../contract/store-samples.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

let here: Store;
let there: Store;
let heard: Change[];
beforeEach(async () => {
  const url = await server.emptyDatabase();
  [here, there] = await Promise.all([openStore(url), openStore(url)]);
  heard = [];
});
afterEach(() => Promise.all([here.close(), there.close()]));

/** What the other process hears of this. */
const hears = async (change: () => Promise<unknown>, expected: Change): Promise<void> => {
  there.watch((told) => heard.push(told));
  await until(() => expect(heard).toEqual([{ kind: 'everything' }]));
  await change();
  await until(() => expect(heard.slice(1)).toEqual([expected]));
};

const NOTIFICATIONS: Change = { kind: 'notifications' };
const record = { repository: aRepository('acme/app'), config: { state: 'missing' } } as const;
const { id } = record.repository;

describe('another process hears', () => {
  it('of an event that was recorded', () =>
    hears(() => here.events.record(newEvent('e1'), DEADLINE), { kind: 'events' }));

  it('of what was planned', async () => {
    await here.events.record(newEvent('e1'), DEADLINE);
    await hears(() => here.events.planned('e1', planOf([newNotification('n1')])), NOTIFICATIONS);
  });

  it('of what is to be sent again', async () => {
    await planned(here, newNotification('n1'));
    const [claimed] = await here.notifications.claim(1_000, 1);
    await here.notifications.finish(endOf(claimed!));
    await hears(() => here.notifications.replay(['n1'], 3_000, SYSTEM), NOTIFICATIONS);
  });

  it('of what a process left behind that died', async () => {
    await planned(here, newNotification('n1'));
    await here.notifications.claim(1_000, 1);
    await hears(() => here.notifications.release(40_000, 1_000 + LEASE), NOTIFICATIONS);
  });

  it('of a hub that is tried again', async () => {
    await planned(here, ...['n1', 'n2', 'n3', 'n4'].map((name) => newNotification(name)));
    for (const claimed of await here.notifications.claim(1_000, 3)) {
      await here.notifications.finish(endOf(claimed, { outcome: 'dead', isHubAtFault: true }));
    }
    await hears(() => here.hubs.mend({ hubIds: [80] }), NOTIFICATIONS);
  });

  it('of a report that is to be looked at, and of none that is to be looked at already', async () => {
    await here.events.record(newEvent('e1'), DEADLINE);
    await hears(() => here.reports.ask([{ report: newReport('r1'), dueAt: 1_000 }]), NOTIFICATIONS);
    const refused = newNotification('n1', { state: 'refused', report: newReport('r1') });
    await here.events.planned('e1', planOf([refused]));
    await here.repositories.remove(id);
    await until(() => expect(heard.slice(2)).toEqual([{ kind: 'repository', id }]));
  });

  it('of what a refused notification is told by', async () => {
    await here.events.record(newEvent('e1'), DEADLINE);
    const refused = newNotification('n1', { state: 'refused', report: newReport('r1') });
    await hears(() => here.events.planned('e1', planOf([refused])), NOTIFICATIONS);
  });

  it('of a notification that was sent, where it is told', async () => {
    await planned(here, newNotification('n1', { report: newReport('r1') }));
    await here.reports.claim(9_000, 1);
    await here.reports.finish({ id: 'r1', at: 9_000 });
    const [claimed] = await here.notifications.claim(1_000, 1);
    await hears(() => here.notifications.finish(endOf(claimed!)), NOTIFICATIONS);
  });

  it('of a report that is left by a process that died', async () => {
    await here.reports.ask([{ report: newReport('r1'), dueAt: 1_000 }]);
    await here.reports.claim(1_000, 1);
    await hears(() => here.reports.release(2_000), NOTIFICATIONS);
  });

  it('of a repository, its file included', () =>
    hears(() => here.repositories.save(record), { kind: 'repository', id }));

  it('of a repository that is gone', async () => {
    await here.repositories.save(record);
    await hears(() => here.repositories.remove(id), { kind: 'repository', id });
  });

  it('of an installation', () =>
    hears(() => here.repositories.saveInstallation(anInstallation()), { kind: 'installation', id: 1 }));

  it('of an installation that is gone', async () => {
    await here.repositories.saveInstallation(anInstallation());
    await hears(() => here.repositories.removeInstallation(1), { kind: 'installation', id: 1 });
  });
});
