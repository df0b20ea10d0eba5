import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_NAMES, readEvent } from '../../src/core/event.ts';
import { type Json, type JsonObject } from '../../src/core/json.ts';
import { LONGEST_WAY, occurredAt } from '../../src/core/occurred.ts';

const RECEIVED = Date.parse('2026-11-23T12:00:00.500Z');
const HOUR = 3_600_000;
const iso = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

const occurred = (name: string, payload: unknown, receivedAt = RECEIVED): number =>
  occurredAt(readEvent({ id: 'e', name, payload, receivedAt }).event);

const pushedAt = (value: Json): number => occurred('push', { repository: { pushed_at: value } });

describe('when an event occurred', () => {
  it.each<[name: string, payload: JsonObject]>([
    ['push', { repository: { pushed_at: (RECEIVED - HOUR - 500) / 1000 } }],
    ['push', { repository: { pushed_at: iso(RECEIVED - HOUR) } }],
    ['issues', { issue: { updated_at: iso(RECEIVED - HOUR) }, repository: { pushed_at: iso(RECEIVED) } }],
    ['pull_request', { pull_request: { updated_at: iso(RECEIVED - HOUR), created_at: iso(0) } }],
    ['workflow_run', { workflow_run: { updated_at: iso(RECEIVED - HOUR) } }],
    ['workflow_run', { workflow_run: { updated_at: '2026-11-23T13:00:00+02:00' } }],
  ])('is in the payload of %s: %j', (name, payload) => {
    expect(occurred(name, payload)).toBe(RECEIVED - HOUR - 500);
  });

  it('is the newest of the times of a release, which need not have each', () => {
    const [older, newer] = [iso(RECEIVED - 2 * HOUR), iso(RECEIVED - HOUR)];
    for (const release of [
      { created_at: older, published_at: newer },
      { created_at: older, published_at: older, updated_at: newer },
      { created_at: newer, published_at: null },
    ]) {
      expect(occurred('release', { release })).toBe(RECEIVED - HOUR - 500);
    }
  });

  it('is when it came where the payload does not tell', () => {
    expect(occurred('push', {})).toBe(RECEIVED);
    expect(occurred('repository', { repository: { pushed_at: iso(RECEIVED - HOUR) } })).toBe(RECEIVED);
    // The commits' own times are whatever their authors' clocks said.
    expect(occurred('push', { head_commit: { timestamp: iso(RECEIVED - HOUR) } })).toBe(RECEIVED);
  });

  it('is the same for two pushes of one second', () => {
    expect(pushedAt(Math.floor(RECEIVED / 1000))).toBe(RECEIVED - 500);
    expect(pushedAt(iso(RECEIVED))).toBe(RECEIVED - 500);
  });

  it('is never later than it came, though GitHub’s clock is ahead of ours', () => {
    expect(pushedAt(RECEIVED / 1000 + 90)).toBe(RECEIVED);
    expect(pushedAt(iso(RECEIVED + 90_000))).toBe(RECEIVED);
  });

  it('is when it came where the time is older than anything that GitHub delivers', () => {
    const seconds = Math.ceil((RECEIVED - LONGEST_WAY) / 1000);
    expect(pushedAt(seconds)).toBe(seconds * 1000);
    expect(pushedAt(seconds - 1)).toBe(RECEIVED);
    // Pinning does not update an issue.
    expect(occurred('issues', { action: 'pinned', issue: { updated_at: '2019-05-15T15:20:18Z' } })).toBe(
      RECEIVED,
    );
  });

  it.each<[Json]>([
    [null],
    [''],
    ['1'],
    ['2026'],
    ['Nov 23 2026'],
    [1e300],
    [-1],
    [1.5],
    [true],
    [[1]],
    [{}],
  ])('is when it came where the time is %j', (value) => expect(pushedAt(value)).toBe(RECEIVED));

  it('is a whole number within the three days before it came, whatever the payload holds', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.double(),
      fc.integer({ min: -400_000, max: 10 }).map((seconds) => Math.floor(RECEIVED / 1000) + seconds),
      fc.integer({ min: -400_000, max: 10 }).map((seconds) => iso(RECEIVED + seconds * 1000)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...EVENT_NAMES), value, (name, time) => {
        const subject = { updated_at: time, published_at: time, pushed_at: time };
        const payload = {
          repository: subject,
          issue: subject,
          pull_request: subject,
          release: subject,
          workflow_run: subject,
        };
        const found = occurred(name, payload);
        expect(Number.isSafeInteger(found)).toBe(true);
        expect(found).toBeLessThanOrEqual(RECEIVED);
        expect(found).toBeGreaterThanOrEqual(RECEIVED - LONGEST_WAY);
      }),
    );
  });

  it('keeps the order of what GitHub created, in whatever order it came', () => {
    const second = fc.integer({ min: 0, max: 100_000 });
    const base = Math.floor(RECEIVED / 1000) - 200_000;
    fc.assert(
      fc.property(second, second, second, (earlier, later, delay) => {
        fc.pre(earlier < later);
        const first = { repository: { pushed_at: base + earlier } };
        const next = { repository: { pushed_at: base + later } };
        const came = (base + later) * 1000;
        expect(occurred('push', first, came + delay * 1000)).toBeLessThan(occurred('push', next, came));
      }),
    );
  });
});

interface Examples {
  readonly name: string;
  readonly examples: readonly unknown[];
}

const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json');
const recorded = (JSON.parse(readFileSync(file, 'utf8')) as readonly Examples[]).filter(({ name }) =>
  EVENT_NAMES.some((known) => known === name),
);

describe.each(recorded)('the recorded payloads of $name', ({ name, examples }) => {
  it('tell when they occurred, as we read them an hour after', () => {
    for (const payload of examples) {
      const subject = { push: 'repository', issues: 'issue' }[name] ?? name;
      const times = (payload as Record<string, Record<string, string | number | null>>)[subject]!;
      const time = times[name === 'push' ? 'pushed_at' : name === 'release' ? 'published_at' : 'updated_at']!;
      const expected = typeof time === 'number' ? time * 1000 : Date.parse(time);
      expect(occurred(name, payload, expected + HOUR)).toBe(expected);
    }
  });
});
