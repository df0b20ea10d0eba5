import { type DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { type Candidate, type Change } from '../flow/ports.ts';
import { Checkpoints } from './checkpoints.ts';
import { type Engine, type EngineOptions } from './engine.ts';
import { migrate } from './migrate.ts';
import { becomeSoleOwner } from './sole-owner.ts';
import { openSqliteFile } from './sqlite-file.ts';
import { sqliteDialect } from './sqlite.ts';
import { type Tables } from './tables.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

export const MEMORY = ':memory:';
/** Pages (4 KB each) after which SQLite itself copies the log, though the event loop waits for it: we could not. */
const LONGEST_LOG = 32_000;
/** Milliseconds between two looks at whether another process wrote. */
const WATCH_POLL = 500;

/** Opens an absolute path, or `:memory:`. Rejects with a StoreError whose message names the path and the remedy. */
export const openSqlite = async (path: string, options: EngineOptions): Promise<Engine> => {
  const file = openSqliteFile(path);
  const isOwner = options.soleOwner === true;
  const disown = isOwner && path !== MEMORY ? becomeSoleOwner(path, file) : () => undefined;
  let log: WriteAheadLog | undefined;
  const checkpoints = new Checkpoints(path, (work) => db.connection().execute(work));
  const db = new Kysely<Tables>({ dialect: sqliteDialect(file, { ...options, log: () => log }) });
  try {
    if (isOwner) emptyLog(file);
    await migrate(db, path);
    if (path !== MEMORY) {
      const { onFailed } = options;
      log = await WriteAheadLog.open({ path, onGrown: () => checkpoints.begin(), onFailed });
      // The tables are there by now, and SQLite need not wait for the disk itself any more but where it begins the log anew.
      file.exec(`pragma synchronous = normal; pragma wal_autocheckpoint = ${LONGEST_LOG}`);
      // What is in a commit is bounded by us. SQLite need not put pages into the log before it, from where it has to fetch some again.
      file.exec('pragma cache_spill = off');
    }
  } catch (error) {
    await db.destroy();
    disown();
    throw error;
  }
  const timers: NodeJS.Timeout[] = [];
  return {
    db,
    isShared: false,
    announce: () => Promise.resolve(),
    needNotWait: () => log?.leave(),
    elect: (candidate: Candidate) => {
      if (isOwner) candidate.lead();
      // Nobody else could lead while this one has the file.
      return () => Promise.resolve();
    },
    watch: (listener) => timers.push(watchFile(file, listener)),
    beginClosing: () => undefined,
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      // Its turn comes after the work that was begun before; without it that would fail half-way.
      await db.connection().execute(() => Promise.resolve());
      await checkpoints.close();
      await log?.close();
      if (isOwner) emptyLog(file);
      await db.destroy();
      disown();
    },
  };
};

/**
 * Copies the whole log into the database. At the start, because a disk that failed may not hold what is read of the log, and
 * says so only once: https://wiki.postgresql.org/wiki/Fsync_Errors. At the end, because SQLite leaves the log of a database that was
 * moved, and it would be taken for that of the file which stands in its place. Where it can't be done now it is done later.
 */
const emptyLog = (file: DatabaseSync): void => {
  try {
    file.exec('pragma wal_checkpoint(truncate)');
  } catch {
    // Whatever keeps it from that is met, and told, by what writes next.
  }
};

/** The number changes with the commits of other connections, and not with ours. https://www.sqlite.org/pragma.html#pragma_data_version */
const watchFile = (file: DatabaseSync, listener: (change: Change) => void): NodeJS.Timeout => {
  const statement = file.prepare('pragma data_version');
  const version = (): unknown => statement.get()?.data_version;
  let seen = version();
  return setInterval(() => {
    const now = version();
    if (now !== seen) listener({ kind: 'notifications' });
    seen = now;
  }, WATCH_POLL).unref();
};
