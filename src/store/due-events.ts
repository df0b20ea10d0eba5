import { type Kysely, sql } from 'kysely';
import { type Room, type StoredEvent } from '../flow/ports.ts';
import { fromEventRow } from './event-row.ts';
import { type Tables } from './tables.ts';

/**
 * The docstring of `Events.due` is its promise. First the sizes are read, which both databases know without reading the
 * bodies: a backlog of GitHub's largest (25 MB each) would not fit into a small machine at once.
 */
export const dueEvents = async (
  db: Kysely<Tables>,
  now: number,
  room: Room,
  except: readonly string[],
): Promise<readonly StoredEvent[]> => {
  const due = await db
    .selectFrom('events')
    .select(['id', sql<number>`octet_length(body)`.as('bytes')])
    .where('state', '=', 'recorded')
    .where('due_at', '<=', now)
    .$if(except.length > 0, (query) => query.where('id', 'not in', except))
    .orderBy('received_at')
    .orderBy('ordinal')
    .limit(room.events)
    .execute();
  const ids = withinRoom(due, room.bytes);
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('received_at')
    .orderBy('ordinal')
    .execute();
  return rows.map(fromEventRow);
};

/** As many of the first as fit, and the first in any case. */
const withinRoom = (
  due: readonly { readonly id: string; readonly bytes: number }[],
  room: number,
): readonly string[] => {
  let used = 0;
  const fits = due.findIndex(({ bytes }) => (used += bytes) > room);
  return due.slice(0, fits === -1 ? due.length : Math.max(fits, 1)).map(({ id }) => id);
};
