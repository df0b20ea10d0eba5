import { type Kysely, sql } from 'kysely';
import { inPieces } from './pieces.ts';
import { AHEAD, BARRED, BEHIND, LEFT, type LaneRow, type NotificationRow, type Tables } from './tables.ts';

/** A row that is not written yet. */
export type Draft = { -readonly [K in keyof NotificationRow]: NotificationRow[K] };

type Placed = Pick<Draft, 'id' | 'queue' | 'front' | 'occurred_at' | 'ordinal'>;

/** The notifications that leave one after the other: of one hub, event type and ref, from whatever spoke. */
export const queueOf = (row: Pick<NotificationRow, 'hub_id' | 'hub_key' | 'event_type' | 'ref'>): string =>
  `${row.hub_id ?? row.hub_key} ${row.event_type} ${row.ref ?? ''}`;

/** Whether GitHub created the event of `one` before that of `other`, as far as we know. */
export const isBefore = (
  one: Pick<Draft, 'occurred_at' | 'ordinal'>,
  other: Pick<Draft, 'occurred_at' | 'ordinal'>,
): boolean =>
  one.occurred_at < other.occurred_at ||
  (one.occurred_at === other.occurred_at && one.ordinal < other.ordinal);

/**
 * Gives drafts their turns and their places in their queues, as if they had just come, and writes to the database what
 * that changes for others. The drafts themselves are the caller's to write. Their lanes are locked by the caller.
 */
export const enqueue = async (
  db: Kysely<Tables>,
  drafts: readonly Draft[],
  lanes: ReadonlyMap<number, LaneRow>,
): Promise<void> => {
  const broken = await takeTurns(db, drafts, lanes);
  for (const draft of drafts) draft.queue = queueOf(draft);
  const fronts = await frontsOf(db, new Set(drafts.map((draft) => queueOf(draft))));
  for (const draft of drafts) await place(db, draft, fronts, broken.has(draft.hub_id));
};

/**
 * Start-time fair queueing: a hub's next turn follows its last one, or the lane's present one where it had nothing to
 * send. So a hub that has ten thousand waiting, and one that has one, are served in turns.
 * Goyal, Vin, Cheng: https://dl.acm.org/doi/10.1145/248156.248171. Returns the hubs that are broken.
 */
const takeTurns = async (
  db: Kysely<Tables>,
  drafts: readonly Draft[],
  lanes: ReadonlyMap<number, LaneRow>,
): Promise<ReadonlySet<number | null>> => {
  const broken = new Set<number | null>();
  const ofHubs = Map.groupBy(drafts, (draft) => draft.hub_id);
  for (const draft of drafts) draft.turn = turnOf(draft, lanes) + 1;
  const comings = [...ofHubs].flatMap(([id, coming]) => {
    const last = coming.findLast(({ lane }) => lane !== null);
    if (id === null || !last || last.lane === null) return [];
    const turn = turnOf(last, lanes) + coming.length;
    return { id, lane: last.lane, turn, count: coming.length };
  });
  for (const [count, alike] of Map.groupBy(comings, (coming) => coming.count)) {
    for (const piece of inPieces(alike)) {
      const rows = await db
        .insertInto('hubs')
        .values(piece.map(({ id, lane, turn }) => ({ ...NEW_HUB, id, lane, turn })))
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((row) => ({
            lane: row.ref('excluded.lane'),
            turn: sql`case when hubs.turn + ${count} > excluded.turn then hubs.turn + ${count} else excluded.turn end`,
          })),
        )
        .returning(['id', 'turn', 'broken_at'])
        .execute();
      for (const { id, turn, broken_at } of rows) {
        if (broken_at !== null) broken.add(id);
        for (const [place, draft] of (ofHubs.get(id) ?? []).entries()) draft.turn = turn - count + place + 1;
      }
    }
  }
  return broken;
};

const turnOf = ({ lane }: Draft, lanes: ReadonlyMap<number, LaneRow>): number =>
  lanes.get(lane ?? 0)?.turn ?? 0;

const NEW_HUB = { failures: 0, broken_at: null, code: null, reason: null };

const frontsOf = async (db: Kysely<Tables>, queues: ReadonlySet<string>): Promise<Map<string, Placed>> => {
  const fronts = new Map<string, Placed>();
  for (const piece of inPieces([...queues])) {
    const rows = await db
      .selectFrom('notifications')
      .select(['id', 'queue', 'front', 'occurred_at', 'ordinal'])
      .where('queue', 'in', piece)
      .where('front', 'in', [AHEAD, LEFT, BARRED])
      .execute();
    for (const row of rows) fronts.set(row.queue ?? '', row);
  }
  return fronts;
};

/** What is being sent has left and is not overtaken; what only waits gives way to an older event that came late. */
const place = async (
  db: Kysely<Tables>,
  draft: Draft,
  fronts: Map<string, Placed>,
  isBroken: boolean,
): Promise<void> => {
  const queue = draft.queue ?? '';
  const front = fronts.get(queue);
  if (front && (front.front === LEFT || isBefore(front, draft))) {
    draft.front = BEHIND;
    return;
  }
  draft.front = isBroken ? BARRED : AHEAD;
  fronts.set(queue, draft);
  if (!front) return;
  front.front = BEHIND;
  await db.updateTable('notifications').set({ front: BEHIND }).where('id', '=', front.id).execute();
};

/** The front of this queue is gone, or went back to its place: the next one, in the order of events, comes to the front. */
export const promote = async (db: Kysely<Tables>, queue: string, isBroken: boolean): Promise<void> => {
  const next = await db
    .selectFrom('notifications')
    .select('id')
    .where('queue', '=', queue)
    .where('front', '=', BEHIND)
    .orderBy('occurred_at')
    .orderBy('ordinal')
    .limit(1)
    .executeTakeFirst();
  if (!next) return;
  const front = isBroken ? BARRED : AHEAD;
  await db.updateTable('notifications').set({ front }).where('id', '=', next.id).execute();
};

/** Of these queues, those whose front is gone without a successor: their hubs are broken. */
export const promoteWhereNoneLeads = async (
  db: Kysely<Tables>,
  queues: ReadonlySet<string>,
): Promise<void> => {
  const fronts = await frontsOf(db, queues);
  for (const queue of queues) if (!fronts.has(queue)) await promote(db, queue, true);
};
