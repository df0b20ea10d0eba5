import { afterEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/core/address.ts';
import { type HookRanges, startHookRanges } from '../../src/flow/hook-ranges.ts';
import { until } from '../build/until.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { FakeMarks } from '../fakes/fake-marks.ts';

const OLD = '192.30.252.1';
const NEW = '140.82.112.1';
const STRANGER = '203.0.113.1';

/** A GitHub that publishes what the test says, and counts how often it is asked. */
class Subject {
  readonly marks = new FakeMarks();
  readonly clock = new FakeClock();
  readonly log = new FakeLog();
  asked = 0;
  publishes: (signal: AbortSignal) => Promise<readonly string[]> = () =>
    Promise.resolve(['192.30.252.0/22', '2a0a:a440::/29']);
  ranges!: HookRanges;

  start(patience = 10_000): void {
    const ask = (signal: AbortSignal): Promise<readonly string[]> => {
      this.asked += 1;
      return this.publishes(signal);
    };
    this.ranges = startHookRanges({ ask, patience, marks: this.marks, clock: this.clock, log: this.log });
  }

  whoIs(text: string): Promise<string> {
    return this.ranges.whoIs(parseAddress(text)!);
  }
}

let subject = new Subject();
afterEach(async () => {
  await subject.ranges.stop();
  subject = new Subject();
});
const down = (): Promise<never> => Promise.reject(new Error('no network'));

describe('GitHub’s addresses', () => {
  it('are asked for at start, and tell GitHub from others', async () => {
    subject.start();
    expect(await subject.whoIs(OLD)).toBe('github');
    expect(await subject.whoIs('2a0a:a440::1')).toBe('github');
    expect(await subject.whoIs(STRANGER)).toBe('stranger');
    expect(subject.asked).toBe(1);
  });

  it('are waited for by a webhook that comes before the first answer', async () => {
    const answer = Promise.withResolvers<readonly string[]>();
    subject.publishes = () => answer.promise;
    subject.start();
    const who = subject.whoIs(OLD);
    answer.resolve(['192.30.252.0/22']);
    expect(await who).toBe('github');
  });

  it('are unknown while GitHub has never answered, and neither a webhook nor the end waits for that', async () => {
    subject.publishes = (signal) =>
      new Promise((_, reject) => {
        signal.onabort = () => reject(new Error('aborted'));
      });
    subject.start(10);
    expect(await subject.whoIs(OLD)).toBe('unknown');
    await subject.ranges.stop();
    expect(subject.log.lines).toEqual([]);
  });

  it('are the last known ones, also after a start, while GitHub can’t be asked', async () => {
    subject.start();
    await subject.whoIs(OLD);
    await subject.ranges.stop();
    const { marks } = subject;
    subject = Object.assign(new Subject(), { marks, publishes: down });
    subject.start();
    expect(await subject.whoIs(OLD)).toBe('github');
    expect(await subject.whoIs(STRANGER)).toBe('stranger');
    expect(subject.log.lines.join()).toContain('the last known are in use');
  });

  it.each([
    ['none', []],
    ['none that can be read', ['everywhere', '1.2.3']],
  ])('are the last known ones where GitHub publishes %s', async (_, published) => {
    subject.marks.texts.set('hook-ranges', '["192.30.252.0/22"]');
    subject.publishes = () => Promise.resolve(published);
    subject.start();
    expect(await subject.whoIs(STRANGER)).toBe('stranger');
    expect(await subject.whoIs(OLD)).toBe('github');
    expect(subject.marks.texts.get('hook-ranges')).toBe('["192.30.252.0/22"]');
  });

  it.each(['', '{"hooks":1}', '[7]', 'null'])('are asked for where "%s" was kept', async (kept) => {
    subject.marks.texts.set('hook-ranges', kept);
    subject.start();
    expect(await subject.whoIs(OLD)).toBe('github');
  });

  it('are asked for again when a stranger sends, and GitHub may have changed them', async () => {
    subject.start();
    await subject.whoIs(OLD);
    subject.publishes = () => Promise.resolve(['140.82.112.0/20']);
    expect(await subject.whoIs(NEW)).toBe('stranger');
    subject.clock.time += 120_000;
    expect(await Promise.all([subject.whoIs(NEW), subject.whoIs(NEW)])).toEqual(['github', 'github']);
    expect(await subject.whoIs(OLD)).toBe('stranger');
    expect(subject.asked).toBe(2);
    expect(subject.marks.texts.get('hook-ranges')).toBe('["140.82.112.0/20"]');
  });

  it('are asked for once in two minutes, however many strangers send, and also when that fails', async () => {
    subject.publishes = down;
    subject.start();
    for (let minute = 0; minute < 10; minute += 1) {
      for (let each = 0; each < 5; each += 1) expect(await subject.whoIs(STRANGER)).toBe('unknown');
      subject.clock.time += 60_000;
    }
    expect(subject.asked).toBe(5);
  });

  it('are asked for again when the clock was set back', async () => {
    subject.start();
    await subject.whoIs(OLD);
    subject.clock.time -= 3_600_000;
    subject.publishes = () => Promise.resolve(['140.82.112.0/20']);
    expect(await subject.whoIs(NEW)).toBe('github');
  });

  it('are in use although they could not be kept', async () => {
    subject.marks.write = () => Promise.reject(new Error('disk full'));
    subject.start();
    expect(await subject.whoIs(OLD)).toBe('github');
    await until(() => expect(subject.log.lines.join()).toContain('could not be kept'));
  });
});
