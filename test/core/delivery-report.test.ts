import { describe, expect, it } from 'vitest';
import { deliveryReport } from '../../src/core/delivery-report.ts';
import { RUN_APPEARS_WITHIN } from '../../src/core/progress.ts';
import { type HubRun, type ReportedNotification } from '../../src/core/reported.ts';
import { fail, pass } from '../../src/core/verdict.ts';
import { errorOf } from '../../src/errors.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const SHA = 'a'.repeat(40);

const aNotification = (changes: Partial<ReportedNotification> = {}): ReportedNotification => ({
  id: '11111111-1111-8111-8111-111111111111',
  eventId: 'guid-1',
  route: 'acme/app:notify[0]',
  eventType: 'push',
  state: 'delivered',
  verdict: pass('acme/app:notify[0]', 'fires'),
  dueAt: NOW,
  updatedAt: NOW,
  lastAttempt: 1,
  isHubBroken: false,
  laneHeldUntil: 0,
  runs: [],
  ...changes,
});

const aRun = (changes: Partial<HubRun> = {}): HubRun => ({
  notificationId: '11111111-1111-8111-8111-111111111111',
  hubId: 2,
  runId: 9,
  attempt: 1,
  name: 'Rebuild',
  status: 'completed',
  conclusion: 'success',
  url: 'https://github.com/acme/docs/actions/runs/9',
  startedAt: NOW,
  updatedAt: NOW + 42_000,
  ...changes,
});

const report = (
  notifications: readonly ReportedNotification[],
  { isRequired = false, mayShowHub = true, now = NOW + 1_000 } = {},
) =>
  deliveryReport(notifications, {
    sha: SHA,
    hub: 'acme/docs',
    now,
    mayShowHub,
    isRequired: () => isRequired,
    explain: errorOf,
  });

const refusedBy = (rule: string, reason: string): Partial<ReportedNotification> => ({
  state: 'refused',
  reason,
  verdict: fail('route', reason, [pass('on.push', 'push'), fail('policy', reason, [fail(rule, reason)])]),
});

describe('a delivery report', () => {
  const dead = { state: 'dead', code: 'hub-not-found', reason: 'GitHub answered 404: Not Found' } as const;
  const due = NOW + 60_000;

  it.each<readonly [string, Partial<ReportedNotification>, string, string | undefined, string]>([
    ['about to be told', { state: 'pending', lastAttempt: 0 }, 'queued', undefined, 'about to be told'],
    ['being told', { state: 'sending' }, 'in_progress', undefined, 'being told'],
    [
      'held back to be told with what follows',
      { state: 'pending', lastAttempt: 0, dueAt: due },
      'queued',
      undefined,
      'about to be told, at 2026-11-23 12:01:00 UTC',
    ],
    [
      'waiting',
      { state: 'waiting', dueAt: due, reason: 'GitHub answered 502' },
      'in_progress',
      undefined,
      'waiting until 2026-11-23 12:01:00 UTC',
    ],
    [
      'waiting as long as GitHub said',
      { state: 'waiting', laneHeldUntil: due },
      'in_progress',
      undefined,
      'waiting until 2026-11-23 12:01:00 UTC',
    ],
    [
      'waiting for a broken hub',
      { state: 'waiting', isHubBroken: true },
      'in_progress',
      undefined,
      'waiting until it can be told',
    ],
    ['told', {}, 'in_progress', undefined, 'told; waiting for its run'],
    ['dead', dead, 'completed', 'neutral', 'could not be told'],
    ['refused', refusedBy('policy.accept', 'no accept entry'), 'completed', 'neutral', 'not told: refused'],
    ['merged', { state: 'merged' }, 'completed', 'skipped', 'told with a newer event'],
    [
      'run queued',
      { runs: [aRun({ status: 'queued' })] },
      'in_progress',
      undefined,
      'told; Rebuild is queued',
    ],
    [
      'running',
      { runs: [aRun({ status: 'in_progress' })] },
      'in_progress',
      undefined,
      'told; Rebuild is running',
    ],
    ['run well', { runs: [aRun()] }, 'completed', 'success', 'told; Rebuild succeeded after 42 s'],
    [
      'run badly',
      { runs: [aRun({ conclusion: 'failure' })] },
      'completed',
      'neutral',
      'told; Rebuild failed after 42 s',
    ],
    [
      'ended in a way that is new',
      { runs: [aRun({ conclusion: 'odd' })] },
      'completed',
      'neutral',
      'told; Rebuild ended after 42 s',
    ],
  ])('says that it is %s', (_, changes, status, conclusion, title) => {
    const { check } = report([aNotification(changes)]);
    expect(check).toMatchObject({ name: 'Hub Relay: acme/docs', sha: SHA, status, title });
    expect(check.conclusion).toBe(conclusion);
  });

  it('never fails a commit where the route does not require it', () => {
    const bad = [dead, refusedBy('policy.accept', 'no'), { runs: [aRun({ conclusion: 'failure' })] }];
    for (const changes of bad) {
      expect(report([aNotification(changes)]).check.conclusion).toBe('neutral');
      expect(report([aNotification(changes)], { isRequired: true }).check.conclusion).toBe('failure');
    }
  });

  it('fails no commit for an event that is not to be told, also where the route requires it', () => {
    const { check } = report([aNotification(refusedBy('policy.fork', 'from a fork'))], { isRequired: true });
    expect(check.conclusion).toBe('neutral');
  });

  it('says what to do about what was given up, and GitHub’s own words', () => {
    const { summary } = report([aNotification(dead)]).check;
    expect(summary).toContain('`GitHub answered 404: Not Found`');
    expect(summary).toContain(errorOf('hub-not-found')!.remedy);
    expect(summary).toContain('hub-relay notifications replay 11111111-1111-8111-8111-111111111111');
  });

  it('waits five minutes for a run, then says the usual causes why none appeared', () => {
    const before = report([aNotification()]);
    expect(before.lookAgainAt).toBe(NOW + RUN_APPEARS_WITHIN);
    const after = report([aNotification()], { now: NOW + RUN_APPEARS_WITHIN });
    expect(after.check).toMatchObject({ conclusion: 'neutral', title: 'told, but no run appeared' });
    expect(after.lookAgainAt).toBeUndefined();
    expect(after.check.summary).toContain('`types: [push]`');
    expect(after.check.summary).toContain('`run-name: ${{ github.event.client_payload.relay.id }}`');
    expect(after.check.summary).toContain('Actions');
    const later = aNotification({ updatedAt: NOW + 60_000 });
    expect(report([later, aNotification()]).lookAgainAt).toBe(NOW + RUN_APPEARS_WITHIN);
    const required = report([aNotification()], { now: NOW + RUN_APPEARS_WITHIN, isRequired: true });
    expect(required.check.conclusion).toBe('failure');
  });

  it('links the run, and of several the one that went worst', () => {
    const bad = aRun({
      runId: 10,
      name: 'Deploy',
      conclusion: 'timed_out',
      url: 'https://github.com/runs/10',
    });
    const { check } = report([aNotification({ runs: [aRun(), bad] })]);
    expect(check.detailsUrl).toBe('https://github.com/runs/10');
    expect(check.title).toBe('told; Deploy timed out after 42 s');
    expect(check.summary).toContain(
      '[`Rebuild`](https://github.com/acme/docs/actions/runs/9) succeeded after 42 s',
    );
  });

  it('is open as long as one of its notifications is, and then as bad as the worst', () => {
    const well = aNotification({ runs: [aRun()] });
    const open = report([well, aNotification({ state: 'sending' })]).check;
    expect(open).toMatchObject({ status: 'in_progress', title: 'being told (1 of 2)' });
    expect(report([well, aNotification(dead)]).check).toMatchObject({
      conclusion: 'neutral',
      title: 'could not be told (1 of 2)',
    });
  });

  it.each<readonly [string, Partial<ReportedNotification>]>([
    ['dead', { ...dead, reason: 'SECRETLY 404' }],
    ['refused', refusedBy('policy.accept', 'SECRETLY no')],
    [
      'told',
      { runs: [aRun({ name: 'SECRETLY', url: 'https://github.com/SECRETLY', conclusion: 'failure' })] },
    ],
    ['waiting', { state: 'waiting', dueAt: due, reason: 'SECRETLY 502' }],
    ['broken', { state: 'waiting', isHubBroken: true, reason: 'SECRETLY gone' }],
  ])('shows nothing of a hub that not everybody here may read: %s', (_, changes) => {
    const { check } = report([aNotification(changes)], { mayShowHub: false });
    expect(JSON.stringify(check)).not.toContain('SECRETLY');
    expect(check.detailsUrl).toBeUndefined();
    expect(check.summary).toContain('Not everybody who may read this repository');
  });

  it('ends with "told" where what the hub makes of it is not shown', () => {
    const { check, lookAgainAt } = report([aNotification()], { mayShowHub: false });
    expect(check).toMatchObject({ status: 'completed', conclusion: 'success', title: 'told' });
    expect(lookAgainAt).toBeUndefined();
  });
});
