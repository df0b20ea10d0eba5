import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { until } from '../build/until.ts';
import { endOf, heldUntil, idsOf, newNotification, planned } from '../contract/store-samples.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(() => server.close());

let url: string;
let store: Store;
beforeEach(async () => {
  url = await server.emptyDatabase();
  store = await openStore(url);
});
afterEach(() => store.close());

/** Does the work while another process has the lane 7, and changes this before it lets go of it. */
const whileLocked = async <T>(work: () => Promise<T>, change: string): Promise<T> => {
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  try {
    await other.query('begin; select 1 from lanes where lane = 7 for update');
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
