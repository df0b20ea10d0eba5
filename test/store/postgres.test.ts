import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Candidate, type Change, type Store } from '../../src/flow/ports.ts';
import { type Engine } from '../../src/store/engine.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openPostgres } from '../../src/store/postgres-engine.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { TcpProxy } from '../build/tcp-proxy.ts';
import { until } from '../build/until.ts';
import { DEADLINE, idsOf, newEvent } from '../contract/store-samples.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(() => server.close());

let url: string;
const closings: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  url = await server.emptyDatabase();
});
afterEach(async () => {
  await Promise.all(closings.splice(0).map((close) => close()));
});

const open = async (at = url): Promise<Store> => {
  const store = await openStore(at);
  closings.push(() => store.close());
  return store;
};

const openEngine = async (at = url): Promise<Engine> => {
  const engine = await openPostgres(at, {});
  closings.push(() => engine.close());
  return engine;
};

/** Ends every session of ours, as an administrator does. */
const terminateAll = (where = 'true'): Promise<unknown> =>
  server.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hub-relay' and ${where}`,
  );

describe('rows', () => {
  it('keeps each character but NUL, which becomes U+FFFD', async () => {
    const store = await open();
    await store.events.record(newEvent('e1', { action: 'a\0b', body: '"ä𝄞\0"' }), DEADLINE);
    expect(await store.events.find('e1')).toMatchObject({ action: 'a\uFFFDb', body: '"ä𝄞\uFFFD"' });
  });

  it('keeps the largest body that GitHub sends', async () => {
    const store = await open();
    const body = JSON.stringify('x'.repeat(25 * 1024 * 1024));
    await store.events.record(newEvent('e1', { body }), 20_000);
    expect((await store.events.find('e1'))?.body === body).toBe(true);
  });

  it('reads every number as a number', async () => {
    const { db } = await openEngine();
    const row = await db
      .selectFrom('lanes')
      .select(({ fn }) => [fn.countAll().as('count'), fn.coalesce(fn.sum('lane'), fn.countAll()).as('sum')])
      .executeTakeFirst();
    expect(row).toEqual({ count: 0, sum: 0 });
  });

  it('says each statement that it sends', async () => {
    const statements: string[] = [];
    const store = await openStore(url, { onStatement: (statement) => statements.push(statement) });
    await store.events.record(newEvent('e1'), DEADLINE);
    await store.close();
    expect(statements).toEqual(['begin', expect.stringContaining('insert into "events"'), 'commit']);
  });

  it('commits durably where the database would not', async () => {
    const database = await server.newDatabase();
    await server.query(`alter database ${new URL(database).pathname.slice(1)} set synchronous_commit = off`);
    const { db } = await openEngine(database);
    const { rows } = await db.executeQuery<{ synchronous_commit: string }>({
      sql: 'show synchronous_commit',
    } as never);
    expect(rows).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('does not quote a refused row in its error', async () => {
    const { db } = await openEngine();
    const marks = { name: 'm', content: 'a private thing' };
    await db.insertInto('marks').values(marks).execute();
    const again = db.insertInto('marks').values({ ...marks, content: null as never });
    await expect(again.execute()).rejects.toMatchObject({ code: '23502', detail: undefined });
  });
});
