import { renderVerdict } from '../core/explain.ts';
import { printable, printableJson } from '../core/printable.ts';
import { isState, STATES } from '../core/lifecycle.ts';
import { errorOf, RelayError } from '../errors.ts';
import {
  type Attempt,
  type BrokenHub,
  type Hubs,
  type Notification,
  type Notifications,
} from '../flow/notification-ports.ts';
import { type Environment } from '../settings.ts';
import { renderBroken } from './hubs.ts';
import { withStore } from './open-record.ts';
import { counted, renderTable, renderTime, type Terminal } from './terminal.ts';

export interface NotificationListOptions {
  readonly state?: string;
  readonly spoke?: string;
  readonly hub?: string;
  /** Of their creation: `since` inclusive, `until` exclusive. */
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
  readonly json?: boolean;
}

type Read = { readonly notifications: Pick<Notifications, 'find' | 'list' | 'attempts'> };

export const listNotifications = (
  options: NotificationListOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => withStore(env, (store) => listNotificationsOf(store, options, terminal));

export const listNotificationsOf = async (
  store: Read,
  options: NotificationListOptions,
  terminal: Terminal,
): Promise<number> => {
  const { json, state, since = 0, until, ...filter } = options;
  if (state !== undefined && !isState(state)) {
    terminal.err(`There is no state "${state}"; use ${STATES.join(', ')}.`);
    return 1;
  }
  const newest = await store.notifications.list({
    ...filter,
    ...(state !== undefined && { state }),
    ...(until !== undefined && { before: until }),
  });
  // They come newest first, so what is left out here is only the end of the list.
  const notifications = newest.filter(({ createdAt }) => createdAt >= since);
  if (json === true) for (const notification of notifications) terminal.out(printableJson(notification));
  else if (notifications.length === 0) terminal.out('No notifications on record that match.');
  else terminal.out(notificationTable(notifications, terminal.width));
  return 0;
};

export const notificationTable = (notifications: readonly Notification[], width?: number): string =>
  renderTable(
    ['CREATED', 'ID', 'SPOKE', 'HUB', 'EVENT TYPE', 'STATE', 'ATTEMPTS', 'REASON'],
    notifications.map((notification) => [
      renderTime(notification.createdAt),
      notification.id,
      notification.spoke,
      notification.hub,
      notification.eventType,
      notification.state,
      notification.lastAttempt,
      notification.reason,
    ]),
    width,
  );

export const showNotification = (
  id: string,
  options: { readonly json?: boolean },
  env: Environment,
  terminal: Terminal,
): Promise<number> => withStore(env, (store) => showNotificationOf(store, id, options, terminal));

export const showNotificationOf = async (
  store: Read & { readonly hubs: Pick<Hubs, 'broken'> },
  id: string,
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> => {
  const notification = await store.notifications.find(id);
  if (!notification) throw new RelayError('not-found', `No notification "${id}".`);
  const attempts = await store.notifications.attempts(id);
  const brokenHub = isHeld(notification)
    ? (await store.hubs.broken()).find(({ hubId }) => hubId === notification.hubId)
    : undefined;
  terminal.out(
    json
      ? printableJson({ ...notification, attempts, brokenHub })
      : renderNotification(notification, attempts, brokenHub),
  );
  return 0;
};

/** Whether it goes nowhere while its hub is broken. */
const isHeld = ({ state }: Notification): boolean => state === 'pending' || state === 'waiting';

/** Everything about one notification: where it stands and why, each attempt, the payload. */
export const renderNotification = (
  notification: Notification,
  attempts: readonly Attempt[],
  brokenHub?: BrokenHub,
): string => {
  const { code, coalesced = [] } = notification;
  const known = errorOf(code);
  return [
    `notification ${notification.id}: ${notification.state}`,
    `  "${notification.eventType}" from ${notification.spoke} to ${notification.hub}`,
    `  by ${notification.route}, for event ${notification.eventId}`,
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
