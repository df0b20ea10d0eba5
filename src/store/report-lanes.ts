import { type Kysely } from 'kysely';
import { MOST_UNDER_WAY, renewedAt } from './lanes.ts';
import { AHEAD, LEFT, type Tables } from './tables.ts';

/** Between two looks at a lane in which notifications go first, in milliseconds. */
const PATIENCE = 1_000;

export type ReportLane = Awaited<ReturnType<typeof reportLanes>>[number];

/**
 * The lanes in which a report waits: when the `first` one and its first notification (`told`) are due, and how many of
 * both are under way. `among` these lanes where it is given.
 */
export const reportLanes = (db: Kysely<Tables>, among?: readonly number[]) =>
  db
    .selectFrom((from) =>
      from
        .selectFrom('reports')
        .select((row) => ['lane', row.fn.min('due_at').as('first')])
        .where('due_at', 'is not', null)
        .where('begun_at', 'is', null)
        .$if(among !== undefined, (query) => query.where('lane', 'in', among ?? []))
        .groupBy('lane')
        .as('waiting'),
    )
    .leftJoin('lanes', 'lanes.lane', 'waiting.lane')
    .select((lane) => [
      'waiting.lane',
      'waiting.first',
      'held_until',
      'free_at',
      'quota_left',
      'quota_reset_at',
      lane
        .selectFrom('notifications')
        .select((row) => row.fn.min('notifications.due_at').as('told'))
        .whereRef('notifications.lane', '=', 'waiting.lane')
        .where('front', '=', AHEAD)
        .as('told'),
      lane
        .selectFrom('notifications')
        .select((row) => row.fn.countAll<number>().as('sending'))
        .whereRef('notifications.lane', '=', 'waiting.lane')
        .where('front', '=', LEFT)
        .as('sending'),
      lane
        .selectFrom('reports as begun')
        .select((row) => row.fn.countAll<number>().as('writing'))
        .whereRef('begun.lane', '=', 'waiting.lane')
        .where('begun.begun_at', 'is not', null)
        .as('writing'),
    ])
    .execute();

export const underWay = ({ sending, writing }: ReportLane): number => (sending ?? 0) + (writing ?? 0);

/** From when a report of it may be taken, while no notification is due. */
export const takeableAt = (lane: ReportLane): number =>
  Math.max(lane.first ?? 0, lane.held_until ?? 0, lane.free_at ?? 0, renewedAt(lane));

/** Whether one may be taken now. */
export const isTakeable = (lane: ReportLane, now: number): boolean =>
  takeableAt(lane) <= now && (lane.told ?? Infinity) > now;

/** When to look at it next; `undefined` when only the end of something under way makes room. */
export const nextLookAt = (lane: ReportLane): number | undefined => {
  if (underWay(lane) >= MOST_UNDER_WAY) return undefined;
  const at = takeableAt(lane);
  return (lane.told ?? Infinity) <= at ? at + PATIENCE : at;
};
