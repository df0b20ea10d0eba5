import { eventTitle } from '../core/event.ts';
import { renderVerdict } from '../core/explain.ts';
import { printableJson } from '../core/printable.ts';
import { RelayError } from '../errors.ts';
import { type EventState } from '../flow/ports.ts';
import { type Environment } from '../settings.ts';
import { notificationTable } from './list-notifications.ts';
import { withStore } from './open-record.ts';
import { renderTable, renderTime, type Terminal } from './terminal.ts';

export interface EventListOptions {
  readonly state?: EventState;
  readonly name?: string;
  readonly repository?: string;
  readonly limit: number;
  readonly json?: boolean;
}

const EVENT_STATES: readonly EventState[] = ['recorded', 'planned', 'rejected'];

export const listEvents = async (
  options: EventListOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const { json, ...filter } = options;
  if (filter.state !== undefined && !EVENT_STATES.includes(filter.state)) {
    terminal.err(`There is no state "${filter.state}"; use ${EVENT_STATES.join(', ')}.`);
    return 1;
  }
  const events = await withStore(env, (store) => store.events.list(filter));
  if (json === true) {
    for (const event of events) terminal.out(printableJson(event));
    return 0;
  }
  if (events.length === 0) terminal.out('No events on record that match.');
  else {
    const rows = events.map((event) => [
      renderTime(event.receivedAt),
      event.id,
      eventTitle(event),
      event.repository,
      event.state,
      event.reason ?? event.verdict?.reason,
    ]);
    terminal.out(
      renderTable(['RECEIVED', 'ID', 'EVENT', 'REPOSITORY', 'STATE', 'OUTCOME'], rows, terminal.width),
    );
  }
  return 0;
};

export const showEvent = async (
  id: string,
  options: { readonly json?: boolean },
  env: Environment,
  terminal: Terminal,
): Promise<number> =>
  withStore(env, async (store) => {
    const event = await store.events.find(id);
    if (!event) throw new RelayError('not-found', `No event "${id}".`);
    const notifications = await store.notifications.list({ eventId: id, limit: 1000 });
    if (options.json === true) {
      terminal.out(printableJson({ ...event, notifications }));
      return 0;
    }
    terminal.out(`event ${event.id}: ${eventTitle(event)}`);
    terminal.out(`  in ${event.repository ?? '(no repository)'}, by ${event.sender ?? '(nobody)'}`);
    terminal.out(`  received ${renderTime(event.receivedAt)}, ${event.state}`);
    if (event.reason !== undefined) terminal.out(`  ${event.reason}`);
    if (event.verdict) terminal.out(`\n${renderVerdict(event.verdict)}`);
    if (notifications.length > 0) terminal.out(`\n${notificationTable(notifications, terminal)}`);
    return 0;
  });
