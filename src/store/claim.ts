import { type Kysely } from 'kysely';
import { STATES, type State, statesBefore } from '../core/lifecycle.ts';
import { type Notification } from '../flow/notification-ports.ts';
import { type Pace } from '../core/pace.ts';
import { openAttemptRow } from './attempt-row.ts';
import { takeRoom } from './lanes.ts';
import { fromNotificationRow } from './notification-row.ts';
import { type NotificationRow, type Tables } from './tables.ts';

type Candidate = Pick<NotificationRow, 'id' | 'lane' | 'due_at' | 'ordinal'>;

/** The docstring of `Notifications.claim` is its promise. Inside a transaction of the caller. */
export const claim = async (
  db: Kysely<Tables>,
  now: number,
  limit: number,
  pace?: Pace,
): Promise<readonly Notification[]> => {
  const claimable = statesBefore('sending');
  const others = STATES.filter((state) => !claimable.includes(state));
  const due: Candidate[] = [];
  for (const state of claimable) due.push(...(await candidates(db, state, now, limit)));
  const first = due.sort(oldestDueFirst).slice(0, limit);
  const ids = (pace ? await takeRoom(db, first, now, pace) : first).map((candidate) => candidate.id);
  if (ids.length === 0) return [];
  const rows = await db
    .updateTable('notifications')
    .set((row) => ({
      state: 'sending',
      updated_at: now,
      attempts: row('attempts', '+', 1),
      last_attempt: row('last_attempt', '+', 1),
    }))
    .where('id', 'in', ids)
    // By exclusion, or SQLite walks the index of all that wait instead of looking up these few ids.
    .where('state', 'not in', others)
    .returningAll()
    .execute();
  // Another process took them all in the meantime.
  if (rows.length === 0) return [];
  await db
    .insertInto('attempts')
    .values(rows.map((row) => openAttemptRow(row.id, row.last_attempt, now)))
    .execute();
  return rows.sort(oldestDueFirst).map(fromNotificationRow);
};

/** One state at a time: the index gives them in order then, and a long queue is never sorted for its first few. */
const candidates = (
  db: Kysely<Tables>,
  state: State,
  now: number,
  limit: number,
): Promise<readonly Candidate[]> =>
  db
    .selectFrom('notifications')
    .select(['id', 'lane', 'due_at', 'ordinal'])
    .where('state', '=', state)
    .where('due_at', '<=', now)
    .where('lane', 'is not', null)
    .where('lane', 'not in', (query) =>
      query
        .selectFrom('lanes')
        .select('lane')
        .where((lane) => lane.or([lane('held_until', '>', now), lane('free_at', '>', now)])),
    )
    .orderBy('due_at')
    .orderBy('ordinal')
    .limit(limit)
    .execute();

const oldestDueFirst = (a: Candidate, b: Candidate): number => a.due_at - b.due_at || a.ordinal - b.ordinal;
