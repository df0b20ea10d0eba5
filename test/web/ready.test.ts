import { describe, expect, it } from 'vitest';
import { createReady, type ReadyOptions } from '../../src/web/ready.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';

/** A store that answers as the test says, and counts what it is asked. */
class Subject {
  readonly clock = new FakeClock();
  readonly log = new FakeLog();
  writes = 0;
  isReading = false;
  write = (): Promise<void> => Promise.resolve();
  nextEvent = (): Promise<number | undefined> => Promise.resolve(undefined);
  nextNotification = (): Promise<number | undefined> => Promise.resolve(undefined);
  readonly check;

  constructor(options: Partial<ReadyOptions> = {}) {
    this.check = createReady({
      store: {
        marks: {
          write: () => {
            this.writes += 1;
            return this.write();
          },
        },
        events: { nextDue: () => this.nextEvent() },
        notifications: { nextDue: () => this.nextNotification() },
      },
      isReading: () => this.isReading,
      clock: this.clock,
      log: this.log,
      ...options,
    });
  }
}

const OK = { ok: true };

describe('readiness', () => {
  it('is there when a write succeeds and nothing has been due for long', async () => {
    const subject = new Subject();
    subject.nextEvent = () => Promise.resolve(subject.clock.time - 60_000);
    subject.nextNotification = () => Promise.resolve(subject.clock.time + 3_600_000);
    expect(await subject.check()).toEqual({
      status: 'ready',
      checks: { store: OK, lanes: OK, planning: OK },
    });
  });

  it.each([
    [
      'a notification has been due for over a minute',
      (subject: Subject) => {
        subject.nextNotification = () => Promise.resolve(subject.clock.time - 61_000);
      },
      { lanes: { ok: false, reason: 'The next notification has been due for 61 s.' } },
    ],
    [
      'an event has been due for over a minute',
      (subject: Subject) => {
        subject.nextEvent = () => Promise.resolve(subject.clock.time - 90_000);
      },
      { planning: { ok: false, reason: 'The next event has been due for 90 s.' } },
    ],
    [
      'the installations are still being read',
      (subject: Subject) => {
        subject.isReading = true;
      },
      { planning: { ok: false, reason: 'Hub Relay is reading the installations.' } },
    ],
    [
      'a write fails',
      (subject: Subject) => {
        subject.write = () => Promise.reject(new Error('/secret/path: disk I/O error'));
      },
      { store: { ok: false, reason: 'A write failed; the log says why.' } },
    ],
    [
      'the store cannot be read',
      (subject: Subject) => {
        subject.nextEvent = () => Promise.reject(new Error('postgres://u:p@h/d'));
        subject.nextNotification = subject.nextEvent;
      },
      {
        lanes: { ok: false, reason: 'The store could not be read.' },
        planning: { ok: false, reason: 'The store could not be read.' },
      },
    ],
  ])('is not there while %s, and comes back', async (_, break_, checks) => {
    const subject = new Subject();
    const { write, nextEvent, nextNotification } = subject;
    break_(subject);
    expect(await subject.check()).toEqual({
      status: 'not ready',
      checks: { store: OK, lanes: OK, planning: OK, ...checks },
    });
    Object.assign(subject, { write, nextEvent, nextNotification, isReading: false });
    subject.clock.time += 1_000;
    expect((await subject.check()).status).toBe('ready');
    expect(subject.log.lines).toEqual(['warn not ready', 'info ready']);
  });

  it('does not wait for a store that hangs, and does not ask it again meanwhile', async () => {
    const subject = new Subject({ patience: 20 });
    const answer = Promise.withResolvers<undefined>();
    subject.write = () => answer.promise;
    for (let second = 0; second < 3; second += 1) {
      expect(await subject.check()).toMatchObject({
        checks: { store: { ok: false, reason: 'A write took over 0.02 s.' } },
      });
      subject.clock.time += 1_000;
    }
    expect(subject.writes).toBe(1);
    answer.resolve(undefined);
    await answer.promise;
    expect(await subject.check()).toMatchObject({ checks: { store: OK } });
  });

  it('ends at once when it stops, whatever the store says', async () => {
    const subject = new Subject({ isStopping: () => true });
    subject.write = () => new Promise(() => undefined);
    expect(await subject.check()).toEqual({ status: 'stopping' });
  });

  it('is checked once for all who ask at once, and once a second however often they ask', async () => {
    const subject = new Subject();
    const answers = await Promise.all(Array.from({ length: 50 }, () => subject.check()));
    expect(new Set(answers).size).toBe(1);
    subject.clock.time += 999;
    await subject.check();
    expect(subject.writes).toBe(1);
    subject.clock.time += 1;
    await subject.check();
    expect(subject.writes).toBe(2);
  });

  it('is checked again when the clock was set back', async () => {
    const subject = new Subject();
    await subject.check();
    subject.clock.time -= 3_600_000;
    await subject.check();
    expect(subject.writes).toBe(2);
  });

  it('is written about only when it changes, and with the cause', async () => {
    const said: object[] = [];
    const log = Object.assign(new FakeLog(), { warn: (fields: object) => void said.push(fields) });
    const subject = new Subject({ log });
    subject.write = () => Promise.reject(new Error('disk I/O error'));
    for (let second = 0; second < 3; second += 1) {
      await subject.check();
      subject.clock.time += 1_000;
    }
    expect(said).toEqual([expect.objectContaining({ err: new Error('disk I/O error') })]);
  });
});
