import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject } from '../../src/core/json.ts';
import { dispatchedRunOf, hubRunsOf, startedRunIn } from '../../src/core/hub-run.ts';
import { anEvent } from '../build/samples.ts';

const ID = '11111111-2222-8333-8444-555555555555';

const runEvent = (run: JsonObject = {}) =>
  anEvent('workflow_run', {
    action: 'completed',
    workflow_run: {
      id: 9,
      name: 'Rebuild',
      event: 'repository_dispatch',
      display_title: `rebuild ${ID}`,
      status: 'completed',
      conclusion: 'success',
      run_attempt: 2,
      head_sha: 'a'.repeat(40),
      html_url: 'https://github.com/acme/docs/actions/runs/9',
      run_started_at: '2026-11-23T12:00:00Z',
      updated_at: '2026-11-23T12:00:42Z',
      ...run,
    },
    repository: { id: 2, full_name: 'acme/docs' },
    installation: { id: 1 },
  });

describe('the run of a hub’s workflow', () => {
  it('belongs to the notification that its run-name names', () => {
    expect(hubRunsOf(runEvent())).toEqual([
      {
        notificationId: ID,
        hubId: 2,
        runId: 9,
        attempt: 2,
        name: 'Rebuild',
        status: 'completed',
        conclusion: 'success',
        url: 'https://github.com/acme/docs/actions/runs/9',
        startedAt: Date.UTC(2026, 10, 23, 12),
        updatedAt: Date.UTC(2026, 10, 23, 12, 0, 42),
      },
    ]);
  });

  it.each([
    ['requested', 'queued'],
    ['queued', 'queued'],
    ['waiting', 'queued'],
    ['in_progress', 'in_progress'],
    ['completed', 'completed'],
  ])('that is %s is %s', (status, expected) => {
    expect(hubRunsOf(runEvent({ status, conclusion: null })).map((run) => run.status)).toEqual([expected]);
  });

  it.each<readonly [string, JsonObject]>([
    ['was started by something else', { event: 'push' }],
    ['names no notification', { display_title: 'Rebuild' }],
    ['has no link that can be shown', { html_url: 'javascript:alert(1)' }],
    ['has a link that would end another', { html_url: 'https://github.com/a) ![x](b' }],
  ])('is none where it %s', (_, run) => {
    expect(hubRunsOf(runEvent(run))).toEqual([]);
  });

  it('is none of an event of another name', () => {
    expect(hubRunsOf({ ...runEvent(), name: 'push' })).toEqual([]);
  });

  it('belongs to the notification that it names also where a workflow_dispatch started it', () => {
    const [named] = hubRunsOf(runEvent({ event: 'workflow_dispatch' }));
    expect(named).toEqual(hubRunsOf(runEvent())[0]);
  });
});

describe('the run of a workflow that was started by a workflow_dispatch', () => {
  it('is told by its hub and its number, whatever its name', () => {
    const run = dispatchedRunOf(runEvent({ event: 'workflow_dispatch', display_title: 'Rebuild' }));
    expect(run).toMatchObject({ hubId: 2, runId: 9, attempt: 2, status: 'completed', conclusion: 'success' });
    expect(run).not.toHaveProperty('notificationId');
  });

  it.each(['repository_dispatch', 'push', 'schedule'])('is none that %s started', (event) => {
    expect(dispatchedRunOf(runEvent({ event }))).toBeUndefined();
  });

  it('is none with a link that cannot be shown, nor of an event of another name', () => {
    const run = { event: 'workflow_dispatch' };
    expect(dispatchedRunOf(runEvent({ ...run, html_url: 'javascript:alert(1)' }))).toBeUndefined();
    expect(dispatchedRunOf({ ...runEvent(run), name: 'push' })).toBeUndefined();
  });
});

describe('the run that an answer names', () => {
  const url = 'https://github.com/acme/docs/actions/runs/9';

  it('has a number and a link', () => {
    const body = { workflow_run_id: 9, run_url: 'https://api.github.com/x', html_url: url };
    expect(startedRunIn(body)).toEqual({ runId: 9, url });
  });

  it.each<readonly [string, Json | undefined]>([
    ['nothing', undefined],
    ['a text', 'started'],
    ['no number', { html_url: url }],
    ['a number that is a text', { workflow_run_id: '9', html_url: url }],
    ['no number of a run', { workflow_run_id: -1, html_url: url }],
    ['a broken number', { workflow_run_id: 1.5, html_url: url }],
    ['a number too large to be right', { workflow_run_id: 2 ** 60, html_url: url }],
    ['no link', { workflow_run_id: 9 }],
    ['a link to something else', { workflow_run_id: 9, html_url: 'file:///etc/passwd' }],
    ['a link that would end another', { workflow_run_id: 9, html_url: `${url}) ![x](y` }],
  ])('is none where that holds %s', (_, body) => {
    expect(startedRunIn(body)).toBeUndefined();
  });
});
