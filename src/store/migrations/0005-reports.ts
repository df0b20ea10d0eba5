import { type Kysely, sql } from 'kysely';
import { type Migration } from 'kysely/migration';

/** What is told on GitHub, and what a notification started in its hub. Notifications of the version before have no report. */
export const reports: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createReports(db);
    await createRuns(db);
    await extendNotifications(db);
  },
};

const createReports = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('reports')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'bigint', (column) => column.notNull())
    .addColumn('lane', 'bigint', (column) => column.notNull())
    .addColumn('sha', 'text')
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('due_at', 'bigint')
    .addColumn('begun_at', 'bigint')
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('is_uncertain', 'integer', (column) => column.notNull())
    .addColumn('is_open', 'integer', (column) => column.notNull())
    .addColumn('number', 'bigint')
    .addColumn('written', 'text')
    .addColumn('written_at', 'bigint')
    .addColumn('reason', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  // Most are at rest, and of those that are not there are few.
  await db.schema
    .createIndex('reports_by_due')
    .on('reports')
    .columns(['lane', 'due_at', 'begun_at'])
    .where(sql.ref('due_at'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('reports_by_begun')
    .on('reports')
    .columns(['lane', 'begun_at'])
    .where(sql.ref('begun_at'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('reports_by_open')
    .on('reports')
    .columns(['is_open'])
    .where(sql.ref('is_open'), '=', 1)
    .execute();
  await db.schema.createIndex('reports_by_update').on('reports').columns(['updated_at']).execute();
  await db.schema.createIndex('reports_by_commit').on('reports').columns(['repository_id', 'sha']).execute();
};

const createRuns = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('runs')
    .addColumn('notification_id', 'text', (column) =>
      column.notNull().references('notifications.id').onDelete('cascade'),
    )
    .addColumn('run_id', 'bigint', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('conclusion', 'text')
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('runs_key', ['notification_id', 'run_id'])
    .execute();
};

/** The indexes hold those that have a report: most have none, and cost nothing. */
const extendNotifications = async (db: Kysely<unknown>): Promise<void> => {
  const indexes: Readonly<Record<string, readonly string[]>> = {
    report: ['report', 'created_at', 'id'],
    failure: ['failure', 'state', 'updated_at'],
  };
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.alterTable('notifications').addColumn(name, 'text').execute();
    await db.schema
      .createIndex(`notifications_by_${name}`)
      .on('notifications')
      .columns([...columns])
      .where(sql.ref(name), 'is not', null)
      .execute();
  }
};
