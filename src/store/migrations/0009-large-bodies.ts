import { type Kysely, SqliteAdapter } from 'kysely';
import { type Migration } from 'kysely/migration';

/** What is on record already stays where it is, however much of it there is, until it is deleted for its age. PostgreSQL keeps long texts apart itself. */
export const largeBodies: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (!(db.getExecutor().adapter instanceof SqliteAdapter)) return;
    await db.schema
      .createTable('large_bodies')
      .addColumn('event_id', 'text', (column) =>
        column.primaryKey().notNull().references('events.id').onDelete('cascade'),
      )
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
  },
};
