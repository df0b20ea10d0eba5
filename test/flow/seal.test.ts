import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuditExpiry, createSealing, hearNotes, SEAL_BATCH } from '../../src/flow/seal.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

const clock = new FakeClock();
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const sealing = (sealed: number, isShared = false) => {
  const wake = vi.fn();
  const seal = vi.fn(() => Promise.resolve(sealed));
  return { wake, seal, ...createSealing({ store: { isShared, audit: { seal } }, clock, wake }) };
};

describe('sealing the audit log', () => {
  it('is done a second after something was noted, once for all that comes until then', () => {
    const { wake, noted } = sealing(0);
    for (const hear of Object.values(hearNotes(noted)) as readonly (() => void)[]) hear();
    vi.advanceTimersByTime(999);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    noted();
    vi.advanceTimersByTime(1_000);
    expect(wake).toHaveBeenCalledTimes(2);
  });

  it('goes on at once while there is more than one batch', async () => {
    expect((await sealing(SEAL_BATCH).turn()) - clock.time).toBeLessThan(100);
  });

  it('looks by itself for what other processes noted, every two seconds', async () => {
    expect((await sealing(3, true).turn()) - clock.time).toBe(2_000);
    expect((await sealing(3).turn()) - clock.time).toBe(30_000);
  });
});

describe('the age of the audit log', () => {
  it('is looked at once a day, batch by batch', async () => {
    const asked: number[] = [];
    const counts = [1_000, 3];
    const expire = (before: number): Promise<number> => {
      asked.push(before);
      return Promise.resolve(counts.shift() ?? 0);
    };
    const turn = createAuditExpiry({ store: { audit: { expire } }, auditRetention: 5_000, clock });
    expect((await turn()) - clock.time).toBeLessThan(100);
    expect((await turn()) - clock.time).toBe(86_400_000);
    expect(asked).toEqual([clock.time - 5_000, clock.time - 5_000]);
  });
});
