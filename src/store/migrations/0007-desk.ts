import { type CreateTableBuilder, type Kysely, sql, SqliteAdapter } from 'kysely';
import { type Migration } from 'kysely/migration';

/** What the operator's pages look things up by, and the audit log. What was delivered before is in no hour's traffic. */
export const desk: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await extendNotifications(db);
    await createTraffic(db);
    await createAudit(db);
    await createWords(db);
  },
};

/** By id too, because that is how GitHub says who may read what; names come and go. */
const extendNotifications = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema.alterTable('notifications').addColumn('replayed_at', 'bigint').execute();
  await db.schema
    .createIndex('notifications_by_spoke_id')
    .on('notifications')
    .columns(['spoke_id', 'created_at', 'id'])
    .execute();
};

/** SQLite keeps the rows in the index of their keys then, and reads a range of them five times as fast. PostgreSQL has no such tables. */
const clustered =
  (db: Kysely<unknown>) =>
  <Name extends string, Columns extends string>(
    table: CreateTableBuilder<Name, Columns>,
  ): CreateTableBuilder<Name, Columns> =>
    db.getExecutor().adapter instanceof SqliteAdapter ? table.modifyEnd(sql`without rowid`) : table;

/** The hours are summed up by outcome and speed, which is the order of the rows, so that none of them need be sorted. */
const createTraffic = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('traffic')
    .addColumn('hour', 'bigint', (column) => column.notNull())
    .addColumn('spoke_id', 'bigint', (column) => column.notNull())
    .addColumn('hub_id', 'bigint', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('speed', 'integer', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('traffic_key', ['hour', 'outcome', 'speed', 'spoke_id', 'hub_id'])
    .$call(clustered(db))
    .execute();
};

/** What happens is noted in the transaction in which it happens, and chained afterwards: a chain has one end, and all would wait for it. */
const createAudit = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('audit_notes')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('ordinal', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_notes_by_time').on('audit_notes').columns(['at', 'ordinal']).execute();
  await db.schema
    .createTable('audit')
    .addColumn('seq', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('line', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_by_time').on('audit').columns(['at', 'seq']).execute();
};

/**
 * Narrow rows in the order of time: a text that is in few of a million is found without reading their payloads. What is on
 * record already is not found by its sha, for which each payload would have to be read.
 */
const createWords = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('words')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('notification_id', 'text', (column) =>
      column.notNull().references('notifications.id').onDelete('cascade'),
    )
    .addColumn('words', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('words_key', ['created_at', 'notification_id'])
    .$call(clustered(db))
    .execute();
  await db.schema.createIndex('words_by_notification').on('words').columns(['notification_id']).execute();
  await sql`
    insert into words (created_at, notification_id, words)
    select created_at, id, substr(lower(id || ' ' || event_id || ' ' || spoke || ' ' || hub || ' ' || event_type || ' ' ||
      coalesce(ref, '') || ' ' || route || ' ' || coalesce(reason, '')), 1, 1000)
    from notifications
  `.execute(db);
};
