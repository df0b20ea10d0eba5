import { Gauge, Registry } from 'prom-client';
import { type LaneStatus } from '../flow/desk-ports.ts';
import { type StoreReading } from './store-reading.ts';

/** Each account is a series; those with the least left are the ones to look at. */
const MOST_ACCOUNTS = 50;

type Values = readonly (readonly [labels: Record<string, string>, value: number])[];

/**
 * What the record holds just now, as a registry of its own: what is not known is left out instead of being told as it
 * was. `now` in milliseconds since 1970.
 */
export const storeMetrics = (reading: StoreReading | undefined, now: number): Registry => {
  const registry = new Registry();
  const gauge = (name: string, help: string, values: Values | number, ...labelNames: string[]): void => {
    const each = typeof values === 'number' ? ([[{}, values]] as const) : values;
    const made = new Gauge({ name, help, labelNames, registers: [registry] });
    for (const [labels, value] of each) made.set(labels, value);
  };

  gauge(
    'hub_relay_store_up',
    'Whether the database answered in time (1) or not (0); without it, all that it holds is left out.',
    reading ? 1 : 0,
  );
  if (!reading) return registry;

  const { backlog, lanes, brokenHubs } = reading;
  const { pending, waiting, sending } = backlog;
  gauge('hub_relay_queue_events', 'Recorded events that are yet to be planned.', backlog.events);
  gauge(
    'hub_relay_queue_notifications',
    'Notifications that are yet to be delivered, by their state.',
    [
      [{ state: 'pending' }, pending],
      [{ state: 'waiting' }, waiting],
      [{ state: 'sending' }, sending],
    ],
    'state',
  );
  gauge(
    'hub_relay_queue_reports',
    'What is yet to be told on GitHub in check runs and issues.',
    backlog.reports,
  );
  gauge(
    'hub_relay_queue_oldest_event_age_seconds',
    'How long ago the oldest event arrived that is yet to be planned; 0 where there is none.',
    ageOf(backlog.oldestEventAt, now),
  );
  gauge(
    'hub_relay_queue_oldest_notification_age_seconds',
    'How long ago the oldest notification was planned that is yet to be delivered; 0 where there is none.',
    ageOf(backlog.oldestNotificationAt, now),
  );
  const holds = lanes.map(({ heldUntil }) => Math.max(heldUntil - now, 0) / 1_000);
  gauge(
    'hub_relay_lanes_held',
    'Lanes (installations, endpoints) that wait because they were told to.',
    holds.filter((hold) => hold > 0).length,
  );
  gauge(
    'hub_relay_lanes_longest_hold_seconds',
    'How long the lane waits yet that waits the longest; 0 where none is held.',
    Math.max(0, ...holds),
  );
  gauge(
    'hub_relay_lane_rate_limit_remaining',
    `Requests that GitHub leaves an installation in this hour, of the ${MOST_ACCOUNTS} accounts with the least left for which something waits.`,
    leastLeft(lanes, now).map(([account, left]) => [{ account }, left]),
    'account',
  );
  gauge(
    'hub_relay_hubs_broken',
    'Hubs that are not tried any more until somebody mends them; none of their notifications is lost.',
    brokenHubs,
  );
  return registry;
};

const ageOf = (since: number | undefined, now: number): number =>
  since === undefined ? 0 : Math.max(now - since, 0) / 1_000;

/** Of an hour that is over, what was left is not known. */
const leastLeft = (lanes: readonly LaneStatus[], now: number): readonly (readonly [string, number])[] =>
  lanes
    .flatMap(({ account, quotaLeft, quotaResetAt = 0 }) =>
      account === undefined || quotaLeft === undefined || quotaResetAt <= now
        ? []
        : [[account, quotaLeft] as const],
    )
    .toSorted(([, one], [, other]) => one - other)
    .slice(0, MOST_ACCOUNTS);
