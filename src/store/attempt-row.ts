import { type JsonObject } from '../core/json.ts';
import { type Attempt, type AttemptEnd } from '../flow/notification-ports.ts';
import { fromJson, present } from './columns.ts';
import { type AttemptRow } from './tables.ts';

export const openAttemptRow = (notificationId: string, number: number, startedAt: number): AttemptRow => ({
  notification_id: notificationId,
  number,
  started_at: startedAt,
  duration_ms: null,
  request: null,
  status: null,
  answer: null,
  outcome: null,
  reason: null,
  may_have_arrived: 0,
});

/** What the end of an attempt adds to its row. */
export const closedAttemptColumns = (
  end: AttemptEnd,
): Omit<AttemptRow, 'notification_id' | 'number' | 'started_at'> => ({
  duration_ms: Math.round(end.durationMs),
  request: JSON.stringify(end.request),
  status: end.status ?? null,
  answer: end.answer ?? null,
  outcome: end.outcome,
  reason: end.reason,
  may_have_arrived: end.mayHaveArrived ? 1 : 0,
});

export const fromAttemptRow = (row: AttemptRow): Attempt => ({
  notificationId: row.notification_id,
  number: row.number,
  startedAt: row.started_at,
  mayHaveArrived: row.may_have_arrived === 1,
  ...present({
    durationMs: row.duration_ms,
    request: row.request === null ? null : fromJson<JsonObject>(row.request),
    status: row.status,
    answer: row.answer,
    outcome: row.outcome,
    reason: row.reason,
  }),
});
