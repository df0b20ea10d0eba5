import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from './store-error.ts';

/** What is in a copy that was read again after it was made. `auditPlace` as `audit verify` prints it: "1234:hash". */
export interface Backup {
  readonly bytes: number;
  /** The newest migration that its tables went through. */
  readonly schema: string;
  readonly events: number;
  readonly notifications: number;
  readonly auditPlace?: string;
}

export interface BackupOptions {
  /** Overwrites what is there. */
  readonly force?: boolean;
}

/**
 * Copies the database of `file:…` to `path`, for this user only, as it was at one moment: whoever writes to it
 * meanwhile need not wait. The copy is read again, whole, before it gets its name, so that there is never half of one.
 * Nothing of the database changes, also when this version's tables are others. Throws a StoreError; EEXIST where there is
 * something already, and EINVAL, whatever `force` says, where that belongs to the database itself.
 */
export const backUp = (databasePath: string, path: string, { force = false }: BackupOptions = {}): Backup => {
  if (isPartOf(databasePath, path)) throw Object.assign(new Error(path), { code: 'EINVAL' });
  if (!force && existsSync(path)) throw Object.assign(new Error(path), { code: 'EEXIST' });
  const part = `${path}.part-${process.pid}`;
  try {
    closeSync(openSync(part, 'wx', 0o600));
    copy(databasePath, part);
    flush(part);
    const found = inspect(part, databasePath);
    if (force) renameSync(part, path);
    else linkSync(part, path);
    flush(dirname(resolve(path)));
    return found;
  } finally {
    rmSync(part, { force: true });
  }
};

/** Put in its place, a copy would be cut off from what the running server has open, and take its `-wal` for its own. */
const isPartOf = (databasePath: string, path: string): boolean => {
  const place = placeOf(path);
  const database = placeOf(databasePath);
  return ['', '-wal', '-shm', '-journal', '-owner'].some((suffix) => place === database + suffix);
};

/** Whatever links lead to it; the file itself need not be there. */
const placeOf = (path: string): string => {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(resolve(path));
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(path));
};

/** A reader's snapshot: one read transaction over all pages, beside any writer. It takes an empty file for none. */
const copy = (from: string, to: string): void => {
  const database = new DatabaseSync(from, { readOnly: true });
  try {
    database.prepare('vacuum into ?').run(to);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError('store-unusable', `The database ${from} could not be copied: ${reason}.`, {
      cause: error,
    });
  } finally {
    database.close();
  }
};

/** SQLite leaves a copy in the system's memory. https://www.sqlite.org/lang_vacuum.html#vacuum_with_an_into_clause */
const flush = (path: string): void => {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
};

const inspect = (path: string, from: string): Backup => {
  const database = new DatabaseSync(path, { readOnly: true });
  const value = (sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0];
  try {
    const whole = value('pragma integrity_check(1)');
    if (whole !== 'ok') {
      throw new StoreError('store-unusable', `The database ${from} is damaged: ${String(whole)}.`);
    }
    const isOurs =
      value(`select count(*) from sqlite_master where name in ('kysely_migration', 'events')`) === 2;
    if (!isOurs) throw new StoreError('store-unusable', `${from} is no database of Hub Relay.`);
    const hasMarks = value(`select count(*) from sqlite_master where name = 'marks'`) === 1;
    const place = hasMarks ? value(`select content from marks where name = 'audit-last'`) : undefined;
    return {
      bytes: statSync(path).size,
      schema: String(value('select max(name) from kysely_migration')),
      events: Number(value('select count(*) from events')),
      notifications: Number(value('select count(*) from notifications')),
      ...(typeof place === 'string' && { auditPlace: place }),
    };
  } finally {
    database.close();
  }
};
