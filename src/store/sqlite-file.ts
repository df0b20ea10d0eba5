import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from './store-error.ts';

/** At start nothing is served yet, so that waiting for another process's lock may block. Milliseconds. */
const START_PATIENCE = 2_000;
/**
 * Pages of the write-ahead log (4 KB each) after which it is copied into the database. At SQLite's own 1,000 the same
 * index pages are copied again and again: half as many events a second, measured.
 */
const CHECKPOINT_PAGES = 4_000;
/** Once the write-ahead log was copied back, what is left of a log that had grown is cut down to this. Bytes. */
const LOG_SIZE_KEPT = 64 * 1024 * 1024;

/**
 * Opens the file, and creates it and its directories where missing, for this user only: it will hold what private
 * repositories sent. Every commit is on disk when it returns. Throws a StoreError that names the path and the remedy.
 */
export const openSqliteFile = (path: string): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') claimFile(path);
    database = new DatabaseSync(path, { timeout: START_PATIENCE, enableForeignKeyConstraints: true });
    prepare(database, path);
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    throw error instanceof StoreError ? error : unusable(path, remedyFor(error, path), error);
  }
};

/** SQLite's own result code of an error, without the detail in its upper bits; `undefined` for any other error. */
export const sqliteCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;

/**
 * Here and not in SQLite, because the operating system's errors say what is wrong and SQLite's do not. A file that
 * is there already is never opened by us: closing it again would drop the locks that SQLite has on it.
 * https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
 */
const claimFile = (path: string): void => {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  accessSync(directory, constants.R_OK | constants.W_OK);
  if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
  else closeSync(openSync(path, 'a', 0o600));
};

const prepare = (database: DatabaseSync, path: string): void => {
  const mode = database.prepare('pragma journal_mode = wal').get()?.journal_mode;
  if (mode !== 'wal' && path !== ':memory:') {
    throw unusable(path, 'Its file system cannot share memory (a network drive?): move it to a local disk.');
  }
  // Fullfsync matters on macOS only, where a plain fsync leaves the data in the drive's cache.
  database.exec(`
    pragma synchronous = full;
    pragma fullfsync = on;
    pragma wal_autocheckpoint = ${CHECKPOINT_PAGES};
    pragma journal_size_limit = ${LOG_SIZE_KEPT};
    pragma busy_timeout = 0;
  `);
};

const unusable = (path: string, remedy: string, cause?: unknown): StoreError =>
  new StoreError('store-unusable', `The database ${path} could not be opened. ${remedy}`, { cause });

const remedyFor = (error: unknown, path: string): string => {
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = REMEDIES[systemCode(error) ?? sqliteCode(error) ?? ''];
  return remedy ?? `${reason}. Check DATABASE_URL, and that this user may write to ${dirname(path)}.`;
};

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;

const FORBIDDEN = 'This user may not read and write there: change the owner, or set DATABASE_URL.';
const READ_ONLY = 'It can only be read: make it writable, or set DATABASE_URL to another place.';
const NO_DIRECTORY = 'A part of its path is not a directory: set DATABASE_URL to another place.';

/** By the operating system's error code, and by SQLite's. https://www.sqlite.org/rescode.html */
const REMEDIES: Readonly<Record<string | number, string>> = {
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: READ_ONLY,
  ENOTDIR: NO_DIRECTORY,
  EEXIST: NO_DIRECTORY,
  ENOENT: 'Its directory cannot be created there: set DATABASE_URL to another place.',
  ENOSPC: 'The disk is full: make room.',
  5: 'Another process has locked it: end that process (a backup, an sqlite3 shell), then start again.',
  8: READ_ONLY,
  11: 'It is damaged: restore a backup.',
  13: 'The disk is full: make room.',
  14: 'It is a directory, or the files beside it cannot be created: set DATABASE_URL to another place.',
  26: 'It is not an SQLite database: set DATABASE_URL to another file, or move this one away.',
};
