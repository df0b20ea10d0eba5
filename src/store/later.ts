import { type Compilable, type CompiledQuery, type Kysely } from 'kysely';
import { type Tables } from './tables.ts';

const mayWait = new WeakSet<CompiledQuery>();

/**
 * Writes within a transaction whose outcome nobody looks at. PostgreSQL may get it together with whatever comes next in
 * that transaction, at the latest its commit, and before that; if it fails, that fails with its error.
 */
export const writeLater = async (db: Kysely<Tables>, query: Compilable | CompiledQuery): Promise<void> => {
  const compiled = 'compile' in query ? query.compile() : query;
  mayWait.add(compiled);
  await db.executeQuery(compiled);
};

export const isForLater = (query: CompiledQuery): boolean => mayWait.has(query);
