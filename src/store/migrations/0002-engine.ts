import { type Kysely, sql } from 'kysely';
import { type Migration } from 'kysely/migration';

/** Queues, leases, coalescing, quotas, broken hubs, and marks. */
export const engine: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await extendNotifications(db);
    await extendLanes(db);
    await createHubs(db);
    await createMarks(db);
    await fillQueues(db);
  },
};

const COLUMNS: readonly (readonly [name: string, type: 'text' | 'bigint' | 'integer'])[] = [
  ['queue', 'text'],
  ['front', 'integer'],
  ['turn', 'bigint'],
  ['occurred_at', 'bigint'],
  ['lease_until', 'bigint'],
  ['burst_key', 'text'],
  ['burst', 'text'],
  ['burst_at', 'bigint'],
];

const extendNotifications = async (db: Kysely<unknown>): Promise<void> => {
  for (const [name, type] of COLUMNS) {
    await db.schema.alterTable('notifications').addColumn(name, type).execute();
  }
  for (const name of ['due', 'by_lane']) await db.schema.dropIndex(`notifications_${name}`).execute();
  const indexes: Readonly<Record<string, readonly string[]>> = {
    by_queue: ['queue', 'front', 'occurred_at', 'ordinal'],
    by_turn: ['lane', 'front', 'turn', 'ordinal'],
    by_due: ['lane', 'front', 'due_at'],
    by_hub_id: ['hub_id', 'front'],
    by_burst_key: ['burst_key'],
    by_burst: ['burst'],
  };
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema
      .createIndex(`notifications_${name}`)
      .on('notifications')
      .columns([...columns])
      .execute();
  }
};

const extendLanes = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema.alterTable('lanes').addColumn('due_at', 'bigint').execute();
  await db.schema.alterTable('lanes').addColumn('quota_left', 'integer').execute();
  await db.schema.alterTable('lanes').addColumn('quota_reset_at', 'bigint').execute();
  await db.schema
    .alterTable('lanes')
    .addColumn('turn', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex('lanes_by_due').on('lanes').columns(['due_at']).execute();
};

const createHubs = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('hubs')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('lane', 'bigint', (column) => column.notNull())
    .addColumn('turn', 'bigint', (column) => column.notNull())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('broken_at', 'bigint')
    .addColumn('code', 'text')
    .addColumn('reason', 'text')
    .execute();
  await db.schema.createIndex('hubs_by_lane').on('hubs').columns(['lane']).execute();
  await db.schema.createIndex('hubs_by_broken').on('hubs').columns(['broken_at']).execute();
};

const createMarks = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('marks')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .execute();
};

/** What the version before left unfinished: all of it may go, and each lane looks again at once. */
const fillQueues = async (db: Kysely<unknown>): Promise<void> => {
  await sql`update notifications set occurred_at = created_at, turn = 0`.execute(db);
  await sql`
    update notifications set
      queue = hub_id || ' ' || event_type || ' ' || coalesce(ref, ''),
      front = case when state = 'sending' then 2 else 0 end,
      lease_until = 0
    where state in ('pending', 'waiting', 'sending') and hub_id is not null
  `.execute(db);
  await sql`
    update notifications set front = 1
    where front = 0
      and not exists (
        select 1 from notifications as other
        where other.queue = notifications.queue
          and (other.front = 2
            or (other.occurred_at, other.ordinal) < (notifications.occurred_at, notifications.ordinal))
      )
  `.execute(db);
  await sql`update lanes set due_at = 0`.execute(db);
};
