import { type Kysely } from 'kysely';
import { type DueEvent, type Room } from '../flow/ports.ts';
import { bodySizeOf } from './large-bodies.ts';
import { type Tables } from './tables.ts';

/**
 * The docstring of `Events.due` is its promise. It reads the sizes, and not the bodies: a backlog of
 * GitHub's largest (25 MB each) would not fit into a small machine at once. What is left out stands at the beginning of
 * the list, and is left out here: so the statement is always the same.
 */
export const dueEvents = async (
  db: Kysely<Tables>,
  now: number,
  room: Room,
  except: readonly string[],
): Promise<readonly DueEvent[]> => {
  const due = await db
    .selectFrom('events')
    .select(['id', bodySizeOf(db).as('bytes')])
    .where('state', '=', 'recorded')
    .where('due_at', '<=', now)
    .orderBy('received_at')
    .orderBy('ordinal')
    .limit(room.events + except.length)
    .execute();
  const others = new Set(except);
  return withinRoom(due.filter(({ id }) => !others.has(id)).slice(0, room.events), room.bytes);
};

/** As many of the first as fit, and the first in any case. */
const withinRoom = (due: readonly DueEvent[], room: number): readonly DueEvent[] => {
  let used = 0;
  const fits = due.findIndex(({ bytes }) => (used += bytes) > room);
  return due.slice(0, fits === -1 ? due.length : Math.max(fits, 1));
};
