import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import type pg from 'pg';
import { migrate } from './migrate.ts';
import { isNotUpYet, openError, unusable } from './postgres-errors.ts';
import { singlePool } from './postgres-pool.ts';
import { type PostgresTarget } from './postgres-target.ts';
import { postgresDialect } from './postgres.ts';
import { type Tables } from './tables.ts';

/** How long a server that is just starting is waited for, and another process that migrates. Milliseconds. */
const START_PATIENCE = 10_000;
const START_POLL = 200;
const MIGRATION_PATIENCE = 60_000;
/** "hubm": held in the session around all that brings the tables up to date. Kysely's own lock comes after some of it. */
export const MIGRATION_LOCK = 0x68_75_62_6d;
const OLDEST = 140_000;

/**
 * Waits for the server, sees that it will do, and brings the tables up to this version; of several processes that start
 * at once, one after the other. Rejects with a StoreError whose message names the place and the remedy.
 */
export const startPostgres = async (target: PostgresTarget): Promise<void> => {
  const { place } = target;
  const pool = singlePool(target);
  const dialect = postgresDialect(pool, { place, closing: target.cut, cut: target.cut });
  const db = new Kysely<Tables>({ dialect });
  try {
    const schema = await suitableSchema(pool, place);
    await expectSession(pool, target);
    await lockMigrations(pool, place);
    await migrate(db, place, schema);
  } catch (error) {
    throw openError(forbidden(error) ?? error, place);
  } finally {
    // Ends the session, and so its lock. Kysely ends the pool only once it has used it.
    await (pool.ending ? undefined : pool.end());
  }
};

/** The schema in which tables are created, once it is clear that they can be. */
const suitableSchema = async (pool: pg.Pool, place: string): Promise<string> => {
  const { rows } = await patiently(() => pool.query<Facts>(FACTS));
  const { version, encoding, read_only: readOnly, schema } = rows[0] ?? {};
  if (version === undefined)
    throw unusable(place, 'It does not say what it is. Check that it is a PostgreSQL server.');
  if (version < OLDEST) {
    const found = `PostgreSQL ${Math.floor(version / 10_000)}`;
    throw unusable(place, `It is ${found}, and Hub Relay needs 14 or newer. Upgrade the server.`);
  }
  if (encoding !== 'UTF8') {
    throw unusable(
      place,
      `Its encoding is ${encoding}. Create a database with the encoding UTF8 (createdb -E UTF8).`,
    );
  }
  if (readOnly === 'on') {
    throw unusable(place, 'It can only be read. Name the primary server in DATABASE_URL, not a standby.');
  }
  if (typeof schema !== 'string') {
    throw unusable(place, 'It has no schema to create tables in. Create the one that its search_path names.');
  }
  return schema;
};

interface Facts {
  readonly version: number;
  readonly encoding: string;
  readonly read_only: string;
  readonly schema: string | null;
}

const FACTS = `
  select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
    current_setting('transaction_read_only') as read_only, current_schema() as schema
`;

/**
 * A pooler that hands its connections out by transaction takes from a session what belongs to it: LISTEN would hear
 * nothing, and two processes would lead. It shows when somebody else is in a transaction.
 * https://www.pgbouncer.org/features.html
 */
const expectSession = async (pool: pg.Pool, target: PostgresTarget): Promise<void> => {
  const others = singlePool(target);
  try {
    const before = await backendOf(pool);
    await others.query('begin');
    const other = await backendOf(others);
    if (before !== other && before === (await backendOf(pool))) return;
  } finally {
    await others.end();
  }
  throw unusable(
    target.place,
    'A pooler in between gives its connections to others after each transaction. Connect directly, or set the pooler to session mode (pool_mode = session).',
  );
};

const backendOf = async (pool: pg.Pool): Promise<number | undefined> =>
  (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;

const lockMigrations = async (pool: pg.Pool, place: string): Promise<void> => {
  try {
    await pool.query(`set lock_timeout = ${MIGRATION_PATIENCE}`);
    await pool.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await pool.query('set lock_timeout = 0');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '55P03')) throw error;
    const remedy = `Another Hub Relay has been bringing its tables up to date for ${MIGRATION_PATIENCE / 1000} s. Wait for it, or end it.`;
    throw unusable(place, remedy, error);
  }
};

/** A migration that may not create its tables has a remedy of its own. */
const forbidden = (error: unknown): unknown => {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && /^(42501|3F000)$/.test(String(cause.code))
    ? cause
    : undefined;
};

const patiently = async <T>(attempt: () => Promise<T>): Promise<T> => {
  const giveUpAt = performance.now() + START_PATIENCE;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isNotUpYet(error) || performance.now() >= giveUpAt) throw error;
      await sleep(START_POLL);
    }
  }
};
