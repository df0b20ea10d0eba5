import { type Kysely, sql } from 'kysely';
import { STATES, statesBefore } from '../core/lifecycle.ts';
import { type Pace } from '../core/pace.ts';
import { LEASE, type Notification } from '../flow/notification-ports.ts';
import { openAttemptRow } from './attempt-row.ts';
import { mergedEvents } from './coalesce.ts';
import { type Engine } from './engine.ts';
import { paceOf, refreshLanes, roomOf, takeRoom } from './lanes.ts';
import { fromNotificationRow } from './notification-row.ts';
import { AHEAD, LEFT, type LaneRow, type NotificationRow, type Tables } from './tables.ts';

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
  const rows: NotificationRow[] = [];
  for (const lane of lanes) {
    if (rows.length < limit)
      rows.push(...(await claimOf(db, lane, now, limit - rows.length, paceOf(lane, pace))));
  }
  await refreshLanes(
    db,
    lanes.map(({ lane }) => lane),
  );
  if (rows.length === 0) return [];
  await db
    .insertInto('attempts')
    .values(rows.map((row) => openAttemptRow(row.id, row.last_attempt, now)))
    .execute();
  const merged = await mergedEvents(
    db,
    rows.map(({ burst }) => burst).filter((burst) => burst !== null),
  );
  const received = await receivedAt(
    db,
    rows.map((row) => row.event_id),
  );
  return rows.map((row) => {
    const cameAt = received.get(row.event_id);
    const events = merged.get(row.burst ?? '');
    return {
      ...fromNotificationRow(row),
      ...(events && { coalesced: [...events, row.event_id] }),
      ...(cameAt !== undefined && { receivedAt: cameAt }),
    };
  });
};

const receivedAt = async (
  db: Kysely<Tables>,
  events: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const rows = await db
    .selectFrom('events')
    .select(['id', 'received_at'])
    .where('id', 'in', events)
    .execute();
  return new Map(rows.map((row) => [row.id, row.received_at]));
};

const claimOf = async (
  db: Kysely<Tables>,
  lane: LaneRow,
  now: number,
  limit: number,
  pace: Pace | undefined,
): Promise<readonly NotificationRow[]> => {
  const { under_way: underWay } = await db
    .selectFrom('notifications')
    .select((row) => row.fn.countAll<number>().as('under_way'))
    .where('lane', '=', lane.lane)
    .where('front', '=', LEFT)
    .executeTakeFirstOrThrow();
  const due = await db
    .selectFrom('notifications')
    .select(['id', 'turn'])
    .where('lane', '=', lane.lane)
    .where('front', '=', AHEAD)
    // With a plus, or SQLite takes the index by due time and sorts all that are due for the first few.
    .where(sql<number>`+due_at`, '<=', now)
    .orderBy('turn')
    .orderBy('ordinal')
    .limit(Math.min(limit, roomOf(lane, underWay, now, pace)))
    .execute();
  if (due.length === 0) return [];
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
    .where(
      'id',
      'in',
      due.map(({ id }) => id),
    )
    .where('state', 'not in', OTHERS)
    .returningAll()
    .execute();
  const turn = Math.max(...due.map((row) => row.turn));
  await db
    .updateTable('lanes')
    .set(takeRoom(lane, rows.length, turn, now, pace))
    .where('lane', '=', lane.lane)
    .execute();
  return rows.toSorted((a, b) => a.turn - b.turn || a.ordinal - b.ordinal);
};

/** By exclusion, or SQLite walks the index of all that wait instead of looking up these few ids. */
const OTHERS = STATES.filter((state) => !statesBefore('sending').includes(state));
