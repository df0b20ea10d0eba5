import { hash } from 'node:crypto';
import { type Actor } from '../flow/audit-ports.ts';
import { type AttemptEnd, type NewNotification } from '../flow/notification-ports.ts';
import { type NewEvent, type Plan } from '../flow/ports.ts';
import { type ReportEnd } from '../flow/report-ports.ts';
import { type AuditNoteRow } from './desk-tables.ts';
import { type Health } from './hub-health.ts';
import { noteRow } from './note-audit.ts';
import { type NotificationRow, type ReportRow } from './tables.ts';

/** What the audit log tells of events, notifications and attempts: never a body, a payload, or what was answered. */

export const recordedNote = (event: NewEvent, outcome: 'recorded' | 'duplicate'): AuditNoteRow =>
  noteRow(event.receivedAt, outcome === 'duplicate' ? 'event-repeated' : `event-${event.state}`, {
    event: event.id,
    name: event.name,
    action: event.action,
    repository: event.repository,
    sender: event.sender,
    source: event.source,
    reason: event.reason,
    bytes: Buffer.byteLength(event.body),
    sha256: hash('sha256', event.body, 'hex'),
  });

/** The event first, then what follows from it. */
export const planNotes = (event: string, { at, verdict, notifications }: Plan): readonly AuditNoteRow[] => {
  const refused = notifications.filter(({ state }) => state === 'refused').length;
  const counts = { fired: notifications.length - refused, refused };
  return [
    noteRow(at, 'event-planned', { event, ...counts, reason: verdict.reason }),
    ...notifications.map((one) => noteRow(at, 'notification-planned', plannedContent(one))),
  ];
};

const plannedContent = (one: NewNotification) => ({
  notification: one.id,
  event: one.eventId,
  route: one.route,
  spoke: one.spoke,
  hub: one.hub,
  eventType: one.eventType,
  state: one.state,
  reason: one.reason,
});

export type Named = Pick<NotificationRow, 'event_id' | 'spoke' | 'hub'>;

const namesOf = ({ event_id: event, spoke, hub }: Named) => ({ event, spoke, hub });

export const mergedNote = (
  loser: Named & Pick<NotificationRow, 'id'>,
  winner: Pick<NotificationRow, 'id'>,
  at: number,
): AuditNoteRow =>
  noteRow(at, 'notification-merged', { notification: loser.id, into: winner.id, ...namesOf(loser) });

export const attemptNote = (end: AttemptEnd, of: Named, health: Health): AuditNoteRow =>
  noteRow(end.at, 'attempt-ended', {
    notification: end.notificationId,
    number: end.number,
    ...namesOf(of),
    outcome: end.outcome,
    status: end.status,
    code: end.code,
    reason: end.reason,
    durationMs: Math.round(end.durationMs),
    mayHaveArrived: end.mayHaveArrived,
    ...(health.endsWith('-now') && { hubBecame: health === 'broken-now' ? 'broken' : 'mended' }),
  });

export const lostNote = (
  row: Named & Pick<NotificationRow, 'id' | 'last_attempt'>,
  reason: string,
  at: number,
): AuditNoteRow =>
  noteRow(at, 'attempt-lost', {
    notification: row.id,
    number: row.last_attempt,
    ...namesOf(row),
    reason,
    mayHaveArrived: true,
  });

/** `from`: the state that it had. */
export const replayedNote = (
  row: Named & Pick<NotificationRow, 'id'>,
  from: NotificationRow['state'],
  at: number,
  actor: Actor,
): AuditNoteRow =>
  noteRow(at, 'notification-replayed', { notification: row.id, ...namesOf(row), from }, actor);

/** A check run or an issue on GitHub. */
export const writtenNote = (row: ReportRow, end: ReportEnd): AuditNoteRow =>
  noteRow(end.at, 'report-written', {
    report: row.kind === 'failure' ? 'issue' : 'check run',
    kind: row.kind,
    repositoryId: row.repository_id,
    number: end.number ?? row.number,
    sha: row.sha,
  });
