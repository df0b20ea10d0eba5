import { type Kysely } from 'kysely';
import { isEndpoint } from '../core/endpoint.ts';
import { allowance, freeAfter, type Pace } from '../core/pace.ts';
import { type Quota } from '../core/quota.ts';
import { type Engine } from './engine.ts';
import { inPieces } from './pieces.ts';
import { AHEAD, LEFT, type LaneRow, type Tables } from './tables.ts';

/** What a lane has under way at once, of all processes; GitHub allows 100 for each installation, readings included. */
export const MOST_UNDER_WAY = 20;

/**
 * Whatever changes a lane's notifications locks the lane first, in the order of their numbers, so that two processes
 * never do so at once and never wait for each other. Makes a row for each lane that has none. Inside a transaction of
 * the caller, who calls `refreshLanes` at its end.
 */
export const lockLanes = async (
  db: Kysely<Tables>,
  { isShared }: Pick<Engine, 'isShared'>,
  wanted: Iterable<number | null>,
): Promise<ReadonlyMap<number, LaneRow>> => {
  const lanes = [...new Set(wanted)].filter((lane) => lane !== null).toSorted((a, b) => a - b);
  const locked = new Map<number, LaneRow>();
  for (const piece of inPieces(lanes)) {
    await db
      .insertInto('lanes')
      .values(piece.map((lane) => ({ ...NEW_LANE, lane })))
      .onConflict((conflict) => conflict.column('lane').doNothing())
      .execute();
    const rows = await db
      .selectFrom('lanes')
      .selectAll()
      .where('lane', 'in', piece)
      .orderBy('lane')
      .$if(isShared, (query) => query.forUpdate())
      .execute();
    for (const row of rows) locked.set(row.lane, row);
  }
  return locked;
};

const NEW_LANE: Omit<LaneRow, 'lane'> = {
  held_until: 0,
  free_at: 0,
  strikes: 0,
  due_at: null,
  turn: 0,
  quota_left: null,
  quota_reset_at: null,
};

/** Works out anew when each lane may send next. */
export const refreshLanes = async (db: Kysely<Tables>, wanted: Iterable<number | null>): Promise<void> => {
  const lanes = [...new Set(wanted)].filter((lane) => lane !== null);
  for (const piece of inPieces(lanes)) {
    const rows = await db
      .selectFrom('lanes')
      .selectAll()
      .select((lane) => [
        lane
          .selectFrom('notifications')
          .select((row) => row.fn.min('notifications.due_at').as('first'))
          .whereRef('notifications.lane', '=', 'lanes.lane')
          .where('front', '=', AHEAD)
          .as('first'),
        lane
          .selectFrom('notifications')
          .select((row) => row.fn.countAll<number>().as('count'))
          .whereRef('notifications.lane', '=', 'lanes.lane')
          .where('front', '=', LEFT)
          .as('under_way'),
      ])
      .where('lane', 'in', piece)
      .execute();
    for (const row of rows) {
      const dueAt = nextDueOf(row);
      if (dueAt === row.due_at) continue;
      await db.updateTable('lanes').set({ due_at: dueAt }).where('lane', '=', row.lane).execute();
    }
  }
};

const nextDueOf = (lane: LaneRow & { first: number | null; under_way: number | null }): number | null => {
  if (lane.first === null || (lane.under_way ?? 0) >= MOST_UNDER_WAY) return null;
  return Math.max(lane.first, lane.held_until, lane.free_at, renewedAt(lane));
};

/** GitHub's limits are none of an endpoint's: it is asked as fast as it answers. */
export const paceOf = ({ lane }: Pick<LaneRow, 'lane'>, pace: Pace | undefined): Pace | undefined =>
  isEndpoint(lane) ? undefined : pace;

/** When its hour begins anew, where nothing is left of it. */
export const renewedAt = (lane: Pick<LaneRow, 'quota_left' | 'quota_reset_at'>): number =>
  (lane.quota_left ?? 1) > 0 ? 0 : (lane.quota_reset_at ?? 0);

/** How many a lane may send now, by its pace, by what is left of its hour, and by what is under way. */
export const roomOf = (lane: LaneRow, underWay: number, now: number, pace: Pace | undefined): number => {
  const byPace = pace ? allowance(lane.free_at, now, pace) : Infinity;
  const byHour = (lane.quota_reset_at ?? 0) > now ? (lane.quota_left ?? 0) : Infinity;
  return Math.max(0, Math.min(byPace, byHour, MOST_UNDER_WAY - underWay));
};

/** The lane after it sent `sends` of which the last had this turn. */
export const takeRoom = (
  lane: LaneRow,
  sends: number,
  turn: number,
  now: number,
  pace: Pace | undefined,
): Pick<LaneRow, 'free_at' | 'turn' | 'quota_left'> => ({
  free_at: pace ? freeAfter(lane.free_at, now, sends, pace) : lane.free_at,
  turn: Math.max(lane.turn, turn),
  quota_left: lane.quota_left === null ? null : Math.max(0, lane.quota_left - sends),
});

/** What the end of an attempt tells of its lane. A hold never ends before an earlier one does. */
export const toldBy = (
  lane: LaneRow,
  end: { readonly holdLaneUntil?: number; readonly outcome: string; readonly quota?: Quota },
): Partial<LaneRow> => ({
  ...(end.holdLaneUntil !== undefined
    ? { strikes: lane.strikes + 1, held_until: Math.max(lane.held_until, end.holdLaneUntil) }
    : end.outcome === 'delivered' && lane.strikes > 0 && { strikes: 0 }),
  ...(end.quota && quotaAfter(lane, end.quota)),
});

/** Of one hour the least that was told counts: answers come in another order than they were made. */
const quotaAfter = (lane: LaneRow, { left, resetAt }: Quota): Partial<LaneRow> => {
  const known = lane.quota_reset_at ?? 0;
  if (resetAt < known) return {};
  const least = resetAt > known ? left : Math.min(left, lane.quota_left ?? left);
  return { quota_left: least, quota_reset_at: resetAt };
};

export const strikesOf = async (db: Kysely<Tables>, lane: number): Promise<number> => {
  const row = await db.selectFrom('lanes').select('strikes').where('lane', '=', lane).executeTakeFirst();
  return row?.strikes ?? 0;
};
