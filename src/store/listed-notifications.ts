import { type Kysely } from 'kysely';
import { type Target } from '../core/target.ts';
import { type ListedNotification } from '../flow/desk-ports.ts';
import { type SpokeSource } from '../flow/notification-ports.ts';
import { fromJson, present } from './columns.ts';
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
  id: row.id,
  eventId: row.event_id,
  event: row.event,
  route: row.route,
  spokeId: row.spoke_id,
  spoke: row.spoke,
  hub: row.hub,
  eventType: row.event_type,
  occurredAt: row.occurred_at,
  state: row.state,
  dueAt: row.due_at,
  attempts: row.attempts,
  lastAttempt: row.last_attempt,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  streak: row.streak,
  ...present({
    hubId: row.hub_id,
    lane: row.lane,
    ref: row.ref,
    reason: row.reason,
    code: row.code,
    action: row.action,
    target: row.target === null ? null : fromJson<Target>(row.target),
    source: row.source === null ? null : fromJson<SpokeSource>(row.source),
  }),
});
