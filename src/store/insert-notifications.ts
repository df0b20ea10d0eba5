import { type Kysely } from 'kysely';
import { type NewNotification } from '../flow/notification-ports.ts';
import { type ReportChange, reportsOf, touched } from './change-reports.ts';
import { coalesce } from './coalesce.ts';
import { type Engine } from './engine.ts';
import { lockLanes, refreshLanes } from './lanes.ts';
import { toDraft } from './notification-row.ts';
import { inPieces } from './pieces.ts';
import { type Draft, enqueue } from './queue.ts';
import { type Tables } from './tables.ts';
import { type End } from './traffic.ts';
import { insertWords, toWordsRow } from './words.ts';

/** Rows in one statement: each has some thirty parameters. */
const ROWS = 100;

/** What is to be done at the end of the transaction: to reports, and for what ended before it was ever sent. */
export interface Inserted {
  readonly changes: readonly ReportChange[];
  readonly ends: readonly End[];
}

/** Inside a transaction of the caller. Those that are there already stay as they are. */
export const insertNotifications = async (
  db: Kysely<Tables>,
  engine: Engine,
  notifications: readonly NewNotification[],
  at: number,
  ordinal: (at: number) => number,
): Promise<Inserted> => {
  const known = await knownOf(db, notifications);
  const fresh = notifications
    .filter(({ id }) => !known.has(id))
    .map((notification) => ({
      draft: toDraft(notification, at, ordinal(at)),
      window: notification.coalesce,
      changes: reportsOf(notification, at),
      words: toWordsRow(notification, at),
    }));
  const moving = fresh.filter(({ draft }) => draft.state === 'pending' && draft.lane !== null);
  const lanes = await lockLanes(
    db,
    engine,
    moving.map(({ draft }) => draft.lane),
  );
  const merged = await coalesce(
    db,
    moving.flatMap(({ draft, window }) => (window === undefined ? [] : { draft, window })),
    at,
  );
  const waiting = moving.map(({ draft }) => draft).filter(({ state }) => state === 'pending');
  await enqueue(db, waiting, lanes);
  for (const piece of inPieces(fresh, ROWS)) {
    await db
      .insertInto('notifications')
      .values(piece.map(({ draft }) => draft))
      .execute();
  }
  await insertWords(
    db,
    fresh.map(({ words }) => words),
  );
  await refreshLanes(db, lanes.keys());
  if (waiting.length > 0) await engine.announce(db, { kind: 'notifications' });
  const refused = fresh.map(({ draft }) => draft).filter(({ state }) => state === 'refused');
  return {
    changes: [...fresh.flatMap(({ changes }) => changes), ...touched(merged.reports, at)],
    ends: [
      ...refused.map((draft) => endOf(draft, 'refused', at)),
      ...merged.losers.map((draft) => endOf(draft, 'merged', at)),
    ],
  };
};

const endOf = (draft: Draft, outcome: End['outcome'], at: number): End => ({
  at,
  spokeId: draft.spoke_id,
  hubId: draft.hub_id,
  outcome,
});

const knownOf = async (
  db: Kysely<Tables>,
  notifications: readonly NewNotification[],
): Promise<ReadonlySet<string>> => {
  const known = new Set<string>();
  for (const piece of inPieces(notifications.map(({ id }) => id))) {
    const rows = await db.selectFrom('notifications').select('id').where('id', 'in', piece).execute();
    for (const { id } of rows) known.add(id);
  }
  return known;
};
