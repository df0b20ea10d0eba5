import { pass } from '../../src/core/verdict.ts';
import {
  type AttemptEnd,
  type NewNotification,
  type Notification,
} from '../../src/flow/notification-ports.ts';
import { type NewEvent, type Plan, type Room, type Store } from '../../src/flow/ports.ts';

/** Milliseconds; a commit that does not come within it has failed. */
export const DEADLINE = 5_000;

export const newEvent = (id: string, changes: Partial<NewEvent> = {}): NewEvent => ({
  id,
  name: 'push',
  installationId: 7,
  repositoryId: 70,
  repository: 'acme/spoke',
  sender: 'octocat',
  receivedAt: 1_000,
  state: 'recorded',
  body: `{"id":"${id}"}`,
  ...changes,
});

export const newNotification = (id: string, changes: Partial<NewNotification> = {}): NewNotification => ({
  id,
  eventId: 'e1',
  route: 'acme/spoke:notify[0]',
  spokeId: 70,
  spoke: 'acme/spoke',
  hubId: 80,
  hub: 'acme/hub',
  lane: 7,
  eventType: 'push',
  // One of its own, or those of one ref would wait for each other.
  ref: `refs/heads/${id}`,
  occurredAt: 1_000,
  state: 'pending',
  verdict: pass('route', 'matched'),
  chain: [70],
  streak: 1,
  payload: { relay: { version: 1, id } },
  dueAt: 1_000,
  ...changes,
});

export const planOf = (notifications: readonly NewNotification[], at = 1_000): Plan => ({
  at,
  verdict: pass('event', `${notifications.length} routes matched`),
  notifications,
});

/** Records event `e1` and plans the notifications for it. */
export const planned = async (store: Store, ...notifications: readonly NewNotification[]): Promise<void> => {
  await store.events.record(newEvent('e1'), DEADLINE);
  await store.events.planned('e1', planOf(notifications));
};

/** The end of a claimed notification's open attempt; by default it was delivered. */
export const endOf = (claimed: Notification, changes: Partial<AttemptEnd> = {}): AttemptEnd => ({
  notificationId: claimed.id,
  number: claimed.lastAttempt,
  at: 2_000,
  durationMs: 120,
  request: { event_type: 'push' },
  status: 204,
  mayHaveArrived: false,
  outcome: 'delivered',
  reason: 'GitHub accepted it.',
  ...changes,
});

/** What the rate limit's answer makes of it: the lane waits until then. */
export const heldUntil = (claimed: Notification, until: number): AttemptEnd =>
  endOf(claimed, {
    status: 429,
    outcome: 'waiting',
    code: 'rate-limited',
    reason: 'GitHub asked us to wait.',
    dueAt: until,
    holdLaneUntil: until,
  });

export const idsOf = (things: readonly { readonly id: string }[]): readonly string[] =>
  things.map(({ id }) => id);

/** Room for so many events, of whatever size. */
export const upTo = (events: number): Room => ({ events, bytes: Number.MAX_SAFE_INTEGER });
