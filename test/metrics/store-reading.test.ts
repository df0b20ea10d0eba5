import { beforeEach, describe, expect, it } from 'vitest';
import { type Backlog } from '../../src/flow/desk-ports.ts';
import { createStoreReading } from '../../src/metrics/store-reading.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';

const BACKLOG: Backlog = { events: 1, pending: 0, waiting: 0, sending: 0, reports: 0 };

let clock: FakeClock;
let log: FakeLog;
let asked: number;
let backlog: () => Promise<Backlog>;
let read: ReturnType<typeof createStoreReading>;

beforeEach(() => {
  clock = new FakeClock();
  log = new FakeLog();
  asked = 0;
  backlog = () => Promise.resolve(BACKLOG);
  read = createStoreReading({
    store: {
      desk: {
        backlog: () => {
          asked += 1;
          return backlog();
        },
        lanes: () => Promise.resolve([]),
      },
      hubs: { broken: () => Promise.resolve([]) },
    },
    clock,
    log,
    patience: 20,
  });
});

describe('reading the store for metrics', () => {
  it('asks once for all who ask within three seconds', async () => {
    const readings = await Promise.all([read(), read()]);
    clock.time += 2_999;
    readings.push(await read());
    expect(readings.map((reading) => reading?.backlog)).toEqual([BACKLOG, BACKLOG, BACKLOG]);
    expect(asked).toBe(1);
    clock.time += 1;
    await read();
    expect(asked).toBe(2);
  });

  it('does not wait for a store that hangs, and does not ask it again before it answered', async () => {
    const late = Promise.withResolvers<Backlog>();
    backlog = () => late.promise;
    expect(await read()).toBeUndefined();
    clock.time += 10_000;
    expect(await read()).toBeUndefined();
    expect(asked).toBe(1);
    late.resolve(BACKLOG);
    clock.time += 10_000;
    backlog = () => Promise.resolve(BACKLOG);
    expect((await read())?.backlog).toEqual(BACKLOG);
  });

  it('says so once when the store fails, and again after it was there', async () => {
    backlog = () => Promise.reject(new Error('gone'));
    const next = async (): Promise<unknown> => {
      clock.time += 10_000;
      return read();
    };
    expect([await next(), await next()]).toEqual([undefined, undefined]);
    expect(log.lines).toHaveLength(1);
    backlog = () => Promise.resolve(BACKLOG);
    expect(await next()).toBeDefined();
    backlog = () => Promise.reject(new Error('gone'));
    await next();
    expect(log.lines).toHaveLength(2);
  });
});
