import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, decideOn, type HttpAnswer } from '../../src/core/answer.ts';
import { isHubAtFault } from '../../src/core/breaker.ts';
import { decideOnWorkflow } from '../../src/core/workflow-answer.ts';

const CIRCUMSTANCES = { now: 1_000, strikes: 0, isTokenFresh: true, mayRedirect: true };
const answer = (status: number, text = '', more: Partial<HttpAnswer> = {}): HttpAnswer => ({
  kind: 'answer',
  status,
  headers: {},
  text,
  ...more,
});
const NOT_GRANTED = 'The permissions requested are not granted to this installation.';

const GONE =
  'There is at least one repository that does not exist or is not accessible to the parent installation.';

describe('what follows of an answer to a workflow_dispatch', () => {
  it.each<readonly [string, Answer]>([
    ['the token was narrowed too far', answer(403, 'Resource not accessible by integration')],
    ['there is no such workflow', answer(404, 'Not Found')],
    ['there is no such ref', answer(422, 'No ref found for: v9')],
    ['an input is not declared', answer(422, 'Unexpected inputs provided: ["x"]')],
    ['its owner did not grant Actions: write', answer(422, NOT_GRANTED, { isForToken: true })],
    ['it was redirected away', answer(400, 'redirected away')],
  ])('is that it alone is given up where %s', (_, given) => {
    expect(decideOnWorkflow(given, CIRCUMSTANCES)).toEqual({
      kind: 'dead',
      code: 'workflow-refused',
      reason: decideReason(given),
    });
  });

  it.each<readonly [string, Answer]>([
    ['it was started', answer(200)],
    ['it was accepted', answer(204)],
    ['it is too much', answer(403, 'You have exceeded a secondary rate limit')],
    ['the installation is suspended', answer(403, 'This installation has been suspended')],
    ['the hub is archived', answer(403, 'Repository was archived so is read-only.')],
    ['the credentials are refused', answer(401, 'Bad credentials')],
    ['the key is refused', answer(401, '', { isForToken: true })],
    ['the hub is not the installation’s any more', answer(422, GONE, { isForToken: true })],
    ['the installation is gone', answer(404, 'Not Found', { isForToken: true })],
    ['GitHub is ill', answer(502)],
    ['it has moved', answer(307, '', { headers: { location: '/x' } })],
    ['nobody answered', { kind: 'no-answer', reason: 'x', mayHaveArrived: true }],
  ])('is the same as for a dispatch where %s', (_, given) => {
    expect(decideOnWorkflow(given, CIRCUMSTANCES)).toEqual(decideOn(given, CIRCUMSTANCES));
  });

  it('is never worse for the hub, and never more than for a dispatch', () => {
    const text = fc.constantFrom('', NOT_GRANTED, GONE, 'archived', 'rate limit', 'suspended');
    const status = fc.oneof(
      fc.constantFrom(200, 204, 307, 400, 401, 403, 404, 422),
      fc.integer({ min: 200, max: 599 }),
    );
    fc.assert(
      fc.property(status, text, fc.boolean(), fc.boolean(), (code, said, isForToken, isTokenFresh) => {
        const circumstances = { ...CIRCUMSTANCES, isTokenFresh };
        const given = answer(code, said, { isForToken });
        const plain = decideOn(given, circumstances);
        const found = decideOnWorkflow(given, circumstances);
        if (found.kind === 'dead' && found.code === 'workflow-refused') {
          expect(isHubAtFault(found.code)).toBe(false);
          expect(['dead', 'hold-lane']).toContain(plain.kind);
        } else expect(found).toEqual(plain);
        if (found.kind === 'hold-lane') expect(found.code).not.toBe('hub-permission');
      }),
    );
  });
});

const decideReason = (given: Answer): string => {
  const decision = decideOn(given, CIRCUMSTANCES);
  return 'reason' in decision ? decision.reason : '';
};
