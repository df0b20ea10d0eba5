import { describe, expect, it } from 'vitest';
import { failureReport, type FailureReportOptions, markerOf } from '../../src/core/failure-report.ts';
import { type Outcomes } from '../../src/core/reported.ts';
import { fail } from '../../src/core/verdict.ts';
import { errorOf } from '../../src/errors.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

const FAILED: Outcomes = {
  dead: 3,
  waiting: 2,
  firstDeadAt: NOW,
  lastDead: {
    id: 'n-3',
    at: NOW + 60_000,
    spokeId: 1,
    code: 'hub-permission',
    reason: 'GitHub answered 403',
  },
};

const issue = (outcomes: Outcomes, changes: Partial<FailureReportOptions> = {}) =>
  failureReport(outcomes, {
    id: 'r-1',
    route: 'acme/app:notify[0]',
    hub: 'acme/docs',
    mayShowHub: true,
    isInForce: true,
    explain: errorOf,
    ...changes,
  });

describe('the issue about a route', () => {
  it('is open while notifications die, with their number, the reason and what to do', () => {
    const { state, title, body } = issue(FAILED, { spoke: 'acme/app' });
    expect({ state, title }).toEqual({ state: 'open', title: 'Hub Relay cannot tell acme/docs' });
    expect(body).toContain('| Given up | 3, since 2026-11-23 12:00:00 UTC |');
    expect(body).toContain('| Waiting | 2 |');
    expect(body).toContain('`n-3`, 2026-11-23 12:01:00 UTC, of `acme/app`');
    expect(body).toContain('`GitHub answered 403`');
    expect(body).toContain(errorOf('hub-permission')!.remedy);
    expect(body).toContain('hub-relay notifications replay --state dead --hub acme/docs');
    expect(body).toContain(markerOf('r-1'));
  });

  it('is closed when the route works again, and says since when', () => {
    const { state, body } = issue({ dead: 0, waiting: 0, deliveredAt: NOW });
    expect(state).toBe('closed');
    expect(body).toContain('`acme/docs` was told again at 2026-11-23 12:00:00 UTC.');
    expect(body).toContain(markerOf('r-1'));
  });

  it('is open while the hub cannot be reached, also where nothing died yet', () => {
    const obstacle = fail('policy.hub', 'acme/docs is archived');
    const { state, body } = issue({ dead: 0, waiting: 0, deliveredAt: NOW }, { obstacle });
    expect(state).toBe('open');
    expect(body).toContain('| Stopped | `acme/docs is archived` |');
  });

  it('tells nothing of a hub that not everybody here may read', () => {
    const obstacle = fail('policy.hub', 'acme/docs is archived');
    for (const { body } of [
      issue(FAILED, { mayShowHub: false }),
      issue(FAILED, { mayShowHub: false, obstacle }),
    ]) {
      expect(body).not.toContain('403');
      expect(body).not.toContain('is archived');
      expect(body).toContain('What to do');
    }
  });

  it('is closed when the route is in no file any more, whatever died', () => {
    const { state, body } = issue(FAILED, { isInForce: false });
    expect(state).toBe('closed');
    expect(body).toContain('This route is not in force any more.');
  });

  it('mentions nobody, whatever GitHub answered', () => {
    const { body } = issue({
      ...FAILED,
      lastDead: { ...FAILED.lastDead!, reason: 'ask @octocat\n# now --> <b>' },
    });
    expect(body).toContain('`ask @octocat # now --> <b>`');
  });
});
