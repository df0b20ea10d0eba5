import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, type Circumstances, decideOn, type HttpAnswer } from '../../src/core/answer.ts';

const NOW = 1_000_000;
const AS_USUAL: Circumstances = { now: NOW, strikes: 0, isTokenFresh: false, mayRedirect: true };
const answer = (status: number, headers: Record<string, string> = {}, text = ''): HttpAnswer => ({
  kind: 'answer',
  status,
  headers,
  text,
});

describe('answers of GitHub', () => {
  it.each([200, 202, 204])('%i is delivered', (status) => {
    expect(decideOn(answer(status), AS_USUAL)).toEqual({ kind: 'delivered' });
  });

  it.each<[string, Answer, number]>([
    ['429 with retry-after', answer(429, { 'retry-after': '7' }), NOW + 7_000],
    ['403 with retry-after', answer(403, { 'retry-after': '60' }), NOW + 60_000],
    ['at least a second', answer(429, { 'retry-after': '0' }), NOW + 1_000],
    ['at most a day', answer(429, { 'retry-after': '1e99' }), NOW + 86_400_000],
    [
      'at most a day, also by the reset',
      answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9'.repeat(20) }),
      NOW + 86_400_000,
    ],
    [
      'a reset that is over waits a second',
      answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }),
      NOW + 1_000,
    ],
    ['a date in retry-after is not understood', answer(429, { 'retry-after': 'Tue, 24 Nov' }), NOW + 60_000],
    [
      '403 with nothing remaining waits for the reset, and a second more',
      answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1060' }),
      1_061_000,
    ],
    [
      'retry-after goes before the reset',
      answer(403, { 'retry-after': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999' }),
      NOW + 5_000,
    ],
    ['429 without any header waits a minute', answer(429), NOW + 60_000],
    [
      'a secondary limit told only in words waits a minute',
      answer(403, {}, 'You have exceeded a secondary rate limit. Please wait a few minutes'),
      NOW + 60_000,
    ],
  ])('the lane is held: %s', (_, given, until) => {
    expect(decideOn(given, AS_USUAL)).toMatchObject({ kind: 'hold-lane', until });
  });

  it('doubles the minute with each strike, up to an hour', () => {
    const waits = [0, 1, 2, 3, 9].map((strikes) => {
      const decision = decideOn(answer(429), { ...AS_USUAL, strikes });
      return decision.kind === 'hold-lane' ? (decision.until - NOW) / 60_000 : 0;
    });
    expect(waits).toEqual([1, 2, 4, 8, 60]);
  });

  it('asks for a new token once, then gives up', () => {
    expect(decideOn(answer(401), AS_USUAL)).toEqual({ kind: 'new-token' });
    expect(decideOn(answer(401), { ...AS_USUAL, isTokenFresh: true })).toMatchObject({
      kind: 'dead',
      code: 'credentials-refused',
    });
  });

  it.each<[string, Answer, string]>([
    ['the key of the App is refused', { ...answer(401), isForToken: true }, 'credentials-refused'],
    [
      'the App is not known',
      { ...answer(404, {}, 'Integration not found'), isForToken: true },
      'credentials-refused',
    ],
    [
      'the installation is suspended',
      answer(403, {}, 'This installation has been suspended'),
      'credentials-refused',
    ],
    [
      'the permission was taken away',
      {
        ...answer(422, {}, 'The permissions requested are not granted to this installation.'),
        isForToken: true,
      },
      'hub-permission',
    ],
  ])('the lane is held, longer each time, and nothing dies: %s', (_, given, code) => {
    const waits = [0, 1, 9].map((strikes) => decideOn(given, { ...AS_USUAL, strikes }));
    expect(waits).toMatchObject(
      [1, 2, 60].map((minutes) => ({
        kind: 'hold-lane',
        code,
        until: NOW + minutes * 60_000,
      })),
    );
  });

  it('gives up at once where the App is not installed any more', () => {
    const gone = { ...answer(404, {}, 'Not Found'), isForToken: true };
    expect(decideOn(gone, AS_USUAL)).toMatchObject({ kind: 'dead', code: 'hub-not-found' });
  });

  it('follows one redirect and no second', () => {
    const moved = answer(307, { location: 'https://api.github.com/repositories/1/dispatches' });
    expect(decideOn(moved, AS_USUAL)).toMatchObject({ kind: 'redirect' });
    expect(decideOn(moved, { ...AS_USUAL, mayRedirect: false })).toMatchObject({ kind: 'retry' });
  });

  it.each([
    [500, true],
    [502, true],
    [503, false],
    [504, true],
    [409, false],
  ])('%i is tried again; it may have arrived: %s', (status, mayHaveArrived) => {
    expect(decideOn(answer(status), AS_USUAL)).toMatchObject({ kind: 'retry', mayHaveArrived });
  });

  it('knows that nothing arrived where there was not even a token', () => {
    const given = { ...answer(502), isForToken: true };
    expect(decideOn(given, AS_USUAL)).toMatchObject({ kind: 'retry', mayHaveArrived: false });
  });

  it('tries again when there was no answer, and remembers the doubt', () => {
    const lost: Answer = { kind: 'no-answer', reason: 'time-out', mayHaveArrived: true };
    expect(decideOn(lost, AS_USUAL)).toEqual({ kind: 'retry', reason: 'time-out', mayHaveArrived: true });
  });

  it.each([
    [403, 'Resource not accessible by integration', 'hub-permission'],
    [403, 'Repository was archived so is read-only.', 'hub-archived'],
    [404, 'Not Found', 'hub-not-found'],
    [410, '', 'hub-not-found'],
    [422, 'No more than 10 properties are allowed; 11 were supplied.', 'request-refused'],
    [400, '', 'request-refused'],
  ])('%i %j is dead at once, as %s', (status, text, code) => {
    expect(decideOn(answer(status, {}, text), AS_USUAL)).toMatchObject({ kind: 'dead', code });
  });

  it('never repeats what GitHub refused, and never holds a lane into the past', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fc.dictionary(
          fc.constantFrom('retry-after', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'location'),
          fc.string(),
        ),
        fc.string(),
        (status, headers, text) => {
          const decision = decideOn(answer(status, headers, text), { ...AS_USUAL, isTokenFresh: true });
          if (decision.kind === 'hold-lane') {
            expect(decision.until).toBeGreaterThanOrEqual(NOW + 1_000);
            expect(decision.until).toBeLessThanOrEqual(NOW + 86_400_000);
          }
          if (status >= 500) expect(['retry']).toContain(decision.kind);
          if (status >= 400 && status < 500 && decision.kind === 'retry')
            expect([408, 409, 425]).toContain(status);
        },
      ),
    );
  });
});
