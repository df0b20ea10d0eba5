import { type Kysely, SqliteAdapter } from 'kysely';
import { type Tables } from './tables.ts';

/** For the few statements below the builders, which each database has its own text for. */
export const isSqlite = (db: Kysely<Tables>): boolean => db.getExecutor().adapter instanceof SqliteAdapter;
