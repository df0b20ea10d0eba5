import { HOUR, hourOf } from '../core/hour.ts';
import { percentile } from '../core/percentile.ts';
import {
  type Backlog,
  type Desk,
  type LaneStatus,
  type ListedNotification,
  type TrafficHour,
} from '../flow/desk-ports.ts';
import { type BrokenHub, type Hubs } from '../flow/notification-ports.ts';
import { type Events, type ListedEvent } from '../flow/ports.ts';
import { sumTraffic, type TrafficSum } from '../flow/sum-traffic.ts';

const MINUTE = 60_000;
/** What nobody took for so long is not only slow. */
const PATIENCE = 10 * MINUTE;

/** What ended since a time (ms since 1970), and how long what was delivered took, in milliseconds. */
export interface Ended extends Omit<TrafficSum, 'speeds'> {
  readonly since: number;
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
  const [hour, day] = [hourOf(now - HOUR), hourOf(now - 24 * HOUR)];
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
  const { speeds, ...counts } = sumTraffic(hours, since);
  const [median, p95] = [percentile(speeds, 0.5), percentile(speeds, 0.95)].map(
    (time) => time && Math.round(time),
  );
  return {
    since,
    ...counts,
    ...(median !== undefined && { median }),
    ...(p95 !== undefined && { p95 }),
  };
};
