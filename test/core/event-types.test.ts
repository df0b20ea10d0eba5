import { describe, expect, it } from 'vitest';
import { eventTypesOf } from '../../src/core/event-types.ts';
import { type Rule } from '../../src/core/route.ts';

describe('the event types that a route can send', () => {
  it.each<readonly [Rule, readonly string[]]>([
    [{ on: { push: {} } }, ['push']],
    [
      { on: { push: {}, release: { types: ['published', 'released'] } } },
      ['push', 'release-published', 'release-released'],
    ],
    [
      { on: { pull_request: {} } },
      ['pull_request-opened', 'pull_request-synchronize', 'pull_request-reopened'],
    ],
    [
      { on: { workflow_run: {} } },
      ['workflow_run-completed', 'workflow_run-requested', 'workflow_run-in_progress'],
    ],
    [{ on: { push: {}, issues: {} }, 'event-type': 'changed' }, ['changed']],
  ])('%j: %j', (rule, expected) => {
    expect(eventTypesOf(rule)).toEqual(expected);
  });
});
