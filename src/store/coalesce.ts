import { type Kysely } from 'kysely';
import { mergedNote } from './audit-notes.ts';
import { type ReportChange, touched } from './change-reports.ts';
import { fromJson } from './columns.ts';
import { type AuditNoteRow } from './desk-tables.ts';
import { brokenHubs } from './hub-health.ts';
import { writeNotes } from './note-audit.ts';
import { inPieces } from './pieces.ts';
import { type Draft, isBefore, promote } from './queue.ts';
import { BEHIND, type NotificationRow, type Tables } from './tables.ts';

/** A burst that never ends is sent all the same after so many windows. */
const MOST_WINDOWS = 10;

/** A new notification of a route that coalesces, the route's window in milliseconds, and when it was planned. */
export interface Coalescing {
  readonly draft: Draft;
  readonly window: number;
  readonly at: number;
}

/** Which were merged, and what that changes for the reports of those on record. */
export interface Coalesced {
  readonly losers: readonly Draft[];
  readonly changes: readonly ReportChange[];
}

/**
 * Lets the notifications of one burst (one route, hub and ref) become one: that of the newest event stays pending,
 * and is due a window after the last one came; the others are merged. Drafts are changed in place, what is on record in the
 * database. Inside a transaction of the caller, who locked the lanes.
 */
export const coalesce = async (db: Kysely<Tables>, coming: readonly Coalescing[]): Promise<Coalesced> => {
  const bursts = await openBursts(db, new Set(coming.map(({ draft }) => burstKeyOf(draft))));
  const orphaned = new Map<string, number | null>();
  const changes: ReportChange[] = [];
  const notes: AuditNoteRow[] = [];
  const losers: Draft[] = [];
  for (const { draft, window, at } of coming) {
    const key = burstKeyOf(draft);
    const other = bursts.get(key);
    const winner = other && isBefore(draft, other) ? other : draft;
    const beganAt = other?.burst_at ?? at;
    winner.burst = other?.burst ?? draft.id;
    winner.burst_at = beganAt;
    winner.burst_key = key;
    if (other) takeOver(winner, winner === draft ? other : draft);
    winner.due_at = Math.min(at + window, beganAt + MOST_WINDOWS * window);
    bursts.set(key, winner);
    if (!other) continue;
    const loser = winner === draft ? other : draft;
    const { queue, front, hub_id: hubId } = loser;
    merge(loser, winner, at);
    notes.push(mergedNote(loser, winner, at));
    losers.push(loser);
    if (queue !== null && front !== BEHIND) orphaned.set(queue, hubId);
    await write(db, other);
    changes.push(...touched([other.report], at));
  }
  await writeNotes(db, notes);
  const broken = await brokenHubs(db, [...orphaned.values()]);
  for (const [queue, hubId] of orphaned) await promote(db, queue, broken.has(hubId ?? 0));
  return { losers, changes };
};

const burstKeyOf = (row: Pick<NotificationRow, 'route' | 'hub_id' | 'hub_key' | 'ref'>): string =>
  `${row.route} ${row.hub_id ?? row.hub_key} ${row.ref ?? ''}`;

/** What followed from the one that is merged could follow from the one in its place: the longer chain counts. */
const takeOver = (winner: Draft, loser: Draft): void => {
  winner.streak = Math.max(winner.streak, loser.streak);
  if (lengthOf(loser.chain) > lengthOf(winner.chain)) winner.chain = loser.chain;
};

const lengthOf = (chain: string): number => fromJson<readonly number[]>(chain).length;

const merge = (loser: Draft, winner: Draft, at: number): void => {
  Object.assign(loser, {
    state: 'merged',
    reason: `coalesced: ${winner.id} goes in its place, for a newer event of the same burst`,
    burst: winner.burst,
    burst_key: null,
    queue: null,
    front: null,
    updated_at: at,
  } satisfies Partial<Draft>);
};

const openBursts = async (db: Kysely<Tables>, keys: ReadonlySet<string>): Promise<Map<string, Draft>> => {
  const open = new Map<string, Draft>();
  for (const piece of inPieces([...keys])) {
    const rows = await db
      .selectFrom('notifications')
      .selectAll()
      .where('burst_key', 'in', piece)
      .where('state', '=', 'pending')
      .execute();
    for (const row of rows) open.set(row.burst_key ?? '', row);
  }
  return open;
};

/** Does nothing for a draft, which is on record only later. */
const write = async (db: Kysely<Tables>, row: Draft): Promise<void> => {
  const { state, reason, burst, burst_key, queue, front, due_at, updated_at, chain, streak } = row;
  await db
    .updateTable('notifications')
    .set({ state, reason, burst, burst_key, queue, front, due_at, updated_at, chain, streak })
    .where('id', '=', row.id)
    .execute();
};

/** The events that each of these bursts stands for, oldest first, without that of the notification itself. */
export const mergedEvents = async (
  db: Kysely<Tables>,
  bursts: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const events = new Map<string, string[]>();
  for (const piece of inPieces(bursts)) {
    const rows = await db
      .selectFrom('notifications')
      .select(['burst', 'event_id'])
      .where('burst', 'in', piece)
      .where('state', '=', 'merged')
      .orderBy('occurred_at')
      .orderBy('ordinal')
      .execute();
    for (const { burst, event_id: id } of rows) {
      const known = events.get(burst ?? '');
      if (known) known.push(id);
      else events.set(burst ?? '', [id]);
    }
  }
  return events;
};
