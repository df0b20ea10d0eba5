import { type Kysely } from 'kysely';
import { allowance, freeAfter, type Pace } from '../core/pace.ts';
import { type Tables } from './tables.ts';

/** Makes a row for each lane that has none, so that `nextDue` can walk them. Inside a transaction of the caller. */
export const touchLanes = async (db: Kysely<Tables>, lanes: ReadonlySet<number>): Promise<void> => {
  for (const lane of lanes) {
    await db
      .insertInto('lanes')
      .values({ lane, held_until: 0, free_at: 0, strikes: 0 })
      .onConflict((conflict) => conflict.column('lane').doNothing())
      .execute();
  }
};

/**
 * Of candidates in the order in which they should go, those for which their lanes have room now, and takes that room.
 * Inside a transaction of the caller.
 */
export const takeRoom = async <Candidate extends { readonly lane: number | null }>(
  db: Kysely<Tables>,
  candidates: readonly Candidate[],
  now: number,
  pace: Pace,
): Promise<readonly Candidate[]> => {
  const lanes = [...new Set(candidates.flatMap(({ lane }) => lane ?? []))];
  if (lanes.length === 0) return [];
  const rows = await db.selectFrom('lanes').select(['lane', 'free_at']).where('lane', 'in', lanes).execute();
  const taken: Candidate[] = [];
  for (const { lane, free_at: freeAt } of rows) {
    const fitting = candidates
      .filter((candidate) => candidate.lane === lane)
      .slice(0, allowance(freeAt, now, pace));
    taken.push(...fitting);
    await db
      .updateTable('lanes')
      .set({ free_at: freeAfter(freeAt, now, fitting.length, pace) })
      .where('lane', '=', lane)
      .execute();
  }
  return taken;
};

/** One strike more, and nothing is sent before `until`, or before an earlier hold's end where that is later. */
export const holdLane = async (db: Kysely<Tables>, lane: number, until: number): Promise<void> => {
  await db
    .updateTable('lanes')
    .set((row) => ({
      strikes: row('strikes', '+', 1),
      held_until: row.case().when('held_until', '<', until).then(until).else(row.ref('held_until')).end(),
    }))
    .where('lane', '=', lane)
    .execute();
};

/** After a delivery. A hold stays: another send of the same time may have been told so. */
export const clearStrikes = async (db: Kysely<Tables>, lane: number): Promise<void> => {
  await db
    .updateTable('lanes')
    .set({ strikes: 0 })
    .where('lane', '=', lane)
    .where('strikes', '>', 0)
    .execute();
};

export const strikesOf = async (db: Kysely<Tables>, lane: number): Promise<number> => {
  const row = await db.selectFrom('lanes').select('strikes').where('lane', '=', lane).executeTakeFirst();
  return row?.strikes ?? 0;
};
