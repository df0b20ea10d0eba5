import { isState, STATES } from '../core/lifecycle.ts';
import { printableJson } from '../core/printable.ts';
import { type Cursor, type Desk, type DeskFilter, type ListedNotification } from '../flow/desk-ports.ts';
import { type Notifications } from '../flow/notification-ports.ts';
import { type Environment } from '../settings.ts';
import { toned, toneOf } from './colour.ts';
import { withStore } from './open-record.ts';
import { renderTable, renderTime, type Terminal } from './terminal.ts';

export interface NotificationListOptions extends Omit<DeskFilter, 'states'> {
  /** Any of them, as they were typed. */
  readonly state?: readonly string[];
  readonly limit: number;
  readonly json?: boolean;
}

export const listNotifications = (
  options: NotificationListOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => withStore(env, (store) => listNotificationsOf(store, options, terminal));

export const listNotificationsOf = async (
  store: {
    readonly notifications: Pick<Notifications, 'find'>;
    readonly desk: Pick<Desk, 'search'>;
  },
  options: NotificationListOptions,
  terminal: Terminal,
): Promise<number> => {
  const { json, state = [], limit, ...filter } = options;
  const wrong = state.find((name) => !isState(name));
  if (wrong !== undefined) {
    terminal.err(`There is no state "${wrong}"; use ${STATES.join(', ')}.`);
    return 1;
  }
  const notifications = await newest(store.desk, { ...filter, states: state.filter(isState) }, limit);
  if (json === true) {
    for (const listed of notifications) {
      const whole = await store.notifications.find(listed.id);
      terminal.out(printableJson({ ...listed, ...whole }));
    }
  } else if (notifications.length === 0) terminal.out('No notifications on record that match.');
  else terminal.out(notificationTable(notifications, terminal));
  return 0;
};

/** One search looks at so much and no more: it goes on until there are enough, or no more. */
const newest = async (
  desk: Pick<Desk, 'search'>,
  filter: DeskFilter,
  limit: number,
): Promise<readonly ListedNotification[]> => {
  const found: ListedNotification[] = [];
  let before: Cursor | undefined;
  do {
    const page = await desk.search(filter, { limit: limit - found.length, ...(before && { before }) });
    found.push(...page.notifications);
    before = page.next;
  } while (before !== undefined && found.length < limit);
  return found;
};

const STATE_COLUMN = 5;

export const notificationTable = (
  notifications: readonly Omit<ListedNotification, 'event'>[],
  terminal: Pick<Terminal, 'width' | 'hasColour'>,
): string =>
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
    terminal.width,
    (piece, row, column) => {
      const state = column === STATE_COLUMN ? notifications[row]?.state : undefined;
      return state === undefined ? piece : toned(terminal, toneOf(state), piece);
    },
  );
