import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideOn } from '../../src/core/answer.ts';
import {
  BREAKS_AFTER,
  failuresAfter,
  failuresAfterMend,
  isBroken,
  isHubAtFault,
  type Told,
} from '../../src/core/breaker.ts';

const after = (...told: readonly Told[]): number => told.reduce(failuresAfter, 0);

describe('whose fault it is', () => {
  it.each([
    [403, 'Resource not accessible by integration', true],
    [404, 'Not Found', true],
    [403, 'Repository was archived so is read-only.', true],
    [401, 'Bad credentials', true],
    [422, 'No more than 10 properties are allowed', false],
    [400, 'Problems parsing JSON', false],
  ])('of %i "%s" it is the hub’s: %s', (status, text, expected) => {
    const circumstances = { now: 0, strikes: 0, isTokenFresh: true, mayRedirect: true };
    const decision = decideOn({ kind: 'answer', status, headers: {}, text }, circumstances);
    if (decision.kind !== 'dead') throw new Error(`${status} is ${decision.kind}`);
    expect(isHubAtFault(decision.code)).toBe(expected);
  });

  it('of a workflow that was not started it is never the hub’s', () => {
    expect(isHubAtFault('workflow-refused')).toBe(false);
  });
});

describe('a hub', () => {
  it('is broken when it was at fault three times in a row', () => {
    expect(isBroken(after('at-fault', 'at-fault'))).toBe(false);
    expect(isBroken(after('at-fault', 'at-fault', 'at-fault'))).toBe(true);
  });

  it('is neither better nor worse for an answer that tells nothing of it', () => {
    expect(isBroken(after('at-fault', 'nothing', 'at-fault', 'nothing', 'at-fault'))).toBe(true);
    expect(after('nothing', 'nothing', 'nothing')).toBe(0);
  });

  it('breaks at the next failure after it was mended, and is trusted again after a delivery', () => {
    const mended = failuresAfterMend(after('at-fault', 'at-fault', 'at-fault', 'at-fault'));
    expect(isBroken(mended)).toBe(false);
    expect(isBroken(failuresAfter(mended, 'at-fault'))).toBe(true);
    const trusted = failuresAfter(mended, 'delivered');
    expect(isBroken(failuresAfter(trusted, 'at-fault'))).toBe(false);
  });

  it('that was not broken gains nothing by being mended', () => {
    expect([0, 1, 2].map(failuresAfterMend)).toEqual([0, 1, 2]);
  });

  it('is broken exactly while, since its last delivery or mending, it has failed as often as it may', () => {
    const step = fc.constantFrom<Told | 'mend'>('delivered', 'at-fault', 'nothing', 'mend');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let failures = 0;
        let allowed = BREAKS_AFTER;
        for (const told of steps) {
          const wasBroken = isBroken(failures);
          failures = told === 'mend' ? failuresAfterMend(failures) : failuresAfter(failures, told);
          if (told === 'delivered') allowed = BREAKS_AFTER;
          else if (told === 'at-fault') allowed -= 1;
          else if (told === 'mend' && wasBroken) allowed = 1;
          expect(isBroken(failures)).toBe(allowed <= 0);
          if (told === 'nothing') expect(isBroken(failures)).toBe(wasBroken);
        }
      }),
    );
  });
});
