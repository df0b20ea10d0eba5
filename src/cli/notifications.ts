import { printable, renderVerdict } from '../core/explain.ts';
import { isState, STATES } from '../core/lifecycle.ts';
import { type ErrorCode, ERRORS, RelayError } from '../errors.ts';
import { type Attempt, type Notification } from '../flow/notification-ports.ts';
import { type Environment } from '../settings.ts';
import { withStore } from './open-record.ts';
import { renderTable, renderTime, type Terminal } from './terminal.ts';

export interface NotificationListOptions {
  readonly state?: string;
  readonly spoke?: string;
  readonly hub?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export const listNotifications = async (
  options: NotificationListOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const { json, state, ...filter } = options;
  if (state !== undefined && !isState(state)) {
    terminal.err(`There is no state "${state}"; use ${STATES.join(', ')}.`);
    return 1;
  }
  const notifications = await withStore(env, (store) =>
    store.notifications.list({ ...filter, ...(state !== undefined && { state }) }),
  );
  if (json === true) for (const notification of notifications) terminal.out(JSON.stringify(notification));
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
      notification.attempts,
      notification.reason,
    ]),
    width,
  );

export const showNotification = async (
  id: string,
  options: { readonly json?: boolean },
  env: Environment,
  terminal: Terminal,
): Promise<number> =>
  withStore(env, async (store) => {
    const notification = await store.notifications.find(id);
    if (!notification) throw new RelayError('not-found', `No notification "${id}".`);
    const attempts = await store.notifications.attempts(id);
    terminal.out(
      options.json === true
        ? JSON.stringify({ ...notification, attempts })
        : renderNotification(notification, attempts),
    );
    return 0;
  });

/** Everything about one notification: where it stands and why, each attempt, the payload. */
export const renderNotification = (notification: Notification, attempts: readonly Attempt[]): string => {
  const { code } = notification;
  const known = code !== undefined && code in ERRORS ? ERRORS[code as ErrorCode] : undefined;
  return [
    `notification ${notification.id}: ${notification.state}`,
    `  "${notification.eventType}" from ${notification.spoke} to ${notification.hub}`,
    `  by ${notification.route}, for event ${notification.eventId}`,
    ...(notification.reason === undefined ? [] : [`  ${printable(notification.reason)}`]),
    ...(known ? [`  ${known.text} ${known.remedy} [${code ?? ''}]`] : []),
    ...(notification.state === 'waiting' ? [`  next attempt ${renderTime(notification.dueAt)}`] : []),
    '',
    renderVerdict(notification.verdict),
    ...attempts.map(renderAttempt),
    '',
    JSON.stringify(notification.payload, undefined, 2),
  ].join('\n');
};

const renderAttempt = (attempt: Attempt): string => {
  const took = attempt.durationMs === undefined ? 'under way' : `${attempt.durationMs} ms`;
  const doubt = attempt.mayHaveArrived ? ' (may have arrived)' : '';
  const answer = attempt.status === undefined ? '' : `, ${attempt.status}`;
  return `\nattempt ${attempt.number}: ${renderTime(attempt.startedAt)}, ${took}${answer}${doubt}: ${printable(attempt.reason ?? '')}`;
};
