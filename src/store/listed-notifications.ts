import { type Kysely } from 'kysely';
import { type ListedNotification } from '../flow/desk-ports.ts';
import { present } from './columns.ts';
import { fromNotificationColumns } from './notification-row.ts';
import { inPieces } from './pieces.ts';
import { type Tables } from './tables.ts';

/** These notifications, in their order; those that are gone by now are left out. */
export const listedNotifications = async (
  db: Kysely<Tables>,
  wanted: readonly { readonly id: string }[],
): Promise<readonly ListedNotification[]> => {
  const found = new Map<string, ListedNotification>();
  for (const piece of inPieces(wanted.map(({ id }) => id))) {
    for (const row of await rowsOf(db, piece)) found.set(row.id, fromRow(row));
  }
  return wanted.flatMap(({ id }) => found.get(id) ?? []);
};

const rowsOf = (db: Kysely<Tables>, ids: readonly string[]) =>
  db
    .selectFrom('notifications as n')
    .innerJoin('events as e', 'e.id', 'n.event_id')
    .select([
      'n.id',
      'n.event_id',
      'n.route',
      'n.spoke_id',
      'n.spoke',
      'n.hub_id',
      'n.hub',
      'n.lane',
      'n.event_type',
      'n.ref',
      'n.state',
      'n.reason',
      'n.code',
      'n.due_at',
      'n.attempts',
      'n.last_attempt',
      'n.created_at',
      'n.updated_at',
      'n.occurred_at',
      'n.streak',
      'n.target',
      'n.source',
      'e.name as event',
      'e.action',
    ])
    .where('n.id', 'in', ids)
    .execute();

const fromRow = (row: Awaited<ReturnType<typeof rowsOf>>[number]): ListedNotification => ({
  ...fromNotificationColumns(row),
  event: row.event,
  ...present({ action: row.action }),
});
