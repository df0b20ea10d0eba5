import { type Kysely } from 'kysely';
import { type Migration } from 'kysely/migration';

/** Released migrations are never edited: what they left wrong, the next one mends. */
export const first: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createEvents(db);
    await createNotifications(db);
    await createAttempts(db);
    await createLanes(db);
    await createDirectory(db);
  },
};

/** The body stands last: SQLite reads the columns before it without touching the pages that it fills. */
const createEvents = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('events')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('action', 'text')
    .addColumn('installation_id', 'bigint')
    .addColumn('repository_id', 'bigint')
    .addColumn('repository', 'text')
    .addColumn('repository_key', 'text')
    .addColumn('sender', 'text')
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('ordinal', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('plans', 'integer', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('planned_at', 'bigint')
    .addColumn('verdict', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  // For what is due too: it is walked in the order of arrival, and those that were postponed are passed over.
  await index(db, 'events', 'by_state', ['state', 'received_at', 'ordinal', 'due_at']);
  await index(db, 'events', 'by_time', ['received_at', 'id']);
  await index(db, 'events', 'by_repository', ['repository_key', 'received_at', 'id']);
};

const createNotifications = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('notifications')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('event_id', 'text', (column) => column.notNull().references('events.id').onDelete('cascade'))
    .addColumn('route', 'text', (column) => column.notNull())
    .addColumn('spoke_id', 'bigint', (column) => column.notNull())
    .addColumn('spoke', 'text', (column) => column.notNull())
    .addColumn('spoke_key', 'text', (column) => column.notNull())
    .addColumn('hub_id', 'bigint')
    .addColumn('hub', 'text', (column) => column.notNull())
    .addColumn('hub_key', 'text', (column) => column.notNull())
    .addColumn('lane', 'bigint')
    .addColumn('event_type', 'text', (column) => column.notNull())
    .addColumn('ref', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('code', 'text')
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('ordinal', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('last_attempt', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .execute();
  await index(db, 'notifications', 'due', ['state', 'due_at', 'ordinal', 'lane']);
  await index(db, 'notifications', 'by_lane', ['lane', 'state', 'due_at']);
  await index(db, 'notifications', 'by_event', ['event_id', 'created_at', 'id']);
  await index(db, 'notifications', 'by_state', ['state', 'created_at', 'id']);
  await index(db, 'notifications', 'by_time', ['created_at', 'id']);
  await index(db, 'notifications', 'by_spoke', ['spoke_key', 'created_at', 'id']);
  await index(db, 'notifications', 'by_hub', ['hub_key', 'created_at', 'id']);
};

/** The primary key is the index by notification. */
const createAttempts = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('attempts')
    .addColumn('notification_id', 'text', (column) =>
      column.notNull().references('notifications.id').onDelete('cascade'),
    )
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('duration_ms', 'bigint')
    .addColumn('request', 'text')
    .addColumn('status', 'integer')
    .addColumn('answer', 'text')
    .addColumn('outcome', 'text')
    .addColumn('reason', 'text')
    .addColumn('may_have_arrived', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('attempts_key', ['notification_id', 'number'])
    .execute();
};

const createLanes = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('lanes')
    .addColumn('lane', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('held_until', 'bigint', (column) => column.notNull())
    .addColumn('free_at', 'bigint', (column) => column.notNull())
    .addColumn('strikes', 'integer', (column) => column.notNull())
    .execute();
};

/** No foreign key between the two: GitHub may tell us of a repository before its installation. */
const createDirectory = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('installations')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('suspended', 'integer', (column) => column.notNull())
    .addColumn('permissions', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('repositories')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('full_name', 'text', (column) => column.notNull())
    .addColumn('installation_id', 'bigint', (column) => column.notNull())
    .addColumn('visibility', 'text', (column) => column.notNull())
    .addColumn('archived', 'integer', (column) => column.notNull())
    .addColumn('default_branch', 'text', (column) => column.notNull())
    .addColumn('former_names', 'text', (column) => column.notNull())
    .addColumn('config_state', 'text', (column) => column.notNull())
    .addColumn('config_text', 'text')
    .addColumn('config_etag', 'text')
    .addColumn('config_problem', 'text')
    .execute();
  await index(db, 'repositories', 'by_installation', ['installation_id']);
};

const index = async (
  db: Kysely<unknown>,
  table: string,
  name: string,
  columns: readonly string[],
): Promise<void> => {
  await db.schema
    .createIndex(`${table}_${name}`)
    .on(table)
    .columns([...columns])
    .execute();
};
