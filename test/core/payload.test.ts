import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonObject } from '../../src/core/json.ts';
import { buildPayload, LIMITS, type Relay, sizeOf, withAttempt } from '../../src/core/payload.ts';

const RELAY: Relay = { id: 'n-1', eventId: 'e-1', route: 'acme/app:notify[0]', hop: 1, via: ['acme/app'] };
const relayOf = (payload: JsonObject): JsonObject => payload.relay as JsonObject;

const STAMP = { number: 1, at: 0 };

interface Told {
  readonly coalesced: { readonly count: number; readonly events: readonly string[] };
  readonly truncated?: readonly string[];
}

describe('payload', () => {
  it('carries the relay block beside the fields', () => {
    expect(buildPayload(RELAY, { version: '1.2' }, false)).toEqual({
      relay: {
        version: 1,
        id: 'n-1',
        event_id: 'e-1',
        route: 'acme/app:notify[0]',
        hop: 1,
        via: ['acme/app'],
      },
      version: '1.2',
    });
  });

  it('adds the number and the time of the attempt, and keeps the id', () => {
    const payload = withAttempt(buildPayload(RELAY, {}, false), { number: 3, at: 0 });
    expect(relayOf(payload)).toMatchObject({ id: 'n-1', attempt: 3, sent_at: '1970-01-01T00:00:00.000Z' });
  });

  it('drops of the envelope the subject first, and says so', () => {
    const payload = buildPayload(RELAY, { event: 'push', sender: 'ada', subject: 'x'.repeat(70_000) }, true);
    expect(payload).toMatchObject({ event: 'push', sender: 'ada', relay: { truncated: ['subject'] } });
    expect(payload).not.toHaveProperty('subject');
  });

  it('drops a route’s own fields from the last in the file', () => {
    const half = 'x'.repeat(40_000);
    const payload = buildPayload(RELAY, { first: half, second: half, third: 'small' }, false);
    expect(Object.keys(payload)).toEqual(['relay', 'first']);
    expect(relayOf(payload).truncated).toEqual(['third', 'second']);
  });

  it('tells of a burst how many events there were, and which, its own last', () => {
    const payload = buildPayload(RELAY, { version: '1.2' }, false);
    const events = ['e-3', 'e-2', 'e-1'];
    expect(relayOf(withAttempt(payload, STAMP, events))).toEqual({
      ...relayOf(payload),
      attempt: 1,
      sent_at: '1970-01-01T00:00:00.000Z',
      coalesced: { count: 3, events },
    });
    for (const alone of [undefined, [], ['e-1']]) {
      expect(relayOf(withAttempt(payload, STAMP, alone))).not.toHaveProperty('coalesced');
    }
  });

  it('leaves out the oldest events of a burst that does not fit, says so, and still counts them', () => {
    const events = Array.from(
      { length: 5_000 },
      (_, index) => `${index}-72d3162e-cc78-11e3-81ab-4c9367dc0958`,
    );
    const payload = withAttempt(buildPayload(RELAY, { version: '1.2' }, false), STAMP, events);
    const { coalesced, truncated } = relayOf(payload) as unknown as Told;
    expect(coalesced.count).toBe(5_000);
    expect(coalesced.events).toEqual(events.slice(-coalesced.events.length));
    expect(truncated).toEqual(['relay.coalesced.events']);
    expect(payload.version).toBe('1.2');
    // Not one more would have fitted.
    expect(sizeOf(payload)).toBeGreaterThan(LIMITS.bytes - 50);
    expect(sizeOf(payload)).toBeLessThanOrEqual(LIMITS.bytes);
  });

  it('lets the fields of a route win over the events of a burst', () => {
    const room = LIMITS.bytes - sizeOf(withAttempt(buildPayload(RELAY, { big: '' }, false), STAMP));
    const fields = { big: 'x'.repeat(room - 100) };
    const payload = withAttempt(buildPayload(RELAY, fields, false), STAMP, ['e-2', 'e-1'.repeat(100)]);
    expect(payload.big).toBe(fields.big);
    expect(relayOf(payload)).toMatchObject({
      coalesced: { count: 2, events: [] },
      truncated: ['relay.coalesced.events'],
    });
  });

  it('names both the field and the events that it dropped', () => {
    const built = buildPayload(RELAY, { big: 'x'.repeat(65_000), more: 'x'.repeat(65_000) }, false);
    const events = Array.from({ length: 100 }, (_, index) => `event-${index}`);
    expect(relayOf(withAttempt(built, STAMP, events)).truncated).toEqual(['more', 'relay.coalesced.events']);
  });

  it('keeps a field called __proto__ as a field', () => {
    const fields = JSON.parse('{"__proto__": {"polluted": true}}') as JsonObject;
    const payload = buildPayload(RELAY, fields, false);
    expect(JSON.stringify(payload)).toContain('"__proto__":{"polluted":true}');
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('stays within GitHub’s limits at every attempt, whatever the fields hold, and names all that it dropped', () => {
    const field = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.integer({ min: 0, max: 70_000 }).map((length) => '✓'.repeat(length)),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), field, { maxKeys: 12 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 999_999 }),
        (given, isEnvelope, number) => {
          const { relay: _, ...fields } = given as JsonObject;
          const whole = buildPayload(RELAY, fields, isEnvelope);
          const sent = withAttempt(whole, { number, at: Date.UTC(2026, 0) });
          if (!isEnvelope) expect(sizeOf(sent)).toBeLessThanOrEqual(LIMITS.bytes);
          expect(Object.keys(sent).length).toBeLessThanOrEqual(LIMITS.properties);
          const told = new Set([...Object.keys(sent), ...((relayOf(sent).truncated ?? []) as string[])]);
          expect(Object.keys(fields).every((name) => told.has(name))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays within the limits with any burst, counts it exactly, and tells of the newest as many as fit', () => {
    const events = fc
      .array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 2, maxLength: 20 })
      .chain((some) =>
        fc.integer({ min: 1, max: 150 }).map((times) => Array.from({ length: times }, () => some).flat()),
      );
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 9 }),
        events,
        fc.integer({ min: 1, max: 999_999 }),
        (lengths, ids, number) => {
          const fields = Object.fromEntries(lengths.map((length, name) => [`f${name}`, 'x'.repeat(length)]));
          const built = buildPayload(RELAY, fields, false);
          const sent = withAttempt(built, { number, at: Date.UTC(2026, 0) }, ids);
          expect(sizeOf(sent)).toBeLessThanOrEqual(LIMITS.bytes);
          expect(Object.keys(sent)).toEqual(Object.keys(built));
          const { coalesced, truncated = [] } = relayOf(sent) as unknown as Told;
          expect(coalesced.count).toBe(ids.length);
          const left = ids.length - coalesced.events.length;
          expect(coalesced.events).toEqual(ids.slice(left));
          expect(truncated.includes('relay.coalesced.events')).toBe(left > 0);
          if (left > 0) {
            const comma = coalesced.events.length > 0 ? 1 : 0;
            expect(sizeOf(sent) + sizeOf(ids[left - 1]!) + comma).toBeGreaterThan(LIMITS.bytes);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
