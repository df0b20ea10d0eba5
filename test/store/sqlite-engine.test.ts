import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Change, type Store } from '../../src/flow/ports.ts';
import { openSqlite } from '../../src/store/sqlite-engine.ts';
import { openStore, type StoreOptions } from '../../src/store/open-store.ts';
import { until } from '../build/until.ts';
import { DEADLINE, newEvent } from '../contract/store-samples.ts';

let directory: string;
let stores: Store[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hub-relay-engine-'));
  stores = [];
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  rmSync(directory, { recursive: true });
});

const open = async (options: StoreOptions = {}): Promise<Store> => {
  const store = await openStore(`file:${join(directory, 'relay.db')}`, options);
  stores.push(store);
  return store;
};

describe('an SQLite file and its processes', () => {
  it('is led by its owner at once, and by nobody else', async () => {
    const roles: string[] = [];
    const stand = (store: Store, name: string): void => {
      store.elect({ lead: () => roles.push(`${name} leads`), follow: () => roles.push(`${name} follows`) });
    };
    stand(await open({ soleOwner: true }), 'owner');
    stand(await open(), 'reader');
    expect(roles).toEqual(['owner leads']);
  });

  it('tells what another process wrote, and not what it wrote itself', async () => {
    const [here, there] = [await open(), await open()];
    const heard: Change[][] = [[], []];
    here.watch((change) => heard[0]?.push(change));
    there.watch((change) => heard[1]?.push(change));
    await there.events.record(newEvent('e1'), DEADLINE);
    await until(() => expect(heard[0]).toEqual([{ kind: 'notifications' }]));
    expect(heard[1]).toEqual([]);
  });

  it('writes nothing of a transaction into the log before it is committed, however much that is', async () => {
    const path = join(directory, 'alone.db');
    const engine = await openSqlite(path, {});
    const size = (): number => statSync(`${path}-wal`).size;
    const before = size();
    await engine.db.transaction().execute(async (db) => {
      for (const name of ['a', 'b', 'c', 'd'])
        await db
          .insertInto('marks')
          .values({ name, content: 'x'.repeat(1_500_000) })
          .execute();
      expect(size()).toBe(before);
    });
    expect(size()).toBeGreaterThan(before + 6_000_000);
    await engine.close();
  });

  it('keeps no character NUL, as PostgreSQL cannot', async () => {
    const store = await open();
    await store.events.record(newEvent('e1', { body: '"a\0b"' }), DEADLINE);
    expect((await store.events.find('e1'))?.body).toBe('"a\uFFFDb"');
  });
});
