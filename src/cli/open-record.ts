import { existsSync } from 'node:fs';
import { RelayError } from '../errors.ts';
import { type Store } from '../flow/ports.ts';
import { type Environment, readSettings } from '../settings.ts';
import { openStore } from '../store/open-store.ts';

/** Opens the store that DATABASE_URL names, for one command; a database that is not there is not made by looking. */
export const withStore = async <T>(env: Environment, use: (store: Store) => Promise<T>): Promise<T> => {
  const { databaseUrl } = readSettings(env).settings;
  expectDatabase(databaseUrl);
  const store = await openStore(databaseUrl);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
};

/** Throws a RelayError where a file should be the database, and there is none. */
export const expectDatabase = (databaseUrl: string): void => {
  const path = /^file:(.+)$/.exec(databaseUrl)?.[1];
  if (path === undefined || existsSync(path)) return;
  throw new RelayError('database-missing', `No file at ${path}.`);
};
