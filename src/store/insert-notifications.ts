import { type Kysely } from 'kysely';
import { type NewNotification } from '../flow/notification-ports.ts';
import { type ReportChange, reportsOf } from './change-reports.ts';
import { coalesce } from './coalesce.ts';
import { type AuditNoteRow } from './desk-tables.ts';
import { type Engine } from './engine.ts';
import { insertRows } from './insert-rows.ts';
import { writeNotes } from './note-audit.ts';
import { toDraft } from './notification-row.ts';
import { type Draft, enqueue } from './queue.ts';
import { type LaneRow, type Tables } from './tables.ts';
import { type End } from './traffic.ts';
import { toWordsRow } from './words.ts';
import { writeLanes } from './write-lanes.ts';

/** What is to be done at the end of the transaction: to reports, and for what ended before it was ever sent. */
export interface Inserted {
  readonly changes: readonly ReportChange[];
  readonly ends: readonly End[];
}

/** A notification, and when its event was planned. */
export interface PlannedNotification {
  readonly notification: NewNotification;
  readonly at: number;
}

/** Inside a transaction of the caller, who locked the lanes. `notes` are written with them. */
export const insertNotifications = async (
  db: Kysely<Tables>,
  engine: Engine,
  lanes: ReadonlyMap<number, LaneRow>,
  planned: readonly PlannedNotification[],
  notes: readonly AuditNoteRow[],
  ordinal: (at: number) => number,
): Promise<Inserted> => {
  const fresh = planned.map(({ notification, at }) => ({
    draft: toDraft(notification, at, ordinal(at)),
    window: notification.coalesce,
    at,
    changes: reportsOf(notification, at),
    words: toWordsRow(notification, at),
  }));
  const moving = fresh.filter(({ draft }) => draft.state === 'pending' && draft.lane !== null);
  const merged = await coalesce(
    db,
    moving.flatMap(({ draft, window, at }) => (window === undefined ? [] : { draft, window, at })),
  );
  const waiting = moving.map(({ draft }) => draft).filter(({ state }) => state === 'pending');
  await enqueue(db, waiting, lanes);
  const drafts = fresh.map(({ draft }) => draft);
  await insertRows(db, 'notifications', drafts);
  await insertRows(
    db,
    'words',
    fresh.map(({ words }) => words),
  );
  await writeNotes(db, notes);
  const changed = new Set(moving.map(({ draft }) => draft.lane));
  await writeLanes(
    db,
    [...lanes.values()].filter(({ lane }) => changed.has(lane)),
  );
  if (waiting.length > 0) await engine.announce(db, { kind: 'notifications' });
  const refused = drafts.filter(({ state }) => state === 'refused');
  return {
    changes: [...fresh.flatMap(({ changes }) => changes), ...merged.changes],
    ends: [
      ...refused.map((draft) => endOf(draft, 'refused')),
      ...merged.losers.map((draft) => endOf(draft, 'merged')),
    ],
  };
};

/** It ended when it was written last, which is now. */
const endOf = (draft: Draft, outcome: End['outcome']): End => ({
  at: draft.updated_at,
  spokeId: draft.spoke_id,
  hubId: draft.hub_id,
  outcome,
});
