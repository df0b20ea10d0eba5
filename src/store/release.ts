import { type Kysely } from 'kysely';
import { STATES, statesBefore } from '../core/lifecycle.ts';
import { lostNote } from './audit-notes.ts';
import { type Engine } from './engine.ts';
import { brokenHubs } from './hub-health.ts';
import { lockLanes } from './lanes.ts';
import { writeNotes } from './note-audit.ts';
import { promote } from './queue.ts';
import { BEHIND, LEFT, type Tables } from './tables.ts';
import { writeLanes } from './write-lanes.ts';

const REASON = 'Hub Relay stopped before the answer came.';

/** The docstring of `Notifications.release` is its promise. Inside a transaction of the caller. */
export const release = async (
  db: Kysely<Tables>,
  engine: Engine,
  now: number,
  leasedUntil: number,
): Promise<number> => {
  const left = await db
    .selectFrom('notifications')
    .select(['id', 'lane'])
    .where('state', 'in', statesBefore('delivered'))
    .where('lease_until', '<=', leasedUntil)
    .execute();
  if (left.length === 0) return 0;
  const lanes = await lockLanes(
    db,
    engine,
    left.map(({ lane }) => lane),
  );
  const ids = left.map(({ id }) => id);
  const released = await db
    .updateTable('notifications')
    .set((row) => ({
      state: 'waiting',
      reason: REASON,
      code: null,
      due_at: now,
      updated_at: now,
      lease_until: null,
      front: BEHIND,
      // It was cut short by us: that is no failure of the hub's.
      attempts: row('attempts', '-', 1),
    }))
    .where('id', 'in', ids)
    // Its process may have ended it while we waited for the lane.
    .where('front', '=', LEFT)
    .where('state', 'not in', OTHERS)
    .returning(['id', 'hub_id', 'queue', 'event_id', 'spoke', 'hub', 'last_attempt'])
    .execute();
  if (released.length === 0) return 0;
  await db
    .updateTable('attempts')
    .set({ outcome: 'waiting', reason: REASON, may_have_arrived: 1 })
    .where('outcome', 'is', null)
    .where(
      'notification_id',
      'in',
      released.map(({ id }) => id),
    )
    .execute();
  const broken = await brokenHubs(
    db,
    released.map((row) => row.hub_id),
  );
  for (const row of released)
    if (row.queue !== null) await promote(db, row.queue, broken.has(row.hub_id ?? 0));
  await writeLanes(db, lanes.values());
  await writeNotes(
    db,
    released.map((row) => lostNote(row, REASON, now)),
  );
  await engine.announce(db, { kind: 'notifications' });
  return released.length;
};

const OTHERS = STATES.filter((state) => !statesBefore('waiting').includes(state));
