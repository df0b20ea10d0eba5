import { type JsonObject } from '../core/json.ts';
import { nameKey } from '../core/repository.ts';
import { type Target } from '../core/target.ts';
import { type Verdict } from '../core/verdict.ts';
import { type NewNotification, type Notification, type SpokeSource } from '../flow/notification-ports.ts';
import { fromJson, present } from './columns.ts';
import { type Draft } from './queue.ts';
import { type NotificationRow } from './tables.ts';

export const toDraft = (notification: NewNotification, at: number, ordinal: number): Draft => ({
  id: notification.id,
  event_id: notification.eventId,
  route: notification.route,
  spoke_id: notification.spokeId,
  spoke: notification.spoke,
  spoke_key: nameKey(notification.spoke),
  hub_id: notification.hubId ?? null,
  hub: notification.hub,
  hub_key: nameKey(notification.hub),
  lane: notification.lane ?? null,
  event_type: notification.eventType,
  ref: notification.ref ?? null,
  state: notification.state,
  reason: notification.reason ?? null,
  code: null,
  due_at: notification.dueAt,
  ordinal,
  attempts: 0,
  last_attempt: 0,
  created_at: at,
  updated_at: at,
  verdict: JSON.stringify(notification.verdict),
  payload: JSON.stringify(notification.payload),
  occurred_at: notification.occurredAt,
  turn: 0,
  queue: null,
  front: null,
  lease_until: null,
  burst_key: null,
  burst: null,
  burst_at: null,
  chain: JSON.stringify(notification.chain),
  streak: notification.streak,
  report: notification.report?.id ?? null,
  failure: notification.failure?.id ?? null,
  target: notification.target ? JSON.stringify(notification.target) : null,
  source: notification.source ? JSON.stringify(notification.source) : null,
  replayed_at: null,
});

/** All but what is read only where one notification is shown. */
export type NotificationColumns = Omit<
  NotificationRow,
  | 'spoke_key'
  | 'hub_key'
  | 'ordinal'
  | 'verdict'
  | 'payload'
  | 'queue'
  | 'front'
  | 'turn'
  | 'lease_until'
  | 'burst_key'
  | 'burst'
  | 'burst_at'
  | 'chain'
  | 'report'
  | 'failure'
  | 'replayed_at'
>;

export const fromNotificationColumns = (
  row: NotificationColumns,
): Omit<Notification, 'verdict' | 'payload' | 'chain' | 'coalesced'> => ({
  id: row.id,
  eventId: row.event_id,
  route: row.route,
  spokeId: row.spoke_id,
  spoke: row.spoke,
  hub: row.hub,
  eventType: row.event_type,
  occurredAt: row.occurred_at,
  state: row.state,
  dueAt: row.due_at,
  attempts: row.attempts,
  lastAttempt: row.last_attempt,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  streak: row.streak,
  ...present({
    hubId: row.hub_id,
    lane: row.lane,
    ref: row.ref,
    reason: row.reason,
    code: row.code,
    target: row.target === null ? null : fromJson<Target>(row.target),
    source: row.source === null ? null : fromJson<SpokeSource>(row.source),
  }),
});

export const fromNotificationRow = (row: NotificationRow): Notification => ({
  ...fromNotificationColumns(row),
  verdict: fromJson<Verdict>(row.verdict),
  chain: fromJson<readonly number[]>(row.chain),
  payload: fromJson<JsonObject>(row.payload),
});
