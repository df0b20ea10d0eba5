import { describe, expect, it } from 'vitest';
import { type JsonObject } from '../../src/core/json.ts';
import { hubRunsOf } from '../../src/core/hub-run.ts';
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
});
