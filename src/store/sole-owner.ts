import { DatabaseSync } from 'node:sqlite';
import { StoreError } from './store-error.ts';

/** How long a process that is just stopping may keep the next one waiting, in milliseconds. */
const PATIENCE = 2_000;

/**
 * Makes this process the only one that works on a database file: two would send the same notifications. The lock is
 * an open transaction on a file beside it, which the system ends with the process, however that ends. Reading
 * commands do without. Returns what gives it back; closes the database and throws a StoreError
 * when another process has it.
 */
export const becomeSoleOwner = (path: string, database: DatabaseSync): (() => void) => {
  const lock = new DatabaseSync(`${path}-owner`, { timeout: PATIENCE });
  try {
    lock.exec('begin exclusive');
    return () => lock.close();
  } catch (error) {
    lock.close();
    database.close();
    throw new StoreError(
      'store-unusable',
      `Another Hub Relay works on the database ${path}. Stop it, or give this one a DATABASE_URL of its own.`,
      { cause: error },
    );
  }
};
