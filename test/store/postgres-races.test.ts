import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { until } from '../build/until.ts';
import { newReport } from '../contract/report-samples.ts';
import { endOf, heldUntil, idsOf, newNotification, planned } from '../contract/store-samples.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

let url: string;
let store: Store;
beforeEach(async () => {
  url = await server.emptyDatabase();
  store = await openStore(url);
});
afterEach(() => store.close());

/** Does the work while another process has the lane 7, or something else, and changes this before it lets go of it. */
const whileLocked = async <T>(
  work: () => Promise<T>,
  change: string,
  lock = 'select 1 from lanes where lane = 7 for update',
): Promise<T> => {
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  try {
    await other.query(`begin; ${lock}`);
    const working = work();
    await until(async () => {
      const waiting = `select 1 from pg_stat_activity where application_name = 'hub-relay' and wait_event_type = 'Lock'`;
      expect(await server.query(waiting)).toHaveLength(1);
    });
    await other.query(`${change}; commit`);
    return await working;
  } finally {
    await other.end();
  }
};

describe('while it waits for a lane that another process has', () => {
  it('does not let go of it when GitHub told it to wait meanwhile', async () => {
    await planned(store, newNotification('n1'));
    const [claimed] = await store.notifications.claim(1_000, 1);
    await store.notifications.finish({ ...heldUntil(claimed!, 60_000), code: 'credentials-refused' });
    await whileLocked(
      () => store.hubs.mend({ lane: 7 }),
      'update lanes set held_until = 70000 where lane = 7',
    );
    expect(await store.notifications.claim(69_999, 9)).toEqual([]);
  });

  it('does not delete what waits for a hub that was mended meanwhile', async () => {
    const names = ['a', 'b', 'c', 'd'];
    await planned(store, ...names.map((name) => newNotification(name)));
    for (const claimed of await store.notifications.claim(1_000, 3)) {
      await store.notifications.finish(endOf(claimed, { outcome: 'dead', isHubAtFault: true }));
    }
    const expired = await whileLocked(
      () => store.events.expire(1_000_000, 9),
      'update hubs set broken_at = null; update notifications set front = 1 where front = 3',
    );
    expect(expired).toEqual({ events: 0, unsent: 0 });
    expect(idsOf(await store.notifications.list({ state: 'pending', limit: 9 }))).toEqual(['d']);
  });
});

describe('while another process has a report', () => {
  const lock = `select 1 from reports where id = 'r1' for update`;

  it('is not claimed before what changed can be seen', async () => {
    await planned(store, newNotification('n1', { report: newReport('r1') }));
    const claimed = await whileLocked(
      () => store.reports.claim(3_000, 9),
      `update notifications set state = 'delivered'`,
      lock,
    );
    expect(idsOf(claimed)).toEqual(['r1']);
    expect(await store.reports.notifications('r1')).toMatchObject([{ state: 'delivered' }]);
  });

  it('waits for it with a change, also where it is due before, and has it due again', async () => {
    await planned(store, newNotification('n1', { report: newReport('r1') }));
    const [claimed] = await store.notifications.claim(1_000, 1);
    await whileLocked(
      () => store.notifications.finish(endOf(claimed!, { at: 9_000 })),
      `update reports set due_at = null, begun_at = 3000 where id = 'r1'`,
      lock,
    );
    expect(await store.reports.find('r1')).toMatchObject({ dueAt: 11_000 });
  });

  it('is not deleted when something was planned meanwhile that it is to tell', async () => {
    await store.reports.ask([{ report: newReport('r1'), dueAt: 1_000 }]);
    await store.reports.claim(1_000, 1);
    await store.reports.finish({ id: 'r1', at: 1_000 });
    await planned(store, newNotification('n1'));
    await whileLocked(
      () => store.events.expire(1_000_000, 9),
      `update notifications set report = 'r1'`,
      lock,
    );
    expect(await store.reports.find('r1')).toMatchObject({ id: 'r1' });
  });

  it.each([
    ['was held', 'update lanes set held_until = 5000 where lane = 7'],
    ['got something to send', 'update notifications set due_at = 2000'],
  ])('is not taken when its lane %s meanwhile', async (_, change) => {
    await store.reports.ask([{ report: newReport('r1', { lane: 7 }), dueAt: 1_000 }]);
    await planned(store, newNotification('n1', { dueAt: 9_000 }));
    expect(await whileLocked(() => store.reports.claim(2_000, 9), change)).toEqual([]);
    expect(await store.reports.find('r1')).toMatchObject({ dueAt: 1_000 });
  });
});
