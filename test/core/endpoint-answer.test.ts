import { describe, expect, it } from 'vitest';
import { type Answer } from '../../src/core/answer.ts';
import { isHubAtFault } from '../../src/core/breaker.ts';
import { decideOnEndpoint } from '../../src/core/endpoint-answer.ts';
import { ENDPOINT_SCHEDULE } from '../../src/core/retry.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const answered = (status: number, headers: Record<string, string> = {}, text = ''): Answer => ({
  kind: 'answer',
  status,
  headers,
  text,
});
const decide = (answer: Answer, strikes = 0) => decideOnEndpoint(answer, { now: NOW, strikes });

describe('an answer of an endpoint', () => {
  it.each([200, 201, 202, 204, 299])('is a delivery with %i', (status) => {
    expect(decide(answered(status))).toEqual({ kind: 'delivered' });
  });

  it('is the end with 410, and counts against the endpoint', () => {
    expect(decide(answered(410, {}, 'bye'))).toEqual({
      kind: 'dead',
      code: 'endpoint-gone',
      reason: 'the endpoint answered 410: bye',
    });
    expect(isHubAtFault('endpoint-gone')).toBe(true);
  });

  it.each([400, 401, 403, 404, 405, 408, 409, 413, 418, 422, 451])('is tried again with %i', (status) => {
    expect(decide(answered(status))).toEqual({
      kind: 'retry',
      reason: `the endpoint answered ${status}`,
      mayHaveArrived: false,
    });
  });

  it.each([
    [500, true],
    [502, true],
    [503, false],
    [504, true],
    [599, true],
  ])('is tried again with %i, which may have arrived: %s', (status, mayHaveArrived) => {
    expect(decide(answered(status, {}, 'no\n\n  luck'))).toEqual({
      kind: 'retry',
      reason: `the endpoint answered ${status}: no luck`,
      mayHaveArrived,
    });
  });

  it('is tried again with 5xx no sooner than it asks for, and with 4xx as the schedule says', () => {
    expect(decide(answered(503, { 'retry-after': '120' }))).toMatchObject({ notBefore: NOW + 2 * MINUTE });
    expect(decide(answered(502, { 'retry-after': 'soon' }))).not.toHaveProperty('notBefore');
    expect(decide(answered(400, { 'retry-after': '120' }))).not.toHaveProperty('notBefore');
  });

  it.each([
    ['seconds', '90', NOW + 90 * SECOND],
    ['at least one', '0', NOW + SECOND],
    ['at most a day', '9e9', NOW + 24 * HOUR],
    ['a date', 'Tue, 24 Nov 2026 12:05:00 GMT', NOW + 5 * MINUTE],
    ['a date that is over', 'Tue, 24 Nov 2026 11:00:00 GMT', NOW + SECOND],
    ['a date of next year', 'Wed, 24 Nov 2027 12:00:00 GMT', NOW + 24 * HOUR],
    ['nothing', undefined, NOW + MINUTE],
    ['an empty text', '', NOW + MINUTE],
    ['a word', 'later', NOW + MINUTE],
    ['less than nothing', '-5', NOW + MINUTE],
    ['a date that is none', 'Tue, 99 Foo 2026 12:05:00 GMT', NOW + MINUTE],
  ])('holds its lane with 429 as told by Retry-After: %s', (_, told, until) => {
    const headers: Record<string, string> = told === undefined ? {} : { 'retry-after': told };
    expect(decide(answered(429, headers))).toMatchObject({ kind: 'hold-lane', code: 'rate-limited', until });
  });

  it('holds its lane twice as long each time, up to an hour, where nothing is told', () => {
    const waits = [0, 1, 5, 6, 99].map((strikes) => decide(answered(429), strikes));
    const minutes = waits.map((decision) => ('until' in decision ? (decision.until - NOW) / MINUTE : 0));
    expect(minutes).toEqual([1, 2, 32, 60, 60]);
  });

  it.each([
    ['https://user:pass@b.example/path?token=t0ken', 'to https://b.example/…'],
    ['http://127.0.0.1:8080/', 'to http://127.0.0.1:8080/…'],
    ['//b.example/T0KEN', 'to https://b.example/…'],
    ['/T0KEN/', 'within its own host'],
    ['javascript:alert(1)', 'to javascript:…'],
    ['http://[', 'to what is no URL'],
  ])('does not follow a redirect to %s, and says so without what it may hide', (location, words) => {
    expect(decide(answered(308, { location }, 'moved'))).toEqual({
      kind: 'retry',
      reason: `the endpoint answered 308: redirects ${words} are not followed`,
      mayHaveArrived: false,
    });
  });

  it('says in short and visible characters what the endpoint said', () => {
    const decision = decide(answered(500, {}, `\u001b[2J\u202e${'x'.repeat(5_000)}`));
    const reason = 'reason' in decision ? decision.reason : '';
    expect(reason).toMatch(/^the endpoint answered 500: \\u001b\[2J\\u202ex+…$/);
    expect(reason.length).toBeLessThan(400);
  });

  it('that did not come is tried again, and is the end where there is no such endpoint', () => {
    const none = { kind: 'no-answer', reason: 'no answer within 15 s', mayHaveArrived: true } as const;
    expect(decide(none)).toEqual({ kind: 'retry', reason: none.reason, mayHaveArrived: true });
    const unknown = { ...none, mayHaveArrived: false, code: 'endpoint-unknown' } as const;
    expect(decide(unknown)).toEqual({ kind: 'dead', code: 'endpoint-unknown', reason: none.reason });
    expect(isHubAtFault('endpoint-unknown')).toBe(false);
  });
});

describe('the schedule of an endpoint', () => {
  it('is the one that Standard Webhooks gives, over 75 hours', () => {
    const total = ENDPOINT_SCHEDULE.reduce((sum, step) => sum + step, 0);
    expect(total).toBe(75 * HOUR + 35 * MINUTE + 5 * SECOND);
    expect(ENDPOINT_SCHEDULE).toEqual(ENDPOINT_SCHEDULE.toSorted((a, b) => a - b));
  });
});
