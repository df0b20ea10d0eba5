import { beforeEach, describe, expect, it } from 'vitest';
import { type Look } from '../../src/core/look.ts';
import { REDELIVERABLE } from '../../src/core/missed.ts';
import { type AuditNote } from '../../src/flow/audit-ports.ts';
import { createRecovery } from '../../src/flow/recover.ts';
import { aDelivery } from '../build/deliveries.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeDeliveries } from '../fakes/fake-deliveries.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { FakeMarks } from '../fakes/fake-marks.ts';

const HOUR = 3_600_000;
const START = 10 * REDELIVERABLE;

let clock: FakeClock;
let deliveries: FakeDeliveries;
let marks: FakeMarks;
let log: FakeLog;
let recorded: Set<string>;
let recovery: ReturnType<typeof createRecovery>;
let notes: AuditNote[];

/** What a new process would make of the same store. */
const restart = (isBrief = false): void => {
  const unknown = (ids: readonly string[]): Promise<readonly string[]> =>
    Promise.resolve(ids.filter((id) => !recorded.has(id)));
  recovery = createRecovery({
    events: { unknown },
    marks,
    deliveries,
    isWanted: ({ event }) => event === 'push',
    audit: { note: (note) => Promise.resolve(void notes.push(note)) },
    clock,
    log,
    isBrief,
  });
};

beforeEach(() => {
  clock = new FakeClock();
  clock.time = START;
  deliveries = new FakeDeliveries();
  marks = new FakeMarks();
  log = new FakeLog();
  recorded = new Set();
  notes = [];
  restart();
});

/** Takes turns as a worker does, until this many were taken or the next one is over a minute away. */
const work = async (most = 1_000): Promise<number> => {
  let turns = 0;
  for (; turns < most; turns += 1) {
    const next = await recovery.turn();
    if (next === undefined || next > clock.time + 60_000) return turns + 1;
    clock.time = Math.max(clock.time, next);
  }
  return turns;
};

const missing = (...guids: readonly string[]): void => {
  deliveries.list = guids.map((guid, place) => aDelivery(guid, { deliveredAt: START - 1_000 - place }));
};
const look = (): Look => (JSON.parse(marks.texts.get('recovery')!) as { look: Look }).look;
const saysLook = (): number => log.lines.filter((line) => line.includes('looked for deliveries')).length;

describe('recovery', () => {
  it('is left alone for an hour by short processes, of which one looked to the end', async () => {
    restart(true);
    await work();
    const began = look().until;
    clock.time += 60_000;
    restart(true);
    expect(await recovery.turn()).toBe(began + 3_600_000);
    expect(saysLook()).toBe(1);
    clock.time = began + 3_600_000;
    restart(true);
    await work();
    expect(saysLook()).toBe(2);
  });

  it('asks for everything that was missed, the oldest first, at most one a second', async () => {
    missing('e', 'd', 'c', 'b', 'a');
    recorded.add('c');
    const began = clock.time;
    await work();
    expect(deliveries.asked).toEqual(['a-1', 'b-1', 'd-1', 'e-1']);
    expect(notes.map(({ kind, content }) => [kind, content.event])).toEqual(
      ['a', 'b', 'd', 'e'].map((event) => ['redelivery-asked', event]),
    );
    expect(clock.time - began).toBeGreaterThanOrEqual(4_000);
    expect(look()).toMatchObject({ phase: 'ended', counts: { listed: 5, missed: 4, asked: 4, left: 0 } });
    expect(saysLook()).toBe(1);
  });

  it('looks again an hour later, from where it began, and finds that all has arrived', async () => {
    missing('b', 'a');
    await work();
    expect(await recovery.turn()).toBe(START + HOUR);
    expect(deliveries.cursors).toHaveLength(1);
    recorded.add('a').add('b');
    clock.time = START + HOUR;
    await work();
    expect(deliveries.asked).toHaveLength(2);
    expect(look()).toMatchObject({ since: START - 600_000, missed: [], counts: { missed: 0, asked: 0 } });
  });

  it('does not ask for what arrives while it waits for its turn', async () => {
    missing('b', 'a');
    await work(2);
    recorded.add('b');
    await work();
    expect(deliveries.asked).toEqual(['a-1']);
  });

  it('goes on where the last process was killed, then looks at the time since', async () => {
    missing('e', 'd', 'c', 'b', 'a');
    await work(5);
    expect(deliveries.asked).toEqual(['a-1', 'b-1']);
    recorded.add('a').add('b');
    clock.time += 120_000;
    deliveries.list.unshift(aDelivery('late', { deliveredAt: clock.time - 1_000 }));
    restart();
    await work();
    expect(deliveries.asked).toEqual(['a-1', 'b-1', 'c-1', 'd-1', 'e-1', 'late-1']);
    expect(saysLook()).toBe(2);
  });

  it('goes on in the middle of the list', async () => {
    missing('e', 'd', 'c', 'b', 'a');
    await work(1);
    restart();
    await work(1);
    expect(deliveries.cursors).toEqual([undefined, 'c-1']);
  });

  it('does not ask for the same again when it is started soon after', async () => {
    missing('a');
    await work();
    restart();
    await work();
    expect(saysLook()).toBe(2);
    expect(deliveries.asked).toEqual(['a-1']);
  });

  it('reads the list from its beginning when its cursor is gone', async () => {
    missing('e', 'd', 'c', 'b', 'a');
    await work(1);
    deliveries.list = deliveries.list.filter(({ id }) => id !== 'c-1');
    await work();
    expect(deliveries.cursors).toEqual([undefined, 'c-1', undefined, 'b-1']);
    expect(look().counts).toMatchObject({ listed: 4, missed: 4 });
    expect(deliveries.asked).toEqual(['a-1', 'b-1', 'd-1', 'e-1']);
  });

  it('waits as long as GitHub says', async () => {
    missing('a');
    await recovery.turn();
    deliveries.trouble = { response: { status: 429, headers: { 'retry-after': '90' }, data: '' } };
    expect(await recovery.turn()).toBe(clock.time + 90_000);
    clock.time += 90_000;
    await work();
    expect(deliveries.asked).toEqual(['a-1']);
    expect(log.lines.join()).toContain('waits, as GitHub says');
  });

  it('tries again, later and later, when GitHub cannot be reached, and misses nothing by it', async () => {
    missing('a');
    for (const pause of [2_000, 10_000, 60_000]) {
      deliveries.trouble = new Error('no route to host');
      expect(await recovery.turn()).toBe(clock.time + pause);
      clock.time += pause;
    }
    await work();
    expect(deliveries.asked).toEqual(['a-1']);
    expect(log.lines.filter((line) => line.startsWith('warn'))).toHaveLength(3);
  });

  it.each(['gone', 'refused'] as const)(
    'gives up what is %s, says so, and never asks for it again',
    async (said) => {
      missing('a');
      deliveries.said = said;
      await work();
      clock.time = START + HOUR;
      await work();
      expect(deliveries.asked).toEqual(['a-1']);
      expect(log.lines.filter((line) => line === 'warn a missed delivery is given up')).toHaveLength(1);
    },
  );

  it('asks no more than a thousand times a look, and looks again soon for the others', async () => {
    deliveries.pageSize = 100;
    missing(...Array.from({ length: 1_001 }, (_, place) => `g${place}`));
    await work(2_000);
    expect(deliveries.asked).toHaveLength(1_000);
    expect(look().counts.left).toBe(1);
    for (const { guid } of deliveries.list.slice(1)) recorded.add(guid);
    const soon = (await recovery.turn())!;
    expect(soon - clock.time).toBeLessThanOrEqual(300_000);
    clock.time = soon;
    await work();
    expect(deliveries.asked.at(-1)).toBe('g0-1');
    expect(look().counts.left).toBe(0);
  });

  it.each(['{', '[]', '{"version":2}', ''])('begins anew where the mark holds %j', async (text) => {
    marks.texts.set('recovery', text);
    missing('a');
    await work();
    expect(deliveries.asked).toEqual(['a-1']);
  });

  it('writes its progress down at most once a second while it reads the list', async () => {
    deliveries.pageSize = 1;
    missing(...Array.from({ length: 40 }, (_, place) => `g${place}`));
    for (const { guid } of deliveries.list) recorded.add(guid);
    await work();
    expect(marks.writes).toBeLessThan(10);
  });
});
