import { type Kysely, sql } from 'kysely';
import { type Migration } from 'kysely/migration';

/** What would grow with every repository and every notification there ever was: files read anew at each start, and indexes of what is at rest. */
export const growth: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const name of ['config_reading', 'config_own', 'config_note']) {
      await db.schema.alterTable('repositories').addColumn(name, 'text').execute();
    }
    await narrowIndexes(db);
    await db.schema.createIndex('lanes_by_hold').on('lanes').columns(['held_until']).execute();
  },
};

/** Of a million notifications a few are yet to be sent, and only these stand in the indexes by which they are. */
const NARROW: readonly {
  readonly name: string;
  readonly columns: readonly string[];
  readonly has: string;
}[] = [
  { name: 'by_queue', columns: ['queue', 'front', 'occurred_at', 'ordinal'], has: 'queue' },
  { name: 'by_turn', columns: ['lane', 'front', 'turn', 'ordinal'], has: 'front' },
  { name: 'by_due', columns: ['lane', 'front', 'due_at'], has: 'front' },
  { name: 'by_hub_id', columns: ['hub_id', 'front'], has: 'front' },
  { name: 'by_burst_key', columns: ['burst_key'], has: 'burst_key' },
  { name: 'by_burst', columns: ['burst'], has: 'burst' },
];

const narrowIndexes = async (db: Kysely<unknown>): Promise<void> => {
  for (const { name, columns, has } of NARROW) {
    await db.schema.dropIndex(`notifications_${name}`).execute();
    await db.schema
      .createIndex(`notifications_${name}`)
      .on('notifications')
      .columns([...columns])
      .where(sql.ref(has), 'is not', null)
      .execute();
  }
};
