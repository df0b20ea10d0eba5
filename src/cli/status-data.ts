import { addClasses, percentile } from '../core/percentile.ts';
import {
  type Backlog,
  type Desk,
  type LaneStatus,
  type ListedNotification,
  type TrafficHour,
} from '../flow/desk-ports.ts';
import { type BrokenHub, type Hubs } from '../flow/notification-ports.ts';
import { type Events, type ListedEvent } from '../flow/ports.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What nobody took for so long is not only slow. */
const PATIENCE = 10 * MINUTE;

/** What ended since a time (ms since 1970), and how long what was delivered took, in milliseconds. */
export interface Ended {
  readonly since: number;
  readonly delivered: number;
  readonly dead: number;
  readonly refused: number;
  readonly merged: number;
  readonly median?: number;
  readonly p95?: number;
}

export interface Status {
  readonly at: number;
  /** Nothing needs a person. */
  readonly isWell: boolean;
  readonly brokenHubs: readonly BrokenHub[];
  /** Since when something is due that nobody takes: as a rule no Hub Relay runs. */
  readonly idleSince?: number;
  readonly backlog: Backlog;
  readonly lanes: readonly LaneStatus[];
  /** Of the hour before this one, and this. */
  readonly hour: Ended;
  readonly day: Ended;
  readonly newestEvent?: Omit<ListedEvent, 'verdict'>;
  readonly newestNotification?: ListedNotification;
}

export interface StatusStore {
  readonly desk: Pick<Desk, 'backlog' | 'lanes' | 'traffic' | 'search'>;
  readonly hubs: Pick<Hubs, 'broken'>;
  readonly events: Pick<Events, 'list'>;
}

export const readStatus = async ({ desk, hubs, events }: StatusStore, now: number): Promise<Status> => {
  const [hour, day] = [now - HOUR, now - 24 * HOUR].map((time) => Math.floor(time / HOUR) * HOUR) as [
    number,
    number,
  ];
  const [brokenHubs, backlog, lanes, traffic, [newest], found] = await Promise.all([
    hubs.broken(),
    desk.backlog(),
    desk.lanes(now),
    desk.traffic(day),
    events.list({ limit: 1 }),
    desk.search({}, { limit: 1 }),
  ]);
  const idleSince = idle(backlog, lanes, now);
  const { verdict: _verdict, ...newestEvent } = newest ?? {};
  const [newestNotification] = found.notifications;
  return {
    at: now,
    isWell: brokenHubs.length === 0 && idleSince === undefined,
    brokenHubs,
    ...(idleSince !== undefined && { idleSince }),
    backlog,
    lanes,
    hour: ended(traffic, hour),
    day: ended(traffic, day),
    ...(newest && { newestEvent: newestEvent as Omit<ListedEvent, 'verdict'> }),
    ...(newestNotification && { newestNotification }),
  };
};

/** Of a lane, `dueAt` is when something may be sent, all counted: what is past that waits for nothing but a sender. */
const idle = (backlog: Backlog, lanes: readonly LaneStatus[], now: number): number | undefined => {
  const times = [backlog.oldestEventAt, ...lanes.map(({ dueAt }) => dueAt)];
  const oldest = Math.min(...times.filter((time) => time !== undefined));
  return oldest < now - PATIENCE ? oldest : undefined;
};

const ended = (hours: readonly TrafficHour[], since: number): Ended => {
  const counted = hours.filter(({ at }) => at >= since);
  const sum = (outcome: 'delivered' | 'dead' | 'refused' | 'merged'): number =>
    counted.reduce((total, hour) => total + hour[outcome], 0);
  const speeds = counted.reduce<readonly number[]>((all, hour) => addClasses(all, hour.speeds), []);
  const [median, p95] = [percentile(speeds, 0.5), percentile(speeds, 0.95)].map(
    (time) => time && Math.round(time),
  );
  return {
    since,
    delivered: sum('delivered'),
    dead: sum('dead'),
    refused: sum('refused'),
    merged: sum('merged'),
    ...(median !== undefined && { median }),
    ...(p95 !== undefined && { p95 }),
  };
};
