import { type Kysely, sql } from 'kysely';
import { type Migration } from 'kysely/migration';

/** What led to a notification. Those of the version before are the first of their chains. */
export const chains: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('notifications')
      .addColumn('chain', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute();
    await db.schema
      .alterTable('notifications')
      .addColumn('streak', 'integer', (column) => column.notNull().defaultTo(1))
      .execute();
    await sql`update notifications set chain = '[' || spoke_id || ']'`.execute(db);
    await db.schema
      .createIndex('notifications_by_told')
      .on('notifications')
      .columns(['hub_id', 'updated_at'])
      .execute();
  },
};
