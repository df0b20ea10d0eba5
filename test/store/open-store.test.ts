import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { openSqliteFile } from '../../src/store/sqlite-file.ts';
import { DEADLINE, newEvent } from '../contract/store-samples.ts';

describe('opening the store', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hub-relay-open-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const refusal = async (databaseUrl: string): Promise<string> => {
    const error: unknown = await openStore(databaseUrl).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'store-unusable' });
    return (error as Error).message;
  };

  it('creates the file and its directories, for this user only', async () => {
    const path = join(directory, 'deep', 'er', 'relay.db');
    const store = await openStore(`file:${path}`);
    expect([statSync(path).mode & 0o777, statSync(`${path}-wal`).mode & 0o777]).toEqual([0o600, 0o600]);
    expect(statSync(join(directory, 'deep')).mode & 0o777).toBe(0o700);
    await store.close();
  });

  it('takes a path relative to the working directory', async () => {
    const path = join(directory, 'relay.db');
    await (await openStore(`file:./${relative(process.cwd(), path)}`)).close();
    expect(existsSync(path)).toBe(true);
  });

  it('leaves one file behind when it is closed', async () => {
    const path = join(directory, 'relay.db');
    const store = await openStore(`file:${path}`);
    await store.events.record(newEvent('e1'), DEADLINE);
    await store.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('waits for each commit to reach the disk, and never for a lock', () => {
    using database = openSqliteFile(join(directory, 'relay.db'));
    const pragma = (name: string): unknown =>
      Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
    expect([pragma('journal_mode'), pragma('synchronous')]).toEqual(['wal', 2]);
    expect([pragma('busy_timeout'), pragma('foreign_keys')]).toEqual([0, 1]);
  });

  it('opens a new file twice at once', async () => {
    const url = `file:${join(directory, 'relay.db')}`;
    const stores = await Promise.all([openStore(url), openStore(url)]);
    await stores[0].events.record(newEvent('e1'), DEADLINE);
    expect(await stores[1].events.find('e1')).toBeDefined();
    await Promise.all(stores.map((store) => store.close()));
  });

  it('refuses a database that a newer version wrote, and leaves it as it is', async () => {
    const path = join(directory, 'relay.db');
    await (await openStore(`file:${path}`)).close();
    using database = new DatabaseSync(path);
    database.exec(`insert into kysely_migration values ('0099-later', '2099-01-01T00:00:00.000Z')`);
    expect(await refusal(`file:${path}`)).toBe(
      `The database ${path} was written by a newer Hub Relay (migration 0099-later); ` +
        'run that version or restore a backup.',
    );
    const names = database.prepare('select name from kysely_migration').all();
    expect(names.at(-1)).toEqual({ name: '0099-later' });
  });

  it('says that a migration failed, and takes back what it had done', async () => {
    const path = join(directory, 'relay.db');
    using database = new DatabaseSync(path);
    database.exec('create table lanes (mine text)');
    const message = await refusal(`file:${path}`);
    expect(message).toContain('migration 0001-first');
    expect(message).toContain('table "lanes" already exists');
    const tables = database.prepare(`select name from sqlite_master where name = 'events'`).all();
    expect(tables).toEqual([]);
  });

  it('names the file that is not a database', async () => {
    const path = join(directory, 'notes.txt');
    writeFileSync(path, 'These are my notes, and no database at all.');
    expect(await refusal(`file:${path}`)).toBe(
      `The database ${path} could not be opened. ` +
        'It is not an SQLite database: set DATABASE_URL to another file, or move this one away.',
    );
  });

  it('names the directory that stands where the file should be', async () => {
    const message = await refusal(`file:${directory}`);
    expect(message).toContain(`The database ${directory} could not be opened. It is a directory`);
  });

  it('names the path that leads through a file', async () => {
    writeFileSync(join(directory, 'file'), '');
    const path = join(directory, 'file', 'relay.db');
    const message = await refusal(`file:${path}`);
    expect(message).toContain(path);
    expect(message).toContain('not a directory');
  });

  it('says that this user may not write there', async () => {
    const closed = join(directory, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    // Root may write anywhere, so that it is another user for a moment.
    const root = process.getuid?.() === 0;
    chmodSync(directory, 0o755);
    if (root) process.seteuid?.(65_534);
    try {
      const message = await refusal(`file:${join(closed, 'relay.db')}`);
      expect(message).toContain('This user may not read and write there');
    } finally {
      if (root) process.seteuid?.(0);
    }
  });

  it('says that the lock of another process is in the way of the first start', async () => {
    const path = join(directory, 'relay.db');
    using database = new DatabaseSync(path);
    database.exec('begin exclusive');
    expect(await refusal(`file:${path}`)).toContain('Another process has locked it');
  });

  it('refuses a kind of address that it does not know', async () => {
    const message = await refusal('mysql://db/relay');
    expect(message).toContain('file:./data/hub-relay.db');
    expect(message).toContain('postgres://user:password@host:5432/database');
  });
});
