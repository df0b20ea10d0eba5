import { eventTitle } from '../core/event.ts';
import { renderVerdict } from '../core/explain.ts';
import { printable, printableJson } from '../core/printable.ts';
import { errorOf, RelayError } from '../errors.ts';
import { type HubRun } from '../core/reported.ts';
import { type Desk } from '../flow/desk-ports.ts';
import {
  type Attempt,
  type BrokenHub,
  type Hubs,
  type Notification,
  type Notifications,
} from '../flow/notification-ports.ts';
import { type ListedEvent } from '../flow/ports.ts';
import { type Environment } from '../settings.ts';
import { renderBroken } from './hubs.ts';
import { withStore } from './open-record.ts';
import { counted } from '../core/counted.ts';
import { renderTime, type Terminal } from './terminal.ts';

interface Read {
  readonly notifications: Pick<Notifications, 'find' | 'attempts'>;
  readonly desk: Pick<Desk, 'event' | 'runs'>;
  readonly hubs: Pick<Hubs, 'broken'>;
}

export const showNotification = (
  id: string,
  options: { readonly json?: boolean },
  env: Environment,
  terminal: Terminal,
): Promise<number> => withStore(env, (store) => showNotificationOf(store, id, options, terminal));

export const showNotificationOf = async (
  store: Read,
  id: string,
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> => {
  const notification = await store.notifications.find(id);
  if (!notification) throw new RelayError('not-found', `No notification "${id}".`);
  const attempts = await store.notifications.attempts(id);
  const event = await store.desk.event(notification.eventId);
  const runs = await store.desk.runs(id);
  const brokenHub = isHeld(notification)
    ? (await store.hubs.broken()).find(({ hubId }) => hubId === notification.hubId)
    : undefined;
  terminal.out(
    json
      ? printableJson({
          ...notification,
          ...(event && { event: event.name, action: event.action }),
          attempts,
          runs,
          brokenHub,
        })
      : renderNotification(notification, attempts, { brokenHub, event, runs }),
  );
  return 0;
};

/** Whether it goes nowhere while its hub is broken. */
const isHeld = ({ state }: Notification): boolean => state === 'pending' || state === 'waiting';

interface Beside {
  readonly brokenHub?: BrokenHub | undefined;
  readonly event?: ListedEvent | undefined;
  readonly runs?: readonly HubRun[];
}

/** Everything about one notification: where it stands and why, each attempt, the payload. */
export const renderNotification = (
  notification: Notification,
  attempts: readonly Attempt[],
  { brokenHub, event, runs = [] }: Beside = {},
): string => {
  const { code, coalesced = [] } = notification;
  const known = errorOf(code);
  return [
    `notification ${notification.id}: ${notification.state}`,
    printable(`  "${notification.eventType}" from ${notification.spoke} to ${notification.hub}`),
    `  by ${printable(notification.route)}, for event ${notification.eventId}${event ? ` (${printable(eventTitle(event))})` : ''}`,
    `  ${targetOf(notification)}`,
    ...(notification.source === undefined
      ? []
      : [`  its spoke speaks by the source ${printable(notification.source.name)}, not by the App`]),
    ...(coalesced.length > 1 ? renderBurst(coalesced) : []),
    ...(notification.reason === undefined ? [] : [`  ${printable(notification.reason)}`]),
    ...(known ? [`  ${known.text} ${known.remedy} [${code ?? ''}]`] : []),
    ...(brokenHub ? renderBroken(brokenHub) : []),
    ...(notification.state === 'waiting' && !brokenHub
      ? [`  next attempt ${renderTime(notification.dueAt)}`]
      : []),
    '',
    renderVerdict(notification.verdict),
    ...attempts.map(renderAttempt),
    ...runs.map(renderRun),
    '',
    printableJson(notification.payload, 2),
  ].join('\n');
};

const MOST_EVENTS = 20;

/** A burst's events, newest first: of a long one the oldest are only counted. */
const renderBurst = (coalesced: readonly string[]): readonly string[] => {
  const older = coalesced.length - MOST_EVENTS;
  return [
    `  stands for ${counted(coalesced.length, 'event')}, newest first:`,
    ...coalesced
      .slice(-MOST_EVENTS)
      .toReversed()
      .map((event) => `    ${printable(event)}`),
    ...(older > 0 ? [`    and ${counted(older, 'older one')}`] : []),
  ];
};

const renderAttempt = (attempt: Attempt): string => {
  const took = attempt.durationMs === undefined ? 'under way' : `${attempt.durationMs} ms`;
  const doubt = attempt.mayHaveArrived ? ' (may have arrived)' : '';
  const answer = attempt.status === undefined ? '' : `, ${attempt.status}`;
  return `\nattempt ${attempt.number}: ${renderTime(attempt.startedAt)}, ${took}${answer}${doubt}: ${printable(attempt.reason ?? '')}`;
};

const targetOf = ({ target }: Notification): string => {
  if (target === undefined) return 'as a repository_dispatch';
  return target.kind === 'workflow'
    ? `as a workflow_dispatch of ${printable(target.workflow)} on ${printable(target.ref)}`
    : `as a request to the endpoint ${printable(target.endpoint)}`;
};

const renderRun = ({ name, status, conclusion, attempt, startedAt, url }: HubRun): string => {
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  return `\nits hub ran ${printable(name)}${again}: ${renderTime(startedAt)}, ${printable(conclusion ?? status)}\n  ${printable(url)}`;
};
