import { CompiledQuery, type Kysely, sql } from 'kysely';
import { STATES, statesBefore } from '../core/lifecycle.ts';
import { type Pace } from '../core/pace.ts';
import { LEASE, type Notification } from '../flow/notification-ports.ts';
import { openAttemptRow } from './attempt-row.ts';
import { mergedEvents } from './coalesce.ts';
import { type Engine } from './engine.ts';
import { insertRows } from './insert-rows.ts';
import { isSqlite } from './is-sqlite.ts';
import { MOST_UNDER_WAY, paceOf, roomOf, takeRoom } from './lanes.ts';
import { fromNotificationRow } from './notification-row.ts';
import { repeated } from './repeated.ts';
import { AHEAD, LEFT, type LaneRow, type NotificationRow, type Tables } from './tables.ts';
import { writeLanes } from './write-lanes.ts';

/** The docstring of `Notifications.claim` is its promise. Inside a transaction of the caller. */
export const claim = async (
  db: Kysely<Tables>,
  { isShared }: Pick<Engine, 'isShared'>,
  now: number,
  limit: number,
  pace?: Pace,
): Promise<readonly Notification[]> => {
  // A lane that another process has locked is left to it; it will tell when it may be looked at again.
  const lanes = await db
    .selectFrom('lanes')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .$if(isShared, (query) => query.forUpdate().skipLocked())
    .execute();
  if (lanes.length === 0) return [];
  const due = (await dueOf(db, lanes, now, limit, pace)).slice(0, limit);
  const rows = await send(db, due, now);
  const taken = Map.groupBy(due, ({ lane }) => lane);
  const attempts = rows.map((row) => openAttemptRow(row.id, row.last_attempt, now));
  const lanesAfter = lanes.map((lane) => after(lane, taken.get(lane.lane) ?? [], now, pace));
  await insertRows(db, 'attempts', attempts);
  await writeLanes(db, lanesAfter);
  const merged = await mergedEvents(
    db,
    rows.map(({ burst }) => burst).filter((burst) => burst !== null),
  );
  return rows.map((row) => {
    const events = merged.get(row.burst ?? '');
    return {
      ...fromNotificationRow(row),
      ...(events && { coalesced: [...events, row.event_id] }),
      ...(row.received_at !== null && { receivedAt: row.received_at }),
    };
  });
};

interface Due extends Pick<NotificationRow, 'id' | 'turn'> {
  readonly lane: number;
}

/** What may leave now: of each lane as many as it has room for, in its order; the lanes in theirs. */
const dueOf = async (
  db: Kysely<Tables>,
  lanes: readonly LaneRow[],
  now: number,
  limit: number,
  pace: Pace | undefined,
): Promise<readonly Due[]> => {
  const ids = lanes.map(({ lane }) => lane);
  const room = lanes.map((lane) => Math.min(limit, roomOf(lane, now, paceOf(lane, pace))));
  const query = isSqlite(db)
    ? repeated<Due>(
        OF_ONE,
        ids.map((lane, place) => [lane, now, room[place], lane]),
      )
    : (CompiledQuery.raw(OF_ALL, [ids, room, now]) as CompiledQuery<Due>);
  return (await db.executeQuery(query)).rows;
};

/** With a plus, or SQLite takes the index by due time and sorts all that are due for the first few. */
const OF_ONE = `select "id", "turn", "lane" from "notifications"
  where "lane" = ? and "front" = ${AHEAD} and +"due_at" <= ? order by "turn", "ordinal"
  limit max(0, min(?, (
    select ${MOST_UNDER_WAY} - count(*) from "notifications" where "lane" = ? and "front" = ${LEFT}
  )))`;

const OF_ALL = `select due."id", due."turn", due."lane"
  from unnest($1::bigint[], $2::integer[]) with ordinality as one (lane, room, place)
  cross join lateral (
    select count(*) as sent from "notifications" where "lane" = one.lane and "front" = ${LEFT}
  ) as under_way
  cross join lateral (
    select "id", "turn", "ordinal", "lane" from "notifications"
    where "lane" = one.lane and "front" = ${AHEAD} and "due_at" <= $3 order by "turn", "ordinal"
    limit greatest(0, least(one.room, ${MOST_UNDER_WAY} - under_way.sent))
  ) as due
  order by one.place, due."turn", due."ordinal"`;

type SentRow = NotificationRow & { readonly received_at: number | null };

/** In the order in which they were due. */
const send = async (db: Kysely<Tables>, due: readonly Due[], now: number): Promise<readonly SentRow[]> => {
  if (due.length === 0) return [];
  const ids = due.map(({ id }) => id);
  const rows = await db
    .updateTable('notifications')
    .set((row) => ({
      state: 'sending',
      front: LEFT,
      updated_at: now,
      lease_until: now + LEASE,
      burst_key: null,
      attempts: row('attempts', '+', 1),
      last_attempt: row('last_attempt', '+', 1),
    }))
    .where('id', 'in', ids)
    .where('state', 'not in', OTHERS)
    .returningAll()
    .returning((row) =>
      row
        .selectFrom('events')
        .select('received_at')
        .whereRef('events.id', '=', sql.ref('notifications.event_id'))
        .as('received_at'),
    )
    .execute();
  const places = new Map(ids.map((id, place) => [id, place]));
  return rows.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
};

/** The lane after it sent these. */
const after = (lane: LaneRow, sent: readonly Due[], now: number, pace: Pace | undefined): LaneRow =>
  sent.length === 0
    ? lane
    : {
        ...lane,
        ...takeRoom(lane, sent.length, Math.max(...sent.map(({ turn }) => turn)), now, paceOf(lane, pace)),
      };

/** By exclusion, or SQLite walks the index of all that wait instead of looking up these few ids. */
const OTHERS = STATES.filter((state) => !statesBefore('sending').includes(state));
