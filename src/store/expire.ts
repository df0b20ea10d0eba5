import { type ExpressionBuilder, type Kysely } from 'kysely';
import { UNSENT } from '../core/lifecycle.ts';
import { type Expired } from '../flow/ports.ts';
import { type Engine } from './engine.ts';
import { expireReports } from './expire-reports.ts';
import { lockLanes } from './lanes.ts';
import { isoTime, noteRow, writeNotes } from './note-audit.ts';
import { promoteWhereNoneLeads } from './queue.ts';
import { BARRED, BEHIND, type EventRow, type NotificationRow, type Tables } from './tables.ts';
import { expireTraffic } from './traffic.ts';
import { writeLanes } from './write-lanes.ts';

/** The docstring of `Events.expire` is its promise. Reports that told of them go too, and the traffic of that time. Inside a transaction of the caller. */
export const expire = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  before: number,
  limit: number,
): Promise<Expired> => {
  const old = await expirable(db, before, limit);
  const expired = await expireEvents(
    db,
    engine,
    before,
    limit,
    old.map(({ id }) => id),
  );
  if (expired.events > 0) await writeNotes(db, [expiredNote(before, expired)]);
  await expireReports(db, engine, reachOf(old, before, limit), limit);
  await expireTraffic(db, before);
  return expired;
};

/**
 * Up to when all that is old has been looked at now. Reports that are younger tell of events that are yet to go, and of a
 * long backlog each batch would look through all of them.
 */
const reachOf = (old: readonly Pick<EventRow, 'received_at'>[], before: number, limit: number): number =>
  old.length < limit ? before : (old.at(-1)?.received_at ?? before);

const expiredNote = (before: number, expired: Expired) =>
  noteRow(Date.now(), 'expired', { ...expired, before: isoTime(before) });

const expireEvents = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  before: number,
  limit: number,
  old: readonly string[],
): Promise<Expired> => {
  const unsent = await unsentOf(db, old);
  if (unsent.length === 0) return { events: await remove(db, old, before), unsent: 0 };
  const lanes = await lockLanes(
    db,
    engine,
    unsent.map(({ lane }) => lane),
  );
  // Looked at again: while we waited for the lanes, a hub may have been mended, and what waits for it is hopeful.
  const still = (await expirable(db, before, limit, old)).map(({ id }) => id);
  const gone = await unsentOf(db, still);
  const events = await remove(db, still, before);
  await promoteWhereNoneLeads(db, new Set(gone.flatMap(({ queue }) => queue ?? [])));
  await writeLanes(db, lanes.values());
  return { events, unsent: gone.length };
};

/** Walks the events by time, and only as far as `before`. */
const expirable = async (
  db: Kysely<Tables>,
  before: number,
  limit: number,
  among?: readonly string[],
): Promise<readonly Pick<EventRow, 'id' | 'received_at'>[]> => {
  let query = db
    .selectFrom('events')
    .select(['events.id', 'events.received_at'])
    .where('events.received_at', '<', before)
    .where('events.state', '!=', 'recorded')
    .where((event) => nothingHopeful(event, before))
    .orderBy('events.received_at')
    .orderBy('events.id')
    .limit(limit);
  if (among !== undefined) query = query.where('events.id', 'in', among);
  return query.execute();
};

const nothingHopeful = (event: ExpressionBuilder<Tables, 'events'>, before: number) =>
  event.not(event.exists(hopeful(event, before)));

/** What is yet to be sent, and can be: its hub is not one that has been broken for all that time. */
const hopeful = (event: ExpressionBuilder<Tables, 'events'>, before: number) =>
  event
    .selectFrom('notifications')
    .leftJoin('hubs', 'hubs.id', 'notifications.hub_id')
    .select('notifications.id')
    .whereRef('notifications.event_id', '=', 'events.id')
    .where('notifications.state', 'in', UNSENT)
    .where((row) =>
      row.or([
        row('front', 'is', null),
        row('front', 'not in', [BARRED, BEHIND]),
        row('broken_at', 'is', null),
        row('broken_at', '>=', before),
      ]),
    );

const unsentOf = async (
  db: Kysely<Tables>,
  events: readonly string[],
): Promise<readonly Pick<NotificationRow, 'lane' | 'queue'>[]> =>
  events.length === 0
    ? []
    : db
        .selectFrom('notifications')
        .select(['lane', 'queue'])
        .where('event_id', 'in', events)
        .where('state', 'in', UNSENT)
        .execute();

/** Foreign keys take the large bodies, notifications, attempts, runs and words along. What was replayed a moment ago stays. */
const remove = async (db: Kysely<Tables>, events: readonly string[], before: number): Promise<number> => {
  if (events.length === 0) return 0;
  const { numDeletedRows } = await db
    .deleteFrom('events')
    .where('id', 'in', events)
    .where((event) => nothingHopeful(event, before))
    .executeTakeFirst();
  return Number(numDeletedRows);
};
