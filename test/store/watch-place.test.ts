import { copyFileSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { DEADLINE, newEvent } from '../contract/store-samples.ts';

let directory: string;
let path: string;
let store: Store;
let failures: string[];

const open = async (at = path): Promise<void> => {
  store = await openStore(`file:${at}`, {
    soleOwner: true,
    onFailed: ({ message }) => failures.push(message),
  });
};
const record = (id: string) => store.events.record(newEvent(id), DEADLINE);

/** Of these, those that the database holds; and that it is whole. */
const held = (at: string, ...ids: readonly string[]): readonly string[] => {
  const database = new DatabaseSync(at);
  expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
  const isThere = database.prepare('select 1 from events where id = ?');
  const there = ids.filter((id) => isThere.get(id));
  database.close();
  return there;
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hub-relay-place-'));
  path = join(directory, 'relay.db');
  failures = [];
  await open();
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

describe('an SQLite database that is taken away while it is in use', () => {
  it.each(['', '-wal', '-shm', '-owner'])(
    'takes nothing more, and says so once (relay.db%s)',
    async (end) => {
      await record('e1');
      rmSync(path + end);
      for (const id of ['e2', 'e3']) await expect(record(id)).rejects.toMatchObject({ code: 'store-failed' });
      expect(failures).toEqual([expect.stringContaining(`${path}${end} was deleted, moved or replaced`)]);
    },
  );

  it('leaves nothing behind that would be mixed into what stands in its place', async () => {
    await record('e1');
    const other = new DatabaseSync(path);
    other.exec(`vacuum into '${path}-backup'`);
    other.close();
    for (let more = 2; more < 40; more += 1) await record(`e${more}`);
    renameSync(`${path}-backup`, path);
    await expect(record('e40')).rejects.toMatchObject({ code: 'store-failed' });
    await store.close();
    await open();
    expect(held(path, 'e1', 'e2', 'e39')).toEqual(['e1']);
    await record('e2');
  });

  it('takes with it all that it has said to hold', async () => {
    await record('e1');
    renameSync(path, `${path}-moved`);
    await expect(record('e2')).rejects.toMatchObject({ code: 'store-failed' });
    await store.close();
    expect(held(`${path}-moved`, 'e1')).toEqual(['e1']);
  });
});

describe('an SQLite database that was left in the middle of its work', () => {
  it('is on disk as a whole before anything is added, since the disk may not hold what is read of its log', async () => {
    await record('e1');
    const left = join(directory, 'left.db');
    for (const end of ['', '-wal']) copyFileSync(path + end, left + end);
    expect(statSync(`${left}-wal`).size).toBeGreaterThan(0);
    await store.close();
    await open(left);
    expect(statSync(`${left}-wal`).size).toBe(0);
    expect(await record('e1')).toBe('duplicate');
  });
});
