import { counted, grouped } from '../core/counted.ts';
import { lengthOf, relativeTime } from '../core/elapsed.ts';
import { eventTitle } from '../core/event.ts';
import { printable, printableJson } from '../core/printable.ts';
import { type Environment, readSettings } from '../settings.ts';
import { toned } from './colour.ts';
import { renderBroken } from './hubs.ts';
import { withStore } from './open-record.ts';
import { type Ended, readStatus, type Status, type StatusStore } from './status-data.ts';
import { renderTable, renderTime, type Terminal, wrapped } from './terminal.ts';

interface StatusOptions {
  readonly json?: boolean;
}

/** Whether it works, at a glance. 1 where something needs a person. */
export const status = (options: StatusOptions, env: Environment, terminal: Terminal): Promise<number> =>
  withStore(env, (store) => {
    const place = placeOf(readSettings(env).settings.databaseUrl);
    return statusOf(store, place, options, terminal, Date.now());
  });

export const statusOf = async (
  store: StatusStore,
  place: string,
  { json = false }: StatusOptions,
  terminal: Terminal,
  now: number,
): Promise<number> => {
  const read = await readStatus(store, now);
  if (json) terminal.out(printableJson({ store: place, ...read }));
  else
    terminal.out(
      renderStatus(read, place, terminal)
        .map((line) => wrapped(line, terminal.width))
        .join('\n'),
    );
  return read.isWell ? 0 : 1;
};

/** Where the database is, without its password. */
const placeOf = (databaseUrl: string): string => {
  if (databaseUrl.startsWith('file:')) return databaseUrl.slice('file:'.length);
  if (!URL.canParse(databaseUrl)) return 'PostgreSQL';
  const { host, pathname } = new URL(databaseUrl);
  return `PostgreSQL at ${host}${pathname}`;
};

const renderStatus = (read: Status, place: string, terminal: Terminal): readonly string[] => [
  verdictOf(read, terminal),
  ...read.brokenHubs.flatMap((hub) => [
    '',
    toned(
      terminal,
      'bad',
      `${printable(hub.hub)} is broken since ${renderTime(hub.since)}: ${printable(hub.reason)}`,
    ),
    ...renderBroken(hub).slice(1),
    `  ${counted(hub.held, 'notification')} held for it`,
  ]),
  ...(read.idleSince === undefined
    ? []
    : [
        '',
        toned(
          terminal,
          'bad',
          `nothing is done: what has been due for ${lengthOf(read.at - read.idleSince)} is left`,
        ),
        '  Is it running? Start it with `hub-relay start`, or look into its log for why it waits.',
      ]),
  '',
  ...lines({
    store: printable(place),
    'newest event': newestEvent(read),
    'newest notification': newestNotification(read),
    'to be planned': toBePlanned(read),
    'to be sent': toBeSent(read),
    'to be reported': counted(read.backlog.reports, 'report'),
  }),
  '',
  endedTable(read, terminal),
  ...heldLanes(read, terminal),
];

const verdictOf = ({ isWell, brokenHubs, idleSince, day }: Status, terminal: Terminal): string => {
  if (isWell && day.dead === 0) return toned(terminal, 'good', 'All is well: nothing needs you.');
  const needs = [
    ...(brokenHubs.length > 0 ? [`${counted(brokenHubs.length, 'hub')} broken`] : []),
    ...(idleSince === undefined ? [] : ['nothing is done']),
    ...(day.dead > 0 ? [`${counted(day.dead, 'notification')} given up in the last day`] : []),
  ].join(', ');
  return isWell
    ? toned(terminal, 'warning', `It works, but look: ${needs} (hub-relay notifications --state dead).`)
    : toned(terminal, 'bad', `It needs you: ${needs}.`);
};

const lines = (said: Readonly<Record<string, string>>): readonly string[] => {
  const width = Math.max(...Object.keys(said).map((name) => name.length));
  return Object.entries(said).map(([name, text]) => `${name.padEnd(width)}  ${text}`);
};

const newestEvent = ({ newestEvent: event, at }: Status): string =>
  event
    ? printable(`${eventTitle(event)}${event.repository === undefined ? '' : ` in ${event.repository}`}, `) +
      relativeTime(event.receivedAt, at)
    : 'none on record';

const newestNotification = ({ newestNotification: newest, at }: Status): string =>
  newest
    ? printable(`"${newest.eventType}" from ${newest.spoke} to ${newest.hub}: ${newest.state}, `) +
      relativeTime(newest.createdAt, at)
    : 'none on record';

const toBePlanned = ({ backlog: { events, oldestEventAt }, at }: Status): string =>
  `${counted(events, 'event')}${oldest(oldestEventAt, at)}`;

const toBeSent = ({ backlog, at }: Status): string => {
  const { pending, waiting, sending, oldestNotificationAt } = backlog;
  const all = counted(pending + waiting + sending, 'notification');
  const parts = Object.entries({ pending, waiting, sending })
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${grouped(count)} ${state}`);
  return `${all}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}${oldest(oldestNotificationAt, at)}`;
};

const oldest = (time: number | undefined, now: number): string =>
  time === undefined ? '' : `, the oldest ${relativeTime(time, now)}`;

const endedTable = ({ hour, day }: Status, terminal: Terminal): string =>
  renderTable(
    ['ENDED SINCE', 'DELIVERED', 'DEAD', 'REFUSED', 'MERGED', 'MEDIAN', '95 % WITHIN'],
    [hour, day].map((ended) => [renderTime(ended.since), ...countsOf(ended)]),
    terminal.width,
  );

const countsOf = ({ delivered, dead, refused, merged, median, p95 }: Ended): readonly string[] => [
  ...[delivered, dead, refused, merged].map(grouped),
  ...[median, p95].map((time) => (time === undefined ? '-' : lengthOf(time))),
];

const heldLanes = ({ lanes, at }: Status, terminal: Terminal): readonly string[] => {
  const held = lanes.filter(({ heldUntil }) => heldUntil > at);
  if (held.length === 0) return [];
  const rows = held.map(({ account, lane, heldUntil, waiting }) => [
    account ?? `lane ${lane}`,
    renderTime(heldUntil),
    waiting,
  ]);
  return ['', renderTable(['LANE HELD', 'UNTIL', 'WAITING'], rows, terminal.width)];
};
