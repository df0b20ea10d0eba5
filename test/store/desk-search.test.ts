import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DeskTable } from '../../src/store/desk.ts';
import { type Engine } from '../../src/store/engine.ts';
import { openPostgres } from '../../src/store/postgres-engine.ts';
import { openSqlite } from '../../src/store/sqlite-engine.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { aRecord, searchLaw } from '../contract/store-search.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-relay-search-'));
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Place {
  readonly url: string;
  readonly open: () => Promise<Engine>;
}

const sqlite = (): Place => {
  const path = join(folder, 'relay.db');
  return { url: `file:${path}`, open: () => openSqlite(path, {}) };
};

const postgres = async (): Promise<Place> => {
  const url = await server.emptyDatabase();
  return { url, open: () => openPostgres(url, {}) };
};

/** With so little patience that most searches are cut, also in the middle of a millisecond. */
const MOST_LOOKED_AT = [1, 9, 40];

it.each([
  ['an SQLite file', sqlite],
  ['PostgreSQL', postgres],
])(
  'a search in %s that may look at few rows goes on where it was cut, and misses nothing',
  async (_, at) => {
    const { url, open } = await at();
    const store = await openStore(url);
    const engine = await open();
    try {
      await aRecord(store);
      for (const most of MOST_LOOKED_AT)
        await searchLaw(store, new DeskTable(engine, most), store.isShared ? 12 : 40);
      const { notifications, isCut, next } = await new DeskTable(engine, 4).search(
        { text: 'nowhere' },
        { limit: 9 },
      );
      expect({ notifications, isCut }).toEqual({ notifications: [], isCut: true });
      expect(next).toBeDefined();
    } finally {
      await engine.close();
      await store.close();
    }
  },
  60_000,
);
