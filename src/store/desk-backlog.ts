import { type Kysely } from 'kysely';
import { UNSENT } from '../core/lifecycle.ts';
import { type Backlog, type LaneStatus } from '../flow/desk-ports.ts';
import { present } from './columns.ts';
import { inPieces } from './pieces.ts';
import { LEFT, type Tables } from './tables.ts';

/** The docstring of `Desk.backlog` is its promise. */
export const backlog = async (db: Kysely<Tables>): Promise<Backlog> => {
  const events = await db
    .selectFrom('events')
    .select((row) => [
      row.fn.countAll<number>().as('count'),
      row.fn.min<number | null>('received_at').as('oldest'),
    ])
    .where('state', '=', 'recorded')
    .executeTakeFirstOrThrow();
  const notifications = await db
    .selectFrom('notifications')
    .select((row) => ['state', row.fn.countAll<number>().as('count'), row.fn.min('created_at').as('oldest')])
    .where('state', 'in', UNSENT)
    .groupBy('state')
    .execute();
  const counts = new Map(notifications.map(({ state, count }) => [state, count]));
  const oldest = notifications.length === 0 ? null : Math.min(...notifications.map((row) => row.oldest));
  return {
    events: events.count,
    pending: counts.get('pending') ?? 0,
    waiting: counts.get('waiting') ?? 0,
    sending: counts.get('sending') ?? 0,
    reports: await dueReports(db),
    ...present({ oldestEventAt: events.oldest, oldestNotificationAt: oldest }),
  };
};

/** One at a time: each has a small index of its own. */
const dueReports = async (db: Kysely<Tables>): Promise<number> => {
  const reports = db.selectFrom('reports').select((row) => row.fn.countAll<number>().as('count'));
  const due = await reports.where('due_at', 'is not', null).executeTakeFirstOrThrow();
  const begun = await reports
    .where('begun_at', 'is not', null)
    .where('due_at', 'is', null)
    .executeTakeFirstOrThrow();
  return due.count + begun.count;
};

/**
 * The docstring of `Desk.lanes` is its promise. What is yet to be sent is counted along an index that holds nothing else, and of
 * the lanes, one for each installation there ever was, only those are read that have something, or are held.
 */
export const lanes = async (db: Kysely<Tables>, now: number): Promise<readonly LaneStatus[]> => {
  const counts = await countsByLane(db);
  const held = await lanesOf(db).where('held_until', '>', now).execute();
  const rows = new Map(held.map((row) => [row.lane, row]));
  for (const piece of inPieces([...counts.keys()].filter((lane) => !rows.has(lane)))) {
    for (const row of await lanesOf(db).where('lanes.lane', 'in', piece).execute()) rows.set(row.lane, row);
  }
  return [...rows.values()]
    .map((row) => ({
      lane: row.lane,
      heldUntil: row.held_until,
      strikes: row.strikes,
      ...(counts.get(row.lane) ?? { waiting: 0, underWay: 0 }),
      ...present({
        account: row.account,
        dueAt: row.due_at,
        quotaLeft: row.quota_left,
        quotaResetAt: row.quota_reset_at,
      }),
    }))
    .toSorted(
      (a, b) =>
        Number(b.heldUntil > now) - Number(a.heldUntil > now) || b.waiting - a.waiting || a.lane - b.lane,
    );
};

const lanesOf = (db: Kysely<Tables>) =>
  db
    .selectFrom('lanes')
    .leftJoin('installations', 'installations.id', 'lanes.lane')
    .selectAll('lanes')
    .select('installations.account');

type Counts = Pick<LaneStatus, 'waiting' | 'underWay'>;

const countsByLane = async (db: Kysely<Tables>): Promise<ReadonlyMap<number, Counts>> => {
  const rows = await db
    .selectFrom('notifications')
    .select((row) => ['lane', 'front', row.fn.countAll<number>().as('count')])
    .where('lane', 'is not', null)
    .where('front', 'is not', null)
    .groupBy(['lane', 'front'])
    .execute();
  const counts = new Map<number, Counts>();
  for (const { lane, front, count } of rows) {
    const { waiting, underWay } = counts.get(lane ?? 0) ?? { waiting: 0, underWay: 0 };
    const isLeft = front === LEFT;
    counts.set(lane ?? 0, {
      waiting: waiting + (isLeft ? 0 : count),
      underWay: underWay + (isLeft ? count : 0),
    });
  }
  return counts;
};
