import { type Kysely, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Engine } from '../../src/store/engine.ts';
import { writeLater } from '../../src/store/later.ts';
import { openPostgres } from '../../src/store/postgres-engine.ts';
import { type Tables } from '../../src/store/tables.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(() => server.close());

let url: string;
let engine: Engine;
let db: Kysely<Tables>;
const statements: string[] = [];
beforeEach(async () => {
  url = await server.emptyDatabase();
  engine = await openPostgres(url, { onStatement: (statement) => statements.push(statement) });
  ({ db } = engine);
  statements.length = 0;
});
afterEach(() => engine.close());

const mark = (name: string, content: string | null) =>
  sql`insert into marks (name, content) values (${name}, ${content})`.compile(db);
const marks = async (): Promise<readonly unknown[]> =>
  (await server.query('select name from marks order by name', url)).map(({ name }) => name);
/** What the session of this connection has prepared; there is one connection as long as one thing is done at a time. */
const prepared = async (): Promise<readonly string[]> => {
  const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db);
  return rows.map(({ statement }) => statement);
};

describe('a transaction', () => {
  it('of which nothing is wanted sends nothing', async () => {
    await db.transaction().execute(() => Promise.resolve());
    const failed = db.transaction().execute(() => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    expect(statements).toEqual([]);
  });

  it('carries out what may wait before what comes next', async () => {
    const found = await db.transaction().execute(async (transaction) => {
      await writeLater(transaction, mark('a', '1'));
      await writeLater(transaction, mark('b', '2'));
      return transaction.selectFrom('marks').select('name').orderBy('name').execute();
    });
    expect(found).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(await marks()).toEqual(['a', 'b']);
  });

  it('commits what may wait when nothing comes after it', async () => {
    await db.transaction().execute((transaction) => writeLater(transaction, mark('a', '1')));
    expect(await marks()).toEqual(['a']);
  });

  it('undoes what may wait when it fails', async () => {
    const failed = db.transaction().execute(async (transaction) => {
      await writeLater(transaction, mark('a', '1'));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await marks()).toEqual([]);
  });

  it.each(['a statement', 'its commit'])(
    'fails with what was to wait for %s, and does nothing',
    async (what) => {
      let isReached = false;
      const failed = db.transaction().execute(async (transaction) => {
        await transaction.executeQuery(mark('a', '1'));
        await writeLater(transaction, mark('b', null));
        if (what === 'its commit') return;
        await transaction.executeQuery(mark('c', '3'));
        isReached = true;
      });
      await expect(failed).rejects.toMatchObject({ code: '23502' });
      expect(isReached).toBe(false);
      expect(await marks()).toEqual([]);
      await db.executeQuery(mark('d', '4'));
      expect(await marks()).toEqual(['d']);
    },
  );

  it('sends more than may wait at once', async () => {
    await db.transaction().execute(async (transaction) => {
      for (let count = 0; count < 250; count++) await writeLater(transaction, mark(`m${count}`, '1'));
    });
    expect(await marks()).toHaveLength(250);
  });
});

describe('what may wait, outside a transaction', () => {
  it('is carried out at once', async () => {
    await writeLater(db, mark('a', '1'));
    expect(await marks()).toEqual(['a']);
  });
});

describe('prepared statements', () => {
  it('are parsed once, and then used', async () => {
    for (let count = 0; count < 3; count++) await db.executeQuery(mark(`m${count}`, '1'));
    const { rows } = await sql`
      select generic_plans + custom_plans as uses from pg_prepared_statements where statement like 'insert into marks%'
    `.execute(db);
    expect(rows).toEqual([{ uses: 3 }]);
  });

  it('do not pile up', async () => {
    for (let count = 0; count < 150; count++) await sql.raw(`select ${count} as n`).execute(db);
    const kept = await prepared();
    expect(kept.length).toBeLessThanOrEqual(101);
    expect(kept).toContain('select 149 as n');
    expect(kept).not.toContain('select 0 as n');
    const { rows } = await sql.raw('select 0 as n').execute(db);
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('are not made of long lists', async () => {
    const list = Array.from({ length: 2_000 }, (_, index) => index);
    const long = sql`select 1 as n where 1 in (${sql.join(list)})`;
    expect((await long.execute(db)).rows).toEqual([{ n: 1 }]);
    expect((await long.execute(db)).rows).toEqual([{ n: 1 }]);
    expect((await prepared()).filter((text) => text.startsWith('select 1'))).toEqual([]);
  });

  it.each(['no such parameter', 'no such thing'])('work again after %s', async (what) => {
    const text = (value: string) =>
      what === 'no such thing'
        ? sql`select ${sql.raw(value)} as n`
        : sql`select ${value}::integer as n, ${what}::text as t`;
    await expect(text('x').execute(db)).rejects.toMatchObject({ code: /^(22P02|42703)$/ });
    expect((await text('7').execute(db)).rows).toEqual([expect.objectContaining({ n: 7 })]);
    expect((await text('7').execute(db)).rows).toEqual([expect.objectContaining({ n: 7 })]);
  });

  it('are made anew when the server has forgotten them', async () => {
    await db.executeQuery(mark('a', '1'));
    await sql`deallocate all`.execute(db);
    await db.executeQuery(mark('b', '1'));
    expect(await marks()).toEqual(['a', 'b']);
  });
});

describe('when another process brings the tables up to date', () => {
  const all = (on: Kysely<Tables>) => on.selectFrom('marks').selectAll().execute();
  const widen = () => server.query('alter table marks add column extra integer default 5', url);
  afterEach(() => server.query('alter table marks drop column if exists extra', url));

  it('reads on', async () => {
    await db.executeQuery(mark('a', '1'));
    await all(db);
    await widen();
    expect(await all(db)).toEqual([{ name: 'a', content: '1', extra: 5 }]);
  });

  it('rejects a transaction once at most, on however many connections, as one that may be tried again', async () => {
    await db.executeQuery(mark('a', '1'));
    const three = () => Promise.allSettled([1, 2, 3].map(() => db.transaction().execute(all)));
    await three();
    await widen();
    const failed = db.transaction().execute(all);
    await expect(failed).rejects.toMatchObject({ code: 'store-busy' });
    for (const result of await three()) {
      expect(result).toEqual({ status: 'fulfilled', value: [{ name: 'a', content: '1', extra: 5 }] });
    }
  });
});

describe('parameters', () => {
  it('arrive as they were', async () => {
    const texts = ['plain', 'a"b', String.raw`a\b`, 'a,{b}', 'NULL', '', 'ä𝄞', null];
    const { rows } = await sql`
      select ${texts}::text[] as texts, ${[1, null, 2 ** 40]}::bigint[] as numbers, ${Buffer.from([0, 255])}::bytea as bytes,
        ${true}::boolean as yes, ${12n}::bigint as big, ${undefined}::text as nothing
    `.execute(db);
    expect(rows).toEqual([
      {
        texts,
        numbers: ['1', null, String(2 ** 40)],
        bytes: Buffer.from([0, 255]),
        yes: true,
        big: 12,
        nothing: null,
      },
    ]);
  });

  it('are refused where no column of ours takes them', async () => {
    await expect(sql`select ${new Date(0)}::text as n`.execute(db)).rejects.toThrow('of the type object');
    expect((await sql`select 1 as n`.execute(db)).rows).toEqual([{ n: 1 }]);
  });
});
