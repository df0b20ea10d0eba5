import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql, type Transaction } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteDialect } from '../../src/store/sqlite.ts';
import { type Tables } from '../../src/store/tables.ts';
import { WriteAheadLog } from '../../src/store/write-ahead-log.ts';
import { until } from '../build/until.ts';

/** A disk that is waited for until the test says how that ends. */
const slowDisk = () => {
  const waits: PromiseWithResolvers<undefined>[] = [];
  const file = {
    datasync: (): Promise<void> => {
      const wait = Promise.withResolvers<undefined>();
      waits.push(wait);
      return wait.promise;
    },
    close: () => Promise.resolve(),
  };
  return { waits, file };
};

let disk: ReturnType<typeof slowDisk>;
let log: WriteAheadLog;
let failures: string[];
/** A file of the database that is not there any more. */
let missing: string | undefined;
/** What happened, in its order. */
let said: string[];
const tell = (what: string, promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => void said.push(what),
    (error: unknown) => void said.push(`${what}: ${String((error as { code?: unknown }).code)}`),
  );

beforeEach(() => {
  disk = slowDisk();
  failures = [];
  missing = undefined;
  log = new WriteAheadLog(disk.file, {
    path: '/data/relay.db',
    onFailed: ({ message }) => failures.push(message),
    findMissing: () => missing,
  });
  said = [];
});

describe('the write-ahead log', () => {
  it('counts a wait only for what was there before it began, and shares the next one among all that came since', async () => {
    const all = [tell('first', log.onDisk())];
    await until(() => expect(disk.waits).toHaveLength(1));
    all.push(tell('second', log.onDisk()), tell('third', log.onDisk()));
    disk.waits[0]!.resolve(undefined);
    await until(() => expect(disk.waits).toHaveLength(2));
    expect(said).toEqual(['first']);
    disk.waits[1]!.resolve(undefined);
    await Promise.all(all);
    expect(said).toEqual(['first', 'second', 'third']);
    expect(disk.waits).toHaveLength(2);
  });

  it('does not ask a disk again that failed', async () => {
    const first = tell('first', log.onDisk());
    await until(() => expect(disk.waits).toHaveLength(1));
    const second = tell('second', log.onDisk());
    disk.waits[0]!.reject(new Error('EIO'));
    await Promise.all([first, second]);
    expect(said).toEqual(['first: store-failed', 'second: store-failed']);
    expect(disk.waits).toHaveLength(1);
    expect(() => log.begin()).toThrow('start again');
    expect(failures).toEqual([expect.stringMatching(/database \/data\/relay\.db \(EIO\).*start again/)]);
  });

  it('takes nothing more once a file of the database is not in its place', async () => {
    const first = tell('first', log.onDisk());
    await until(() => expect(disk.waits).toHaveLength(1));
    disk.waits[0]!.resolve(undefined);
    await first;
    missing = '/data/relay.db';
    const second = tell('second', log.onDisk());
    await until(() => expect(disk.waits).toHaveLength(2));
    disk.waits[1]!.resolve(undefined);
    await second;
    await tell('third', log.onDisk());
    expect(said).toEqual(['first', 'second: store-failed', 'third: store-failed']);
    expect(failures).toEqual([expect.stringContaining('/data/relay.db was deleted, moved or replaced')]);
  });
});

describe('a transaction on an SQLite file', () => {
  let db: Kysely<Tables>;
  let statements: string[];
  beforeEach(() => {
    const database = new DatabaseSync(':memory:');
    database.exec('create table marks (name text, content text)');
    statements = [];
    const onStatement = (statement: string): void => void statements.push(statement);
    db = new Kysely({ dialect: sqliteDialect(database, { onStatement, log: () => log }) });
  });
  afterEach(() => db.destroy());

  const write = (name: string) => (on: Kysely<Tables> | Transaction<Tables>) =>
    sql`insert into marks values (${name}, '')`.execute(on);
  const transact = (name: string): Promise<void> => tell(name, db.transaction().execute(write(name)));
  const sent = (statement: string): number => statements.filter((text) => text === statement).length;

  it('is done when it is on disk, and lets the next one begin before', async () => {
    const both = [transact('first'), transact('second')];
    await until(() => expect(sent('commit')).toBe(2));
    expect(said).toEqual([]);
    await until(() => expect(disk.waits).toHaveLength(1));
    disk.waits[0]!.resolve(undefined);
    await until(() => expect(disk.waits).toHaveLength(2));
    expect(said).toEqual(['first']);
    disk.waits[1]!.resolve(undefined);
    await Promise.all(both);
    expect(said).toEqual(['first', 'second']);
  });

  it('is not waited for where it is left to the next one, which then is for both', async () => {
    await db.transaction().execute(async (transaction) => {
      log.leave();
      await write('left')(transaction);
    });
    expect(disk.waits).toHaveLength(0);
    const next = transact('next');
    await until(() => expect(disk.waits).toHaveLength(1));
    expect(said).toEqual([]);
    disk.waits[0]!.resolve(undefined);
    await next;
  });

  it('waits for the disk only where it wrote something, and so does what is written without one', async () => {
    await db.transaction().execute((transaction) => sql`select 1`.execute(transaction));
    expect(disk.waits).toHaveLength(0);
    const written = tell('written', write('alone')(db));
    await until(() => expect(disk.waits).toHaveLength(1));
    expect(said).toEqual([]);
    disk.waits[0]!.resolve(undefined);
    await written;
  });

  it('waits for the disk again after one that need not, also without a transaction', async () => {
    await db.transaction().execute(async (transaction) => {
      log.leave();
      await write('left')(transaction);
    });
    expect(disk.waits).toHaveLength(0);
    const alone = tell('alone', write('alone')(db));
    await until(() => expect(disk.waits).toHaveLength(1));
    expect(said).toEqual([]);
    disk.waits[0]!.resolve(undefined);
    await alone;
  });

  it('makes the log long by what stands in its rows, and not only by their number', async () => {
    let grown = 0;
    log = new WriteAheadLog(disk.file, { path: '/data/relay.db', onGrown: () => (grown += 1) });
    const long = 'x'.repeat(10_000_000);
    const fill = (transaction: Transaction<Tables>) => {
      log.leave();
      return sql`insert into marks values (${`long ${grown}`}, ${long})`.execute(transaction);
    };
    await db.transaction().execute(fill);
    expect(grown).toBe(0);
    await db.transaction().execute(fill);
    expect(grown).toBe(1);
  });

  it('is refused when the disk failed, and none is begun after it; what another one began meanwhile is its own', async () => {
    const first = transact('first');
    await until(() => expect(disk.waits).toHaveLength(1));
    const going = Promise.withResolvers<undefined>();
    const second = tell(
      'second',
      db.transaction().execute(async (transaction) => {
        await write('second')(transaction);
        await going.promise;
      }),
    );
    await until(() => expect(sent('begin immediate')).toBe(2));
    disk.waits[0]!.reject(new Error('EIO'));
    await first;
    expect(said).toEqual(['first: store-failed']);
    expect(sent('rollback')).toBe(0);
    going.resolve(undefined);
    await second;
    await transact('third');
    expect(said).toEqual(['first: store-failed', 'second: store-failed', 'third: store-failed']);
    expect(sent('begin immediate')).toBe(2);
  });
});
