import { describe, expect, it } from 'vitest';
import { newNotification } from '../../contract/store-samples.ts';
import { readCosts } from './costs.ts';
import { KeptNotifications } from './kept-notifications.ts';
import { boundedPareto, createAlias, createRandom } from './random.ts';
import { simulate, type SimulationOptions, type World } from './simulation.ts';
import { summarize } from './summary.ts';
import { Timeline } from './timeline.ts';

const PEAK = Date.UTC(2026, 10, 24, 16);

const options = (changes: Partial<SimulationOptions> = {}): SimulationOptions => ({
  installations: 300,
  seed: 7,
  start: PEAK,
  hours: 0.5,
  load: 20,
  costs: readCosts(),
  bodyBytes: 7_000,
  ...changes,
});

const summaryOf = async (changes: Partial<SimulationOptions> = {}) =>
  summarize(await simulate(options(changes)), options(changes));

describe('a simulated installation base', () => {
  it('does the same for the same seed, and something else for another', async () => {
    const [one, same, other] = [await summaryOf(), await summaryOf(), await summaryOf({ seed: 8 })];
    expect(same).toEqual(one);
    expect(other.events).not.toEqual(one.events);
    expect(one.events.count).toBeGreaterThan(500);
  });

  it('loses no event and no notification, also while GitHub is away', async () => {
    const trouble = { outage: { from: PEAK + 300_000, to: PEAK + 600_000 } };
    const simulated = await simulate(options({ trouble }));
    const { tally, kept } = simulated;
    const { ends } = summarize(simulated, options({ trouble }));
    // What came last is being written down still.
    expect(kept.events.recorded).toBeGreaterThanOrEqual(tally.received.minute.count - 50);
    expect(ends.planned + ends.unplanned).toBe(kept.events.recorded);
    expect(ends.delivered).toBeGreaterThan(50);
    expect(ends.dead).toBe(0);
    const { pending, sending, waiting, delivered, merged, dead, refused } = ends;
    const later = pending + sending + waiting + delivered + dead;
    expect(Math.abs(later + merged + refused - tally.fired.count)).toBeLessThan(20);
  });

  it('never asks an installation for more than GitHub allows it', async () => {
    const also = ({ timeline, largest, happens }: World): void => {
      for (let count = 0; count < 1_000; count += 1)
        timeline.at(PEAK + count, () => {
          happens(largest, count, { kind: 'push', branch: `branch-${count % 400}`, isForced: false });
          happens(largest, count, { kind: 'push', branch: 'main', isForced: false });
        });
    };
    const { lane, ends } = await summaryOf({ load: 1, also });
    expect(lane.refused).toBe(0);
    // It goes on at its pace to the end.
    expect(ends.delivered).toBeGreaterThan(1_000);
    expect(lane.minute).toBeLessThanOrEqual(1);
  });

  it('turns away what it could not answer in time, and takes it when GitHub is asked for it again', async () => {
    const slow = { ...readCosts(), request: 2_000 };
    const busy = await summaryOf({ costs: slow, hours: 0.25 });
    expect(busy.ends.turnedAway).toBeGreaterThan(0);
    expect(busy.answered.most).toBeLessThan(60_000);
  });
});

describe('one lane', () => {
  const PACE = { burst: 5, interval: 1_000 };
  const waitingAfter = (seconds: number, perSecond: number): number => {
    const kept = new KeptNotifications(PACE);
    let count = 0;
    for (let now = PEAK; now < PEAK + seconds * 1_000; now += 1_000 / perSecond) {
      kept.plan([newNotification(`n-${count}`, { lane: 1, dueAt: now })], now, now);
      count += 1;
      for (const { id, lastAttempt } of kept.claim(now, 64)) {
        const attempt = { request: {}, durationMs: 0, mayHaveArrived: false, reason: '' };
        kept.finish({ ...attempt, notificationId: id, number: lastAttempt, at: now, outcome: 'delivered' });
      }
    }
    return kept.counts.pending;
  };

  it('grows by what comes beyond its pace, once its burst is used up', () => {
    // It came 4 a second and leaves 1 a second, and 4 more at the beginning.
    expect(waitingAfter(100, 4)).toBe(400 - 100 - 4);
    expect(waitingAfter(200, 2)).toBe(400 - 200 - 4);
  });

  it('stays empty where less comes than its pace', () => {
    expect(waitingAfter(100, 1)).toBe(0);
  });
});

describe('the parts of chance', () => {
  it('draw as often as they weigh', () => {
    const draw = createAlias(Float64Array.of(1, 2, 7));
    const random = createRandom(1, 1);
    const counts = [0, 0, 0];
    for (let turn = 0; turn < 50_000; turn += 1) counts[draw(random)]! += 1;
    expect(counts.map((count) => Math.round(count / 500) / 100)).toEqual([
      expect.closeTo(0.1, 1),
      expect.closeTo(0.2, 1),
      expect.closeTo(0.7, 1),
    ]);
  });

  it('are heavy-tailed as they say: P(X ≥ 10) is 10^-1.1', () => {
    const random = createRandom(1, 1);
    const many = Array.from({ length: 100_000 }, () => boundedPareto(random, 1.1, 20_000));
    expect(many.filter((size) => size >= 10).length / many.length).toBeCloseTo(10 ** -1.1, 2);
    expect(Math.max(...many)).toBeLessThanOrEqual(20_000);
  });
});

describe('simulated time', () => {
  it('lets what waits go on before the next thing happens', async () => {
    const timeline = new Timeline(0);
    const said: string[] = [];
    const waits = async (): Promise<void> => {
      await timeline.sleep(10);
      await Promise.resolve();
      said.push(`woke at ${timeline.now}`);
    };
    void waits();
    timeline.at(11, () => said.push('later'));
    timeline.at(5, () => said.push('sooner'));
    await timeline.run(20);
    expect(said).toEqual(['sooner', 'woke at 10', 'later']);
    expect(timeline.now).toBe(20);
  });
});
