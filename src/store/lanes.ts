import { type Kysely } from 'kysely';
import { isEndpoint } from '../core/endpoint.ts';
import { allowance, freeAfter, type Pace } from '../core/pace.ts';
import { type Quota } from '../core/quota.ts';
import { type Engine } from './engine.ts';
import { inPieces } from './pieces.ts';
import { type LaneRow, type Tables } from './tables.ts';

/** What a lane has under way at once, of all processes; GitHub allows 100 for each installation, readings included. */
export const MOST_UNDER_WAY = 20;

/**
 * Whatever changes a lane's notifications locks the lane first, in the order of their numbers, so that two processes
 * never do so at once and never wait for each other. Makes a row for each lane that has none. Inside a transaction of
 * the caller, who calls `writeLanes` at its end.
 */
export const lockLanes = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  wanted: Iterable<number | null>,
): Promise<ReadonlyMap<number, LaneRow>> => {
  const lanes = [...new Set(wanted)].filter((lane) => lane !== null).toSorted((a, b) => a - b);
  const locked = new Map<number, LaneRow>();
  for (const piece of inPieces(lanes)) {
    let rows = await lockThose(db, engine, piece);
    if (rows.length < piece.length) {
      await db
        .insertInto('lanes')
        .values(piece.map((lane) => ({ ...NEW_LANE, lane })))
        .onConflict((conflict) => conflict.column('lane').doNothing())
        .execute();
      rows = await lockThose(db, engine, piece);
    }
    for (const row of rows) locked.set(row.lane, row);
  }
  return locked;
};

const lockThose = (
  db: Kysely<Tables>,
  { isShared }: Pick<Engine, 'isShared'>,
  lanes: readonly number[],
): Promise<readonly LaneRow[]> =>
  db
    .selectFrom('lanes')
    .selectAll()
    .where('lane', 'in', lanes)
    .orderBy('lane')
    .$if(isShared, (query) => query.forUpdate())
    .execute();

const NEW_LANE: Omit<LaneRow, 'lane'> = {
  held_until: 0,
  free_at: 0,
  strikes: 0,
  due_at: null,
  turn: 0,
  quota_left: null,
  quota_reset_at: null,
};

/** GitHub's limits are none of an endpoint's: it is asked as fast as it answers. */
export const paceOf = ({ lane }: Pick<LaneRow, 'lane'>, pace: Pace | undefined): Pace | undefined =>
  isEndpoint(lane) ? undefined : pace;

/** When its hour begins anew, where nothing is left of it. */
export const renewedAt = (lane: Pick<LaneRow, 'quota_left' | 'quota_reset_at'>): number =>
  (lane.quota_left ?? 1) > 0 ? 0 : (lane.quota_reset_at ?? 0);

/** How many a lane may send now, by its pace and by what is left of its hour. What is under way takes of MOST_UNDER_WAY. */
export const roomOf = (lane: LaneRow, now: number, pace: Pace | undefined): number => {
  const byPace = pace ? allowance(lane.free_at, now, pace) : Infinity;
  const byHour = (lane.quota_reset_at ?? 0) > now ? (lane.quota_left ?? 0) : Infinity;
  return Math.max(0, Math.min(byPace, byHour, MOST_UNDER_WAY));
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
