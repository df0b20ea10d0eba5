import fc from 'fast-check';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Attempted, type Observer, type Recorded } from '../../src/flow/observer.ts';
import { createWorkMetrics } from '../../src/metrics/work-metrics.ts';
import { REFUSALS } from '../../src/web/refuse.ts';

let registry: Registry;
let observer: Observer;
beforeEach(() => {
  registry = new Registry();
  observer = createWorkMetrics({ registry, refusals: REFUSALS });
});

const lines = async (): Promise<readonly string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
/** Everything but the numbers. */
const series = async (): Promise<readonly string[]> =>
  (await lines()).map((line) => line.replace(/ \S+$/, '')).toSorted();
const valueOf = async (name: string): Promise<number> => {
  const found = (await lines()).filter((line) => line.startsWith(`${name} `));
  expect(found, name).toHaveLength(1);
  return Number(found[0]!.split(' ').at(-1));
};

const RECORDED: Recorded = {
  event: 'e1',
  name: 'push',
  outcome: 'recorded',
  receivedAt: 1_000,
  endedAt: 1_020,
};
const ATTEMPTED: Attempted = {
  notification: 'n1',
  event: 'e1',
  hub: 'acme/docs',
  target: 'repository_dispatch',
  number: 1,
  receivedAt: 1_000,
  createdAt: 2_000,
  startedAt: 3_000,
  endedAt: 3_500,
  outcome: 'delivered',
  url: 'https://api.github.com/repos/acme/docs/dispatches',
  status: 204,
};
const OF_ITS_TARGET = '{target="repository_dispatch"}';

describe('the metrics of the work', () => {
  it('count what arrived by its event and what became of it, and how long that took', async () => {
    observer.recorded?.(RECORDED);
    observer.recorded?.({ ...RECORDED, outcome: 'duplicate' });
    observer.recorded?.({ ...RECORDED, outcome: 'failed', endedAt: 9_000 });
    for (const outcome of ['recorded', 'duplicate', 'failed'])
      expect(await valueOf(`hub_relay_events_received_total{event="push",outcome="${outcome}"}`)).toBe(1);
    // What was not recorded took no time to be recorded.
    expect(await valueOf('hub_relay_event_recording_seconds_count')).toBe(2);
    expect(await valueOf('hub_relay_event_recording_seconds_sum')).toBeCloseTo(0.04);
    expect(await valueOf('hub_relay_event_recording_seconds_bucket{le="0.01"}')).toBe(0);
    expect(await valueOf('hub_relay_event_recording_seconds_bucket{le="0.025"}')).toBe(2);
  });

  it('count what was planned, the refused apart', async () => {
    observer.planned?.({ ...RECORDED, startedAt: 1_100, endedAt: 1_500, fired: 3, refused: 2 });
    expect(await valueOf('hub_relay_notifications_planned_total{outcome="pending"}')).toBe(3);
    expect(await valueOf('hub_relay_notifications_planned_total{outcome="refused"}')).toBe(2);
    expect(await valueOf('hub_relay_event_planning_seconds_sum')).toBeCloseTo(0.5);
  });

  it('count attempts, and take the time of each, of the first from the arrival, and of the delivery', async () => {
    observer.attempted?.({ ...ATTEMPTED, outcome: 'waiting', status: 502 });
    observer.attempted?.({ ...ATTEMPTED, number: 2, startedAt: 8_000, endedAt: 9_000 });
    const attempts = (outcome: string, status: string): Promise<number> =>
      valueOf(
        `hub_relay_attempts_total{target="repository_dispatch",outcome="${outcome}",status_class="${status}"}`,
      );
    expect([await attempts('waiting', '5xx'), await attempts('delivered', '2xx')]).toEqual([1, 1]);
    expect(await valueOf(`hub_relay_attempt_duration_seconds_sum${OF_ITS_TARGET}`)).toBeCloseTo(1.5);
    expect(await valueOf(`hub_relay_notification_first_attempt_seconds_count${OF_ITS_TARGET}`)).toBe(1);
    expect(await valueOf(`hub_relay_notification_first_attempt_seconds_sum${OF_ITS_TARGET}`)).toBeCloseTo(2);
    expect(await valueOf(`hub_relay_notification_delivery_seconds_count${OF_ITS_TARGET}`)).toBe(1);
    expect(await valueOf(`hub_relay_notification_delivery_seconds_sum${OF_ITS_TARGET}`)).toBeCloseTo(8);
  });

  it('take no time of an attempt with which nothing was sent', async () => {
    const { url: _url, status: _status, ...unsent } = ATTEMPTED;
    observer.attempted?.({ ...unsent, outcome: 'dead', code: 'consent-withdrawn', endedAt: 3_000 });
    expect(await valueOf(`hub_relay_attempt_duration_seconds_count${OF_ITS_TARGET}`)).toBe(0);
    expect(
      await valueOf(
        'hub_relay_attempts_total{target="repository_dispatch",outcome="dead",status_class="none"}',
      ),
    ).toBe(1);
  });

  it('count who was turned away, by the code', async () => {
    observer.refused?.('signature-wrong');
    expect(await valueOf('hub_relay_requests_refused_total{code="signature-wrong"}')).toBe(1);
  });

  it('make no negative time of a clock that was set back', async () => {
    observer.recorded?.({ ...RECORDED, endedAt: 1 });
    expect(await valueOf('hub_relay_event_recording_seconds_sum')).toBe(0);
  });

  it('are 0, and not absent, before anything happened, so that the first time is an increase', async () => {
    const names = await series();
    expect(names).toContain('hub_relay_requests_refused_total{code="signature-wrong"}');
    expect(names).toContain('hub_relay_events_received_total{event="release",outcome="failed"}');
  });

  it('make no new series of whatever strangers send', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('__proto__', 'constructor', 'toString', '"} 1\nx{y="', '\\', 'push\n', 'PUSH', ''),
    );
    const before = await series();
    fc.assert(
      fc.property(hostile, fc.integer({ min: -10, max: 99_999 }), (text, status) => {
        observer.recorded?.({ ...RECORDED, event: text, name: text, action: text, repository: text });
        observer.recorded?.({ ...RECORDED, outcome: 'rejected', name: text });
        observer.planned?.({ ...RECORDED, name: text, startedAt: 1, fired: 1, refused: 1 });
        observer.refused?.(text);
        observer.attempted?.({ ...ATTEMPTED, hub: text, notification: text, code: text, status });
      }),
      { numRuns: 2_000 },
    );
    expect((await series()).filter((name) => !before.includes(name) && !isOfAClass(name))).toEqual([]);
  });

  it('have names, units and helps as Prometheus wants them', async () => {
    const text = await registry.metrics();
    for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      expect(name).toMatch(/^hub_relay_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
    for (const [, help] of text.matchAll(/^# HELP \S+ (.*)$/gm)) expect(help).toMatch(/^[A-Z].*\.$/);
  });
});

/** Of the few that an answer may have. */
const isOfAClass = (name: string): boolean =>
  /^hub_relay_attempts_total\{target="repository_dispatch",outcome="delivered",status_class="([2345]xx|other)"\}$/.test(
    name,
  );
