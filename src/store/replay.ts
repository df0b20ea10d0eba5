import { type Kysely } from 'kysely';
import { mayBecome } from '../core/lifecycle.ts';
import { type Actor } from '../flow/audit-ports.ts';
import { replayedNote } from './audit-notes.ts';
import { changeReports, touched } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { brokenHubs, mendHubs, reportsWaitingFor } from './hub-health.ts';
import { lockLanes } from './lanes.ts';
import { writeNotes } from './note-audit.ts';
import { type Draft, enqueue } from './queue.ts';
import { type Tables } from './tables.ts';
import { writeLanes } from './write-lanes.ts';

/** The docstring of `Notifications.replay` is its promise. Inside a transaction of the caller; a few hundred ids at once. */
export const replay = async (
  db: Kysely<Tables>,
  engine: Engine,
  ids: readonly string[],
  now: number,
  actor: Actor,
): Promise<readonly string[]> => {
  const before = await rowsOf(db, ids);
  const installed = await installedAt(db, before);
  const laneOf = (row: Draft): number | null => installed.get(row.hub_id ?? 0) ?? row.lane;
  const lanes = await lockLanes(
    db,
    engine,
    before.flatMap((row) => [row.lane, laneOf(row)]),
  );
  // Read again: they may have moved on while we waited for their lanes.
  const rows = (await rowsOf(db, ids)).filter((row) => laneOf(row) !== null);
  const waiting = rows.filter(({ state }) => state === 'waiting');
  const again = rows.filter(({ state }) => mayBecome(state, 'pending'));
  const notes = [...waiting, ...again].map((row) => replayedNote(row, row.state, now, actor));
  const hubs = [...waiting, ...again].map((row) => row.hub_id);
  const mended = [...(await brokenHubs(db, hubs))];
  await mendHubs(db, mended);
  for (const { id } of waiting) {
    await db.updateTable('notifications').set({ due_at: now }).where('id', '=', id).execute();
  }
  for (const row of again) {
    Object.assign(row, {
      state: 'pending',
      lane: laneOf(row),
      due_at: now,
      updated_at: now,
      replayed_at: now,
      attempts: 0,
      reason: null,
      code: null,
    } satisfies Partial<Draft>);
  }
  await enqueue(db, again, lanes);
  for (const { id, verdict: _verdict, payload: _payload, ...columns } of again) {
    await db.updateTable('notifications').set(columns).where('id', '=', id).execute();
  }
  await writeLanes(db, lanes.values());
  const reports = [...waiting, ...again].map(({ report }) => report);
  await changeReports(db, engine, touched([...reports, ...(await reportsWaitingFor(db, mended))], now));
  await writeNotes(db, notes);
  if (rows.length > 0) await engine.announce(db, { kind: 'notifications' });
  return [...waiting, ...again].map(({ id }) => id);
};

const rowsOf = (db: Kysely<Tables>, ids: readonly string[]): Promise<Draft[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db.selectFrom('notifications').selectAll().where('id', 'in', ids).orderBy('ordinal').execute();

/** Where the hubs are installed now: since the first attempt they may have been removed and installed again. */
const installedAt = async (
  db: Kysely<Tables>,
  rows: readonly Pick<Draft, 'hub_id'>[],
): Promise<ReadonlyMap<number, number>> => {
  const hubs = [...new Set(rows.map((row) => row.hub_id).filter((id) => id !== null))];
  if (hubs.length === 0) return new Map();
  const repositories = await db
    .selectFrom('repositories')
    .select(['id', 'installation_id'])
    .where('id', 'in', hubs)
    .execute();
  return new Map(repositories.map((row) => [row.id, row.installation_id]));
};
