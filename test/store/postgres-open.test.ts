import { createServer } from 'node:net';
import { once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { MIGRATION_LOCK } from '../../src/store/postgres-start.ts';
import { freePort } from '../build/free-port.ts';
import { PASSWORD } from '../build/password.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { TransactionPooler } from '../build/transaction-pooler.ts';
import { until } from '../build/until.ts';
import { DEADLINE, newEvent } from '../contract/store-samples.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

const refusal = async (databaseUrl: string): Promise<string> => {
  const error: unknown = await openStore(databaseUrl).then(
    (store) => store.close(),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'store-unusable' });
  const { message } = error as Error;
  expect(message).not.toContain(PASSWORD);
  expect(message).not.toContain('wrong');
  return message;
};

describe('opening the store on PostgreSQL', () => {
  it('makes its tables once when several processes start at once', async () => {
    const url = await server.newDatabase();
    const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(url)));
    await stores[0]?.events.record(newEvent('e1'), DEADLINE);
    expect(await stores[4]?.events.find('e1')).toBeDefined();
    await Promise.all(stores.map((store) => store.close()));
    const runs = await server.query('select name from kysely_migration order by name', url);
    expect(runs.map(({ name }) => String(name).slice(0, 4))).toEqual([
      '0001',
      '0002',
      '0003',
      '0004',
      '0005',
      '0006',
      '0007',
      '0008',
      '0009',
    ]);
  });

  it('waits for the one that makes them', async () => {
    const url = await server.newDatabase();
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    await other.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    const opening = openStore(url);
    await until(async () => {
      const waiting = `select 1 from pg_stat_activity where application_name = 'hub-relay' and wait_event = 'advisory'`;
      expect(await server.query(waiting)).toHaveLength(1);
    });
    expect(await server.query(`select 1 from pg_tables where schemaname = 'public'`, url)).toEqual([]);
    await other.end();
    await (await opening).close();
  });

  it('refuses a pooler that gives its connections to others after each transaction', async () => {
    const pooler = new TransactionPooler(server.port);
    const url = new URL(await server.newDatabase());
    url.port = String(await pooler.listen());
    expect(await refusal(url.href)).toContain('set the pooler to session mode (pool_mode = session)');
    await pooler.close();
  });

  it('keeps to its schema where a database has another one with tables like its own', async () => {
    const url = await server.newDatabase();
    await (await openStore(url)).close();
    await server.query('create schema second', url);
    const store = await openStore(`${url}?options=-csearch_path%3Dsecond`);
    await store.events.record(newEvent('e1'), DEADLINE);
    await store.close();
    expect(await server.query('select id from second.events', url)).toEqual([{ id: 'e1' }]);
    expect(await server.query('select id from public.events', url)).toEqual([]);
  });

  it('refuses tables that a newer version wrote', async () => {
    const url = await server.newDatabase();
    await (await openStore(url)).close();
    await server.query(`insert into kysely_migration values ('0099-later', '2099-01-01T00:00:00.000Z')`, url);
    const place = url.replace(`:${PASSWORD}`, '');
    expect(await refusal(url)).toBe(
      `The database ${place} was written by a newer Hub Relay (migration 0099-later); ` +
        'run that version or restore a backup.',
    );
  });

  it('says that a migration failed, and takes back what it had done', async () => {
    const url = await server.newDatabase();
    await server.query('create table lanes (mine text)', url);
    expect(await refusal(url)).toContain('migration 0001-first: relation "lanes" already exists');
    expect(await server.query(`select 1 from pg_tables where tablename = 'events'`, url)).toEqual([]);
  });

  it('waits for a server that is just starting', async () => {
    const url = await server.newDatabase();
    await server.crash();
    const opening = openStore(url);
    await server.start();
    await (await opening).close();
  });

  it('names the server where nobody listens, once it has waited', async () => {
    const port = await freePort();
    const message = await refusal(`postgres://relay:${PASSWORD}@127.0.0.1:${port}/relay`);
    expect(message).toContain(`The database postgres://relay@127.0.0.1:${port}/relay could not be opened`);
    expect(message).toContain('No server listens there: start it');
  });

  it('says that something listens there that does not answer', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await refusal(`postgres://relay@127.0.0.1:${port}/relay`)).toContain('Check the host and port');
    mute.close();
  });

  it.each([
    ['wrong password', () => server.url('postgres', 'relay:wrong'), 'Correct the user and the password'],
    ['unknown user', () => server.url('postgres', 'nobody:wrong'), 'Correct the user and the password'],
    ['no password', () => server.url('postgres', 'relay'), 'Put the password of that user into'],
    ['no such database', () => server.url('nowhere'), 'Create that database (createdb)'],
    ['no such host', () => 'postgres://relay:wrong@no-such-host.invalid/relay', 'No machine has that name'],
    ['a server without TLS', () => `${server.url()}?sslmode=require`, 'Remove sslmode from DATABASE_URL'],
    [
      'certificate',
      () => `${server.url()}?sslrootcert=/no/such.pem`,
      'certificate files that it names cannot',
    ],
    ['no URL', () => 'postgres://relay:wrong@host:port/relay', 'It is no URL'],
  ])('says what to do about this and never repeats the password: %s', async (_, url, remedy) => {
    expect(await refusal(url())).toContain(remedy);
  });

  it('says that this user may not create tables', async () => {
    const url = await server.newDatabase();
    await server.query(`create role guest login password '${PASSWORD}'`);
    await server.query('revoke create on schema public from public', url);
    const message = await refusal(url.replace('relay:', 'guest:'));
    expect(message).toContain('permission denied for schema public');
    expect(message).toContain('Make this user the owner of the database');
  });

  it('says that the database can only be read, or has no room for every character', async () => {
    const url = await server.newDatabase();
    expect(await refusal(`${url}?options=-cdefault_transaction_read_only%3Don`)).toContain('not a standby');
    const old = await server.newDatabase(`encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`);
    expect(await refusal(old)).toContain('Its encoding is LATIN1');
    expect(await refusal(`${url}?options=-csearch_path%3Dnowhere`)).toContain(
      'no schema to create tables in',
    );
  });
});
