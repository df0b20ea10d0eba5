import { type Kysely } from 'kysely';
import { UNSENT } from '../core/lifecycle.ts';
import { type Backlog, type LaneStatus } from '../flow/desk-ports.ts';
import { present } from './columns.ts';
import { AHEAD, BARRED, BEHIND, LEFT, type Tables } from './tables.ts';

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

/** The docstring of `Desk.lanes` is its promise. */
export const lanes = async (db: Kysely<Tables>, now: number): Promise<readonly LaneStatus[]> => {
  const rows = await db
    .selectFrom('lanes')
    .leftJoin('installations', 'installations.id', 'lanes.lane')
    .selectAll('lanes')
    .select((lane) => [
      'installations.account',
      lane
        .selectFrom('notifications')
        .select((row) => row.fn.countAll<number>().as('count'))
        .whereRef('notifications.lane', '=', 'lanes.lane')
        .where('front', 'in', [BEHIND, AHEAD, BARRED])
        .as('waiting'),
      lane
        .selectFrom('notifications')
        .select((row) => row.fn.countAll<number>().as('count'))
        .whereRef('notifications.lane', '=', 'lanes.lane')
        .where('front', '=', LEFT)
        .as('under_way'),
    ])
    .execute();
  return rows
    .map((row) => ({
      lane: row.lane,
      heldUntil: row.held_until,
      strikes: row.strikes,
      waiting: row.waiting ?? 0,
      underWay: row.under_way ?? 0,
      ...present({
        account: row.account,
        dueAt: row.due_at,
        quotaLeft: row.quota_left,
        quotaResetAt: row.quota_reset_at,
      }),
    }))
    .filter(({ heldUntil, waiting, underWay }) => heldUntil > now || waiting > 0 || underWay > 0)
    .toSorted(
      (a, b) =>
        Number(b.heldUntil > now) - Number(a.heldUntil > now) || b.waiting - a.waiting || a.lane - b.lane,
    );
};
