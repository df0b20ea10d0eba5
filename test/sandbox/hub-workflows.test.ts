import { describe, expect, it } from 'vitest';
import { type HubWorkflow } from '../../src/sandbox/workflow-run.ts';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asInstallation, call } from './client.ts';
import { useReceiver } from './receiver.ts';
import { toldTo } from './told.ts';

interface Run {
  readonly status: string;
  readonly conclusion: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly run_started_at: string;
}

const WORKFLOW: HubWorkflow = {
  name: 'Rebuild',
  runName: ({ relay }) => `Rebuild ${(relay as { readonly id: string }).id}`,
};

describe('the workflow of a hub', () => {
  const checked = useCheckedSandbox();
  const receiver = useReceiver();

  const setUp = async (workflow: HubWorkflow | undefined = WORKFLOW) => {
    const { sandbox, advance } = checked();
    const app = sandbox.createApp({
      name: 'Relay',
      permissions: { contents: 'write' },
      events: ['repository_dispatch', 'workflow_run'],
      webhookUrl: receiver().url,
    });
    const hub = sandbox.createRepository({ fullName: 'acme/hub' });
    const authorization = await asInstallation(sandbox, sandbox.install(app, 'acme'));
    sandbox.onDispatch('acme/hub', workflow);
    const dispatch = async (id: string, type = 'docs') => {
      const body = { event_type: type, client_payload: { relay: { id } } };
      const reply = await call(sandbox, 'POST /repos/acme/hub/dispatches', { authorization, body });
      await sandbox.idle();
      return reply.status;
    };
    return { sandbox, advance, hub, dispatch };
  };

  const told = () => toldTo(receiver());
  const runs = (): readonly Run[] =>
    told()
      .filter(({ name }) => name.startsWith('workflow_run'))
      .map(({ payload }): Run => payload.workflow_run as Run);

  it('runs after a dispatch was accepted, and says so under the name that the payload gives it', async () => {
    const { sandbox, hub, dispatch } = await setUp();
    expect(await dispatch('id-1')).toBe(204);
    expect(told().map(({ name }) => name)).toEqual([
      'repository_dispatch docs',
      'workflow_run requested',
      'workflow_run in_progress',
      'workflow_run completed',
    ]);
    expect(told()[0]?.payload).toMatchObject({
      action: 'docs',
      branch: 'main',
      client_payload: { relay: { id: 'id-1' } },
      sender: { login: 'relay[bot]', type: 'Bot' },
    });
    expect(runs().map(({ status, conclusion }) => `${status} ${conclusion}`)).toEqual([
      'queued null',
      'in_progress null',
      'completed success',
    ]);
    const [run] = hub.workflowRuns;
    for (const one of runs()) {
      expect(one).toMatchObject({
        id: run?.id,
        event: 'repository_dispatch',
        display_title: 'Rebuild id-1',
        name: 'Rebuild',
        path: '.github/workflows/rebuild.yml',
        head_branch: 'main',
        head_sha: hub.branches.get('main'),
        run_attempt: 1,
        run_number: 1,
        workflow_id: run?.workflowId,
        actor: { login: 'relay[bot]' },
        html_url: `http://${sandbox.host}/acme/hub/actions/runs/${run?.id}`,
      });
    }
  });

  it('counts its runs and keeps its id', async () => {
    const { hub, dispatch } = await setUp({ ...WORKFLOW, conclusion: 'failure' });
    await dispatch('id-1');
    await dispatch('id-2');
    expect(hub.workflowRuns.map(({ number, displayTitle }) => `${number} ${displayTitle}`)).toEqual([
      '1 Rebuild id-1',
      '2 Rebuild id-2',
    ]);
    expect(new Set(hub.workflowRuns.map(({ workflowId }) => workflowId)).size).toBe(1);
    expect(new Set(hub.workflowRuns.map(({ id }) => id)).size).toBe(2);
    expect(runs().at(-1)).toMatchObject({ conclusion: 'failure', run_number: 2 });
  });

  it('goes as far as it should by itself, and on from there when it is told to', async () => {
    const { sandbox, advance, hub, dispatch } = await setUp({ ...WORKFLOW, steps: ['requested'] });
    await dispatch('id-1');
    expect(hub.workflowRuns).toMatchObject([{ step: 'requested', conclusion: null }]);
    const { id } = hub.workflowRuns[0]!;
    advance(10_000);
    await sandbox.startWorkflowRun('acme/hub', id);
    expect(hub.workflowRuns).toMatchObject([{ step: 'in_progress' }]);
    await expect(sandbox.startWorkflowRun('acme/hub', id)).rejects.toThrow('is in_progress');
    await expect(sandbox.rerunWorkflow('acme/hub', id)).rejects.toThrow('is in_progress');
    advance(10_000);
    await sandbox.finishWorkflowRun('acme/hub', id, 'timed_out');
    await expect(sandbox.finishWorkflowRun('acme/hub', id)).rejects.toThrow('is completed');
    expect(runs().map(({ status, conclusion }) => `${status} ${conclusion}`)).toEqual([
      'queued null',
      'in_progress null',
      'completed timed_out',
    ]);
    const [first, , last] = runs() as [Run, Run, Run];
    expect([last.created_at, last.run_started_at]).toEqual([first.created_at, first.run_started_at]);
    expect(Date.parse(last.updated_at) - Date.parse(first.updated_at)).toBeGreaterThan(19_000);
  });

  it('can be run again: the same run, another attempt, by whoever asked for it', async () => {
    const { sandbox, advance, hub, dispatch } = await setUp({ ...WORKFLOW, conclusion: 'failure' });
    await dispatch('id-1');
    const { id } = hub.workflowRuns[0]!;
    advance(60_000);
    await sandbox.rerunWorkflow('acme/hub', id, { sender: 'ada' });
    await sandbox.finishWorkflowRun('acme/hub', id);
    const [first, , , requested, last] = runs() as [Run, Run, Run, Run, Run];
    expect(requested).toMatchObject({ status: 'queued', conclusion: null, run_attempt: 2 });
    expect(last).toMatchObject({
      id,
      run_attempt: 2,
      run_number: 1,
      conclusion: 'success',
      display_title: 'Rebuild id-1',
      created_at: first.created_at,
      actor: { login: 'relay[bot]' },
      triggering_actor: { login: 'ada' },
      previous_attempt_url: expect.stringMatching(/\/attempts\/1$/),
    });
    expect(Date.parse(last.run_started_at)).toBeGreaterThan(Date.parse(first.run_started_at));
    expect(told().at(-1)?.payload.sender.login).toBe('ada');
  });

  it('has the event type as title where it names no other, and hears only its own types', async () => {
    const { dispatch } = await setUp({ name: 'Rebuild', types: ['docs'] });
    await dispatch('id-1', 'other');
    expect(told().map(({ name }) => name)).toEqual(['repository_dispatch other']);
    await dispatch('id-2', 'docs');
    expect(runs()[0]).toMatchObject({ display_title: 'docs' });
  });

  it('is heard of no more when it is taken away, nor when a dispatch is refused', async () => {
    const { sandbox, dispatch } = await setUp();
    expect(await dispatch('id-1', 'x'.repeat(101))).toBe(422);
    sandbox.onDispatch('acme/hub', undefined);
    expect(await dispatch('id-1')).toBe(204);
    expect(told()).toEqual([]);
  });

  it('is the same in events that are sent by hand', async () => {
    const { sandbox, hub } = await setUp();
    const { runId } = await sandbox.completeWorkflowRun('acme/hub', { name: 'Build', action: 'requested' });
    await sandbox.completeWorkflowRun('acme/hub', { name: 'Build', runId, conclusion: 'cancelled' });
    expect(runs()).toMatchObject([
      { id: runId, status: 'queued' },
      { id: runId, status: 'completed', conclusion: 'cancelled' },
    ]);
    expect(hub.workflowRuns).toHaveLength(1);
    await expect(sandbox.finishWorkflowRun('acme/hub', 7)).rejects.toThrow('acme/hub has no workflow run 7');
    await expect(sandbox.completeWorkflowRun('acme/hub', { name: 'Build', branch: 'none' })).rejects.toThrow(
      'acme/hub has no branch none',
    );
  });
});
