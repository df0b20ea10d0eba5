import { type Kysely } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from 'kysely/migration';
import { first } from './migrations/0001-first.ts';
import { engine } from './migrations/0002-engine.ts';
import { chains } from './migrations/0003-chains.ts';
import { stamps } from './migrations/0004-stamps.ts';
import { reports } from './migrations/0005-reports.ts';
import { targets } from './migrations/0006-targets.ts';
import { desk } from './migrations/0007-desk.ts';
import { growth } from './migrations/0008-growth.ts';
import { largeBodies } from './migrations/0009-large-bodies.ts';
import { StoreError } from './store-error.ts';
import { type Tables } from './tables.ts';

/** All that there are, by name; they run in the order of their numbers. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-engine': engine,
  '0003-chains': chains,
  '0004-stamps': stamps,
  '0005-reports': reports,
  '0006-targets': targets,
  '0007-desk': desk,
  '0008-growth': growth,
  '0009-large-bodies': largeBodies,
};

/**
 * Brings the tables up to this version, each migration as a whole or not at all. Throws a StoreError, with nothing
 * changed, when a newer version was here before. `schema` where a database has several, and others may be another's.
 */
export const migrate = async (db: Kysely<Tables>, place: string, schema?: string): Promise<void> => {
  const unknown = (await migrationsRun(db, schema)).filter((name) => !Object.hasOwn(MIGRATIONS, name)).at(-1);
  if (unknown !== undefined) {
    throw new StoreError(
      'store-unusable',
      `The database ${place} was written by a newer Hub Relay (migration ${unknown}); ` +
        'run that version or restore a backup.',
    );
  }
  const provider = { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) };
  const { error, results } = await new Migrator({
    db,
    provider,
    ...(schema !== undefined && { migrationTableSchema: schema }),
  }).migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'the first one';
  const reason = error instanceof Error ? error.message : 'unknown reason';
  throw new StoreError(
    'store-unusable',
    `The tables of ${place} could not be brought up to date (migration ${failed}: ${reason}). ` +
      'Nothing was changed; mend the cause and start again.',
    { cause: error },
  );
};

const migrationsRun = async (db: Kysely<Tables>, schema?: string): Promise<readonly string[]> => {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  const isThere = tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE && table.schema === schema);
  if (!isThere) return [];
  const migrations = db as unknown as Kysely<Record<typeof DEFAULT_MIGRATION_TABLE, { name: string }>>;
  const rows = await migrations.selectFrom(DEFAULT_MIGRATION_TABLE).select('name').orderBy('name').execute();
  return rows.map((row) => row.name);
};
