import { resolve } from 'node:path';
import { Kysely } from 'kysely';
import { type Pace } from '../core/pace.ts';
import { type Store } from '../flow/ports.ts';
import { type Engine } from './engine.ts';
import { EventTable } from './events.ts';
import { GroupCommit } from './group-commit.ts';
import { HubTable } from './hubs.ts';
import { MarkTable } from './marks.ts';
import { migrate } from './migrate.ts';
import { NotificationTable } from './notifications.ts';
import { RepositoryTable } from './repositories.ts';
import { becomeSoleOwner } from './sole-owner.ts';
import { openSqliteFile } from './sqlite-file.ts';
import { type SqliteOptions, sqliteDialect } from './sqlite.ts';
import { StoreError } from './store-error.ts';
import { type Tables } from './tables.ts';
import { EVENT_BATCH, writeEvents } from './write-events.ts';
import { PLAN_BATCH, writePlans } from './write-plans.ts';

export interface StoreOptions extends SqliteOptions {
  /** For the process that plans and sends, of which there can be one; commands that read leave it out. */
  readonly soleOwner?: boolean;
  /** How fast each lane may be claimed; as fast as they come where it is left out. */
  readonly pace?: Pace;
}

const MEMORY = ':memory:';

/**
 * Opens `file:./path.db`, `file:/absolute/path.db`, or `file::memory:` (gone when closed). Creates what is missing and
 * brings the tables up to this version. Rejects with a StoreError whose message names the place and the remedy.
 */
export const openStore = async (databaseUrl: string, options: StoreOptions = {}): Promise<Store> => {
  const path = pathOf(databaseUrl);
  const file = openSqliteFile(path);
  const disown =
    options.soleOwner === true && path !== MEMORY ? becomeSoleOwner(path, file) : () => undefined;
  const db = new Kysely<Tables>({ dialect: sqliteDialect(file, options) });
  try {
    await migrate(db, path);
  } catch (error) {
    await db.destroy();
    disown();
    throw error;
  }
  const engine: Engine = {
    db,
    isShared: false,
    announce: () => Promise.resolve(),
    elect: (candidate) => {
      if (options.soleOwner === true) candidate.lead();
    },
    watch: () => undefined,
    close: async () => {
      await db.destroy();
      disown();
    },
  };
  return storeOver(engine, options.pace);
};

/** The parts of every store that Kysely can reach, whatever its dialect. */
const storeOver = (engine: Engine, pace: Pace | undefined): Store => {
  const commits = new GroupCommit(writeEvents(engine), EVENT_BATCH);
  const plans = new GroupCommit(writePlans(engine), PLAN_BATCH);
  const close = async (): Promise<void> => {
    await Promise.all([commits.close(), plans.close()]);
    // Its turn comes after the work that was begun before; without it that would fail half-way.
    await engine.db.connection().execute(() => Promise.resolve());
    await engine.close();
  };
  let closed: Promise<void> | undefined;
  return {
    events: new EventTable(engine, commits, plans),
    notifications: new NotificationTable(engine, pace),
    hubs: new HubTable(engine),
    repositories: new RepositoryTable(engine),
    marks: new MarkTable(engine),
    isShared: engine.isShared,
    elect: (candidate) => engine.elect(candidate),
    watch: (listener) => engine.watch(listener),
    close: () => (closed ??= close()),
  };
};

const pathOf = (databaseUrl: string): string => {
  if (/^postgres(ql)?:/.test(databaseUrl)) {
    throw new StoreError(
      'store-unusable',
      'PostgreSQL is not supported by this version yet. Set DATABASE_URL to a file, as in file:./data/hub-relay.db.',
    );
  }
  const path = /^file:(.+)$/s.exec(databaseUrl)?.[1];
  if (path === undefined) {
    throw new StoreError(
      'store-unusable',
      'DATABASE_URL is of no kind that Hub Relay knows. Set it to a file, as in file:./data/hub-relay.db.',
    );
  }
  return path === MEMORY ? MEMORY : resolve(path);
};
