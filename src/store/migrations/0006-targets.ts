import { type Kysely } from 'kysely';
import { type Migration } from 'kysely/migration';

/** Other ways in and out. What the version before wrote came from the App, and leaves as a repository_dispatch; runs were found by what they are called. */
export const targets: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('events').addColumn('source', 'text').execute();
    for (const name of ['target', 'source']) {
      await db.schema.alterTable('notifications').addColumn(name, 'text').execute();
    }
    await db.schema.createIndex('runs_by_id').on('runs').columns(['run_id']).execute();
  },
};
