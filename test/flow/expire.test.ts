import { describe, expect, it } from 'vitest';
import { createExpiry } from '../../src/flow/expire.ts';
import { type Expired } from '../../src/flow/ports.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

const expiryOver = (answers: readonly (number | Error)[], unsent = 0) => {
  const clock = new FakeClock();
  clock.time = 100 * DAY;
  const log = new FakeLog();
  const calls: (readonly [before: number, limit: number])[] = [];
  const expire = (before: number, limit: number): Promise<Expired> => {
    const answer = answers[calls.length] ?? 0;
    calls.push([before, limit]);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ events: answer, unsent });
  };
  const { turn } = createExpiry({ store: { events: { expire } }, retention: 30 * DAY, clock, log });
  return { turn, clock, log, calls };
};

describe('expiry', () => {
  it('deletes what is older than the retention, and looks again after an hour', async () => {
    const { turn, clock, calls, log } = expiryOver([7]);
    expect(await turn()).toBe(clock.time + HOUR);
    expect(calls).toEqual([[70 * DAY, 200]]);
    expect(log.lines).toEqual(['info events past their retention were deleted']);
  });

  it('goes on after a short pause until nothing is left, and says so once', async () => {
    const { turn, clock, calls, log } = expiryOver([200, 200, 3]);
    expect(await turn()).toBe(clock.time + 50);
    clock.time += 50;
    expect(await turn()).toBe(clock.time + 50);
    clock.time += 50;
    expect(await turn()).toBe(clock.time + HOUR);
    expect(calls.map(([before]) => before)).toEqual([70 * DAY, 70 * DAY, 70 * DAY]);
    expect(log.lines).toHaveLength(1);
  });

  it('says nothing that would disturb when there is nothing to delete', async () => {
    const { turn, log } = expiryOver([0]);
    await turn();
    expect(log.lines.filter((line) => !line.startsWith('debug'))).toEqual([]);
  });

  it('warns of what was never sent because its hub has been broken all that time', async () => {
    const { turn, log } = expiryOver([200, 3], 2);
    await turn();
    await turn();
    expect(log.lines[1]).toMatch(/^warn some of their notifications were never sent/);
    await turn();
    expect(log.lines.filter((line) => line.startsWith('warn'))).toHaveLength(2);
  });

  it('takes a later time at the next run, and an interrupted run goes on where it was', async () => {
    const { turn, clock, calls } = expiryOver([200, new Error('disk I/O error'), 0, 0]);
    await turn();
    clock.time += 50;
    await expect(turn()).rejects.toThrow('disk');
    clock.time += 1_000;
    await turn();
    clock.time += HOUR;
    await turn();
    expect(calls.map(([before]) => before)).toEqual([70 * DAY, 70 * DAY, 70 * DAY, 70 * DAY + HOUR + 1_050]);
  });
});
