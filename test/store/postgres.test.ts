import { sql } from 'kysely';
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
});
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
    expect(statements).toEqual([
      'begin',
      expect.stringContaining('insert into "events"'),
      expect.stringContaining('pg_notify'),
      expect.stringContaining('insert into "audit_notes"'),
      'commit',
    ]);
  });

  it('commits durably where the database would not', async () => {
    const database = await server.newDatabase();
    await server.query(`alter database ${new URL(database).pathname.slice(1)} set synchronous_commit = off`);
    const { db } = await openEngine(database);
    const { rows } = await sql`show synchronous_commit`.execute(db);
    expect(rows).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('does not quote a refused row in its error', async () => {
    const { db } = await openEngine();
    const refused = sql`insert into marks values ('a private thing', null)`.execute(db);
    await expect(refused).rejects.toMatchObject({ code: '23502', detail: undefined });
  });

  it('rejects a transaction of which a part failed, though nobody looked', async () => {
    const { db } = await openEngine();
    const hushed = db.transaction().execute(async (transaction) => {
      await sql`insert into marks values ('m', 'x')`.execute(transaction);
      await sql`select 1 / 0`.execute(transaction).catch(() => undefined);
    });
    await expect(hushed).rejects.toThrow();
    expect(await server.query('select * from marks', url)).toEqual([]);
  });
});

describe('when connections are lost', () => {
  it.each(['stop', 'crash'] as const)(
    'loses nothing that it acknowledged, and goes on, when the server dies under load (%s)',
    async (death) => {
      const store = await open();
      const acknowledged: string[] = [];
      const refusals: unknown[] = [];
      let isOver = false;
      const client = async (name: number): Promise<void> => {
        for (let count = 0; !isOver; count++) {
          const id = `e${name}-${count}`;
          const recorded = store.events.record(newEvent(id), DEADLINE);
          await recorded.then(() => acknowledged.push(id)).catch((error: unknown) => refusals.push(error));
        }
      };
      const clients = Array.from({ length: 30 }, (_, name) => client(name));
      const recorded = (count: number): Promise<unknown> =>
        until(() => expect(acknowledged.length).toBeGreaterThan(count));
      await recorded(300);
      await server[death]();
      await server.start();
      await recorded(acknowledged.length + 300);
      isOver = true;
      await Promise.all(clients);
      const rows = await server.query('select id from events', url);
      const onRecord = new Set(rows.map((row) => row.id));
      expect(acknowledged.filter((id) => !onRecord.has(id))).toEqual([]);
      for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'store-busy' });
    },
  );

  it('answers while the server is away, and works again when it is back', async () => {
    const store = await open();
    await server.stop();
    await expect(store.events.record(newEvent('e1'), 300)).rejects.toMatchObject({ code: 'store-busy' });
    await expect(store.events.find('e1')).rejects.toMatchObject({ code: 'store-busy' });
    const patient = store.events.record(newEvent('e2'), DEADLINE);
    await server.start();
    expect(await patient).toBe('recorded');
    expect(idsOf(await store.events.list({ limit: 9 }))).toEqual(['e2']);
  });

  it('does not use a connection again whose transaction was cut off', async () => {
    const { db } = await openEngine();
    const cut = db.transaction().execute(async (transaction) => {
      await sql`insert into marks values ('m', 'x')`.execute(transaction);
      await terminateAll(`state = 'idle in transaction'`);
      await sql`select 1`.execute(transaction);
    });
    await expect(cut).rejects.toMatchObject({ code: 'store-busy' });
    await Promise.all(
      Array.from({ length: 20 }, () => sql`insert into marks values (gen_random_uuid(), 'y')`.execute(db)),
    );
    expect(await server.query(`select name from marks where content = 'x'`, url)).toEqual([]);
  });

  it('closes a connection on which a transaction was left open', async () => {
    const { db } = await openEngine();
    await db.connection().execute(async (connection) => {
      await sql`begin`.execute(connection);
      await sql`insert into marks values ('m', 'x')`.execute(connection);
    });
    await until(async () => {
      const left = `select 1 from pg_stat_activity where state = 'idle in transaction'`;
      expect(await server.query(left)).toEqual([]);
    });
    expect(await sql`select * from marks`.execute(db)).toMatchObject({ rows: [] });
  });

  it('survives that an administrator ends its idle connections', async () => {
    const store = await open();
    await Promise.all(Array.from({ length: 20 }, () => store.events.find('e1')));
    await terminateAll();
    const finds = Array.from({ length: 20 }, () => store.events.find('e1'));
    await Promise.allSettled(finds);
    expect(await store.events.find('e1')).toBeUndefined();
  });

  it('closes, and says so to those that wait, when the server is away', async () => {
    const store = await open();
    await server.stop();
    const waiting = store.events.record(newEvent('e1'), 15_000);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'store-closed' });
    await store.close();
    await refused;
    await server.start();
  });

  it('closes, and says so to those that wait, when the server has fallen silent', async () => {
    const proxy = new TcpProxy(server.port);
    const through = url.replace(`:${server.port}`, `:${await proxy.listen()}`);
    const store = await openStore(through);
    store.elect({ lead: () => undefined, follow: () => undefined });
    store.watch(() => undefined);
    await store.events.record(newEvent('e1'), DEADLINE);
    proxy.fallSilent();
    const refused = expect(store.events.record(newEvent('e2'), 15_000)).rejects.toMatchObject({
      code: 'store-closed',
    });
    await store.close();
    await refused;
    await proxy.close();
  });
});

/** What a store is told, in its order. */
const candidate = (): Candidate & { readonly roles: string[] } => {
  const roles: string[] = [];
  return { roles, lead: () => void roles.push('lead'), follow: () => void roles.push('follow') };
};

describe('of several processes', () => {
  it.each(['closes', 'stands no longer'])('lets one lead, and another one when that one %s', async (how) => {
    const [first, second] = [await open(), await open()];
    const [one, two] = [candidate(), candidate()];
    const resign = first.elect(one);
    await until(() => expect(one.roles).toEqual(['lead']));
    second.elect(two);
    await until(async () => expect(await lockAttempts()).toBeGreaterThan(1));
    expect(two.roles).toEqual([]);
    await (how === 'closes' ? first.close() : resign());
    expect(one.roles).toEqual(['lead', 'follow']);
    await until(() => expect(two.roles).toEqual(['lead']));
  });

  it('lets follow the one whose connection is ended, and lets one lead again', async () => {
    const one = candidate();
    (await open()).elect(one);
    await until(() => expect(one.roles).toEqual(['lead']));
    const two = candidate();
    (await open()).elect(two);
    await terminateAll(`pid in (select pid from pg_locks where locktype = 'advisory')`);
    await until(() => {
      expect(one.roles.slice(0, 2)).toEqual(['lead', 'follow']);
      expect([...one.roles.slice(2), ...two.roles]).toEqual(['lead']);
    });
  });

  it('has one leader in each schema of a database', async () => {
    await server.query('create schema second', url);
    const candidates = [candidate(), candidate()];
    (await open()).elect(candidates[0]!);
    (await open(`${url}?options=-csearch_path%3Dsecond`)).elect(candidates[1]!);
    await until(() => expect(candidates.map(({ roles }) => roles)).toEqual([['lead'], ['lead']]));
    await server.query('drop schema second cascade', url);
  });

  it('lets follow the one to which the server has fallen silent', async () => {
    const proxy = new TcpProxy(server.port);
    const store = await open(url.replace(`:${server.port}`, `:${await proxy.listen()}`));
    const one = candidate();
    store.elect(one);
    await until(() => expect(one.roles).toEqual(['lead']));
    proxy.fallSilent();
    await until(() => expect(one.roles).toEqual(['lead', 'follow']));
    await store.close();
    await proxy.close();
  });

  it('tells the others what one changed, once it is committed', async () => {
    const [here, there] = [await openEngine(), await openEngine()];
    const heard: Change[] = [];
    here.watch((change) => heard.push(change));
    await until(() => expect(heard).toEqual([{ kind: 'everything' }]));
    await here.announce(here.db, { kind: 'events' });
    const undone = there.db.transaction().execute(async (db) => {
      await there.announce(db, { kind: 'installation', id: 1 });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await there.announce(there.db, { kind: 'repository', id: 70 });
    await there.announce(there.db, { kind: 'notifications' });
    const told = [{ kind: 'everything' }, { kind: 'repository', id: 70 }, { kind: 'notifications' }];
    await until(() => expect(heard).toEqual(told));
  });

  it('takes what it does not understand for everything', async () => {
    const heard: Change[] = [];
    (await openEngine()).watch((change) => heard.push(change));
    await until(() => expect(heard).toEqual([{ kind: 'everything' }]));
    await server.query(`select pg_notify('hub_relay', 'newer weather 5')`, url);
    await until(() => expect(heard).toEqual([{ kind: 'everything' }, { kind: 'everything' }]));
  });

  it('tells that everything may have changed after it could not hear', async () => {
    const heard: Change[] = [];
    (await openEngine()).watch((change) => heard.push(change));
    await until(() => expect(heard).toEqual([{ kind: 'everything' }]));
    await terminateAll(`query like 'listen%'`);
    await until(() => expect(heard).toEqual([{ kind: 'everything' }, { kind: 'everything' }]));
  });
});

/** How many sessions have asked for the leader's lock so far. */
const lockAttempts = async (): Promise<number> => {
  const sessions = await server.query(
    `select 1 from pg_stat_activity where application_name = 'hub-relay' and (query like '%pg_try_advisory_lock%' or query = 'select 1')`,
  );
  return sessions.length;
};
