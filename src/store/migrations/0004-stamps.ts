import { type Kysely } from 'kysely';
import { type Migration } from 'kysely/migration';

/** For which state of a repository its file was read. What the version before read has none, and is read once more. */
export const stamps: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('repositories').addColumn('config_stamp', 'text').execute();
  },
};
