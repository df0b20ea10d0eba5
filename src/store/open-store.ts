import { resolve } from 'node:path';
import { type Pace } from '../core/pace.ts';
import { type Store } from '../flow/ports.ts';
import { AuditTable } from './audit.ts';
import { DeskTable } from './desk.ts';
import { type Engine, type EngineOptions } from './engine.ts';
import { EventTable } from './events.ts';
import { GroupCommit } from './group-commit.ts';
import { HubTable } from './hubs.ts';
import { MarkTable } from './marks.ts';
import { NotificationTable } from './notifications.ts';
import { ReportTable } from './reports.ts';
import { RepositoryTable } from './repositories.ts';
import { MEMORY, openSqlite } from './sqlite-engine.ts';
import { StoreError } from './store-error.ts';
import { EVENT_BATCH, writeEvents } from './write-events.ts';
import { END_BATCH, writeEnds } from './write-ends.ts';
import { PLAN_BATCH, writePlans } from './write-plans.ts';

export interface StoreOptions extends EngineOptions {
  /** How fast each lane may be claimed; as fast as they come where it is left out. */
  readonly pace?: Pace;
}

/**
 * Opens `file:./path.db`, `file:/absolute/path.db`, `file::memory:` (gone when closed), or
 * `postgres://user:password@host:port/database`. Creates what is missing and brings the tables up to this version.
 * Rejects with a StoreError whose message names the place and the remedy.
 */
export const openStore = async (databaseUrl: string, options: StoreOptions = {}): Promise<Store> =>
  storeOver(await openEngine(databaseUrl, options), options.pace);

const openEngine = async (databaseUrl: string, options: StoreOptions): Promise<Engine> => {
  if (/^postgres(ql)?:/.test(databaseUrl)) {
    // With its driver; who keeps a file needs neither.
    const { openPostgres } = await import('./postgres-engine.ts');
    return openPostgres(databaseUrl, options);
  }
  const path = /^file:(.+)$/s.exec(databaseUrl)?.[1];
  if (path !== undefined) return openSqlite(path === MEMORY ? MEMORY : resolve(path), options);
  throw new StoreError(
    'store-unusable',
    'DATABASE_URL is of no kind that Hub Relay knows. Set it to a file, as in file:./data/hub-relay.db, ' +
      'or to a PostgreSQL server, as in postgres://user:password@host:5432/database.',
  );
};

/** The parts of every store, whatever its engine. */
const storeOver = (engine: Engine, pace: Pace | undefined): Store => {
  const commits = new GroupCommit(writeEvents(engine), EVENT_BATCH);
  const plans = new GroupCommit(writePlans(engine), PLAN_BATCH);
  const ends = new GroupCommit(writeEnds(engine), END_BATCH);
  const close = async (): Promise<void> => {
    engine.beginClosing();
    await Promise.all([commits.close(), plans.close(), ends.close()]);
    await engine.close();
  };
  let closed: Promise<void> | undefined;
  return {
    events: new EventTable(engine, commits, plans),
    notifications: new NotificationTable(engine, ends, pace),
    hubs: new HubTable(engine),
    reports: new ReportTable(engine, pace),
    repositories: new RepositoryTable(engine),
    marks: new MarkTable(engine),
    desk: new DeskTable(engine),
    audit: new AuditTable(engine),
    isShared: engine.isShared,
    elect: (candidate) => engine.elect(candidate),
    watch: (listener) => engine.watch(listener),
    close: () => (closed ??= close()),
  };
};
