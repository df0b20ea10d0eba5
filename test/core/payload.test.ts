import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonObject } from '../../src/core/json.ts';
import { buildPayload, LIMITS, type Relay, sizeOf, withAttempt } from '../../src/core/payload.ts';

const RELAY: Relay = { id: 'n-1', eventId: 'e-1', route: 'acme/app:notify[0]', hop: 1, via: ['acme/app'] };
const relayOf = (payload: JsonObject): JsonObject => payload.relay as JsonObject;

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
});
