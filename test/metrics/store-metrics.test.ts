import { describe, expect, it } from 'vitest';
import { type Backlog, type LaneStatus } from '../../src/flow/desk-ports.ts';
import { storeMetrics } from '../../src/metrics/store-metrics.ts';
import { type StoreReading } from '../../src/metrics/store-reading.ts';

const NOW = 100_000_000;
const EMPTY: Backlog = { events: 0, pending: 0, waiting: 0, sending: 0, reports: 0 };
const aLane = (lane: number, changes: Partial<LaneStatus> = {}): LaneStatus => ({
  lane,
  account: `owner-${lane}`,
  heldUntil: 0,
  strikes: 0,
  waiting: 1,
  underWay: 0,
  ...changes,
});
const textOf = (reading: Partial<StoreReading> | undefined): Promise<string> =>
  storeMetrics(reading && { backlog: EMPTY, lanes: [], brokenHubs: 0, ...reading }, NOW).metrics();

describe('the metrics of what the store holds', () => {
  it('tell how much is yet to be done, and since when', async () => {
    const text = await textOf({
      backlog: {
        events: 4,
        oldestEventAt: NOW - 1_500,
        pending: 1,
        waiting: 2,
        sending: 3,
        oldestNotificationAt: NOW - 60_000,
        reports: 5,
      },
      brokenHubs: 6,
    });
    for (const line of [
      'hub_relay_store_up 1',
      'hub_relay_queue_events 4',
      'hub_relay_queue_oldest_event_age_seconds 1.5',
      'hub_relay_queue_notifications{state="pending"} 1',
      'hub_relay_queue_notifications{state="waiting"} 2',
      'hub_relay_queue_notifications{state="sending"} 3',
      'hub_relay_queue_oldest_notification_age_seconds 60',
      'hub_relay_queue_reports 5',
      'hub_relay_hubs_broken 6',
    ])
      expect(text).toContain(`${line}\n`);
  });

  it('say 0 for the age where nothing waits', async () => {
    expect(await textOf({})).toContain('hub_relay_queue_oldest_event_age_seconds 0\n');
  });

  it('count the lanes that are held, and tell for how long the longest is', async () => {
    const lanes = [
      aLane(1, { heldUntil: NOW + 30_000 }),
      aLane(2, { heldUntil: NOW + 90_000 }),
      aLane(3, { heldUntil: NOW - 1 }),
    ];
    const text = await textOf({ lanes });
    expect(text).toContain('hub_relay_lanes_held 2\n');
    expect(text).toContain('hub_relay_lanes_longest_hold_seconds 90\n');
  });

  it('tell what GitHub leaves the fifty accounts with the least left', async () => {
    const lanes = Array.from({ length: 120 }, (_, lane) =>
      aLane(lane, { quotaLeft: 5_000 - lane, quotaResetAt: NOW + 1 }),
    );
    const left = [...(await textOf({ lanes })).matchAll(/rate_limit_remaining\{account="([^"]+)"\} (\d+)/g)];
    expect(left).toHaveLength(50);
    expect(left[0]?.slice(1)).toEqual(['owner-119', '4881']);
  });

  it('tell nothing of a rate limit whose hour is over, that is not known, or that is nobody’s', async () => {
    const { account: _, ...nobody } = aLane(3, { quotaLeft: 1, quotaResetAt: NOW + 1 });
    const lanes = [aLane(1, { quotaLeft: 1, quotaResetAt: NOW }), aLane(2), nobody];
    expect(await textOf({ lanes })).not.toMatch(/^hub_relay_lane_rate_limit_remaining/m);
  });

  it('leave out all of it, and do not say 0, where the store does not answer', async () => {
    const lines = (await textOf(undefined))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).toEqual(['hub_relay_store_up 0']);
  });
});
