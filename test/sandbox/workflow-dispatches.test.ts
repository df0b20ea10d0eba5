import { describe, expect, it } from 'vitest';
import { type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asInstallation, call } from './client.ts';
import { useReceiver } from './receiver.ts';
import { toldTo } from './told.ts';

const BUILD = `
name: Build
on:
  workflow_dispatch:
    inputs:
      version: { required: true }
      level: { type: choice, options: [low, high] }
      title: { required: true, default: none }
`;
const FILES = {
  '.github/workflows/build.yml': BUILD,
  '.github/workflows/plain.yaml': 'on: [push, workflow_dispatch]',
  '.github/workflows/push.yml': 'on: push',
  '.github/workflows/broken.yml': 'on: [push',
  '.github/workflows/deep/build.yml': BUILD,
  'other.yml': BUILD,
};
const RIGHT = { ref: 'main', inputs: { version: '1.2.3' } };

const useHub = (options: SandboxOptions = {}) => {
  const checked = useCheckedSandbox(options);
  const receiver = useReceiver();
  return async (permissions: Readonly<Record<string, 'read' | 'write'>> = { actions: 'write' }) => {
    const { sandbox } = checked();
    const app = sandbox.createApp({
      name: 'Relay',
      permissions,
      events: ['workflow_dispatch', 'workflow_run'],
      webhookUrl: receiver().url,
    });
    const hub = sandbox.createRepository({ fullName: 'acme/hub', visibility: 'private', files: FILES });
    const installation = sandbox.install(app, 'acme');
    const authorization = await asInstallation(sandbox, installation);
    const start = async (body: unknown, workflow: string | number = 'build.yml') => {
      const path = `/repos/acme/hub/actions/workflows/${workflow}/dispatches`;
      const { status, body: answer } = await call(sandbox, `POST ${path}`, { authorization, body });
      await sandbox.idle();
      return { status, body: answer as Record<string, unknown> | undefined };
    };
    return { sandbox, hub, installation, start, told: () => toldTo(receiver()) };
  };
};

describe('a workflow', () => {
  const setUp = useHub();

  it('is started, and its run told from its request to its end', async () => {
    const { sandbox, hub, start, told } = await setUp();
    const { status, body } = await start(RIGHT);
    expect([status, body]).toEqual([204, undefined]);
    expect(told().map(({ name }) => name)).toEqual([
      'workflow_dispatch',
      'workflow_run requested',
      'workflow_run in_progress',
      'workflow_run completed',
    ]);
    expect(told()[0]?.payload).toMatchObject({
      ref: 'refs/heads/main',
      workflow: '.github/workflows/build.yml',
      inputs: RIGHT.inputs,
    });
    expect(told().at(-1)?.payload.workflow_run).toMatchObject({
      id: hub.workflowRuns[0]?.id,
      event: 'workflow_dispatch',
      name: 'Build',
      display_title: 'Build',
      path: '.github/workflows/build.yml',
      head_branch: 'main',
      head_sha: hub.branches.get('main'),
      conclusion: 'success',
      triggering_actor: { login: 'relay[bot]', type: 'Bot' },
      html_url: `http://${sandbox.host}/acme/hub/actions/runs/${hub.workflowRuns[0]?.id}`,
    });
  });

  it('tells which run it was where that is asked for', async () => {
    const { sandbox, hub, start } = await setUp();
    const { status, body } = await start({ ...RIGHT, return_run_details: true });
    const { id } = hub.workflowRuns[0]!;
    expect(status).toBe(200);
    expect(body).toEqual({
      workflow_run_id: id,
      run_url: `${sandbox.url}/repos/acme/hub/actions/runs/${id}`,
      html_url: `http://${sandbox.host}/acme/hub/actions/runs/${id}`,
    });
    expect((await start({ ...RIGHT, return_run_details: false })).status).toBe(204);
  });

  it('is found by its number too', async () => {
    const { hub, start } = await setUp();
    await start(RIGHT);
    expect((await start(RIGHT, hub.workflowRuns[0]!.workflowId)).status).toBe(204);
    expect(hub.workflowRuns.map(({ number }) => number)).toEqual([1, 2]);
    expect((await start(RIGHT, 7)).status).toBe(404);
  });

  it('runs as far as it should by itself, and is gone on with, and run again', async () => {
    const { sandbox, hub, start, told } = await setUp();
    const runName = ({ version }: Readonly<Record<string, unknown>>) => `build ${String(version)}`;
    sandbox.onWorkflowDispatch('acme/hub', { steps: ['requested'], runName });
    await start(RIGHT);
    const { id, displayTitle } = hub.workflowRuns[0]!;
    expect(displayTitle).toBe('build 1.2.3');
    await sandbox.startWorkflowRun('acme/hub', id);
    await sandbox.finishWorkflowRun('acme/hub', id, 'failure');
    await sandbox.rerunWorkflow('acme/hub', id, { sender: 'ada' });
    expect(told().at(-1)?.payload.workflow_run).toMatchObject({
      id,
      event: 'workflow_dispatch',
      run_attempt: 2,
      actor: { login: 'relay[bot]' },
      triggering_actor: { login: 'ada' },
    });
  });

  it.each(['main', 'refs/heads/main', 'v1', 'refs/tags/v1'])('runs on %s', async (ref) => {
    const { hub, start, told } = await setUp();
    hub.tags.set('v1', hub.branches.get('main')!);
    expect((await start({ ...RIGHT, ref })).status).toBe(204);
    expect(told().at(-1)?.payload.workflow_run.head_branch).toBe(ref.split('/').at(-1));
  });

  it('runs as it is on its ref', async () => {
    const { sandbox, start } = await setUp();
    await sandbox.push('acme/hub', {
      branch: 'old',
      commits: [
        {
          files: { modified: ['.github/workflows/build.yml'], removed: ['.github/workflows/plain.yaml'] },
          texts: { '.github/workflows/build.yml': 'on: workflow_dispatch' },
        },
      ],
    });
    expect((await start({ ref: 'old' })).status).toBe(204);
    expect((await start({ ...RIGHT, ref: 'old' })).status).toBe(422);
    expect((await start({ ref: 'old' }, 'plain.yaml')).status).toBe(422);
  });

  it.each(['none.yml', 'other.yml', 'deep%2Fbuild.yml', 'Build.yml', '%2e%2e%2f%2e%2e%2fother.yml'])(
    'is not found as %s',
    async (workflow) => {
      const { hub, start } = await setUp();
      expect((await start(RIGHT, workflow)).status).toBe(404);
      expect(hub.workflowRuns).toEqual([]);
    },
  );

  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`input${at}`, '']));

  it.each<readonly [string, object, string | RegExp]>([
    ['no ref', { inputs: RIGHT.inputs }, 'Invalid request.\n\n"ref" wasn\'t supplied.'],
    ['an unknown ref', { ...RIGHT, ref: 'none' }, 'No ref found for: none'],
    ['an unknown key', { ...RIGHT, input: {} }, /"input" is not a permitted key/],
    [
      'an input that is not declared',
      { ...RIGHT, inputs: { ...RIGHT.inputs, x: '' } },
      'Unexpected inputs provided: ["x"]',
    ],
    ['a required input left out', { ref: 'main' }, "Required input 'version' not provided"],
    [
      'an input that is no text',
      { ...RIGHT, inputs: { version: 1 } },
      /properties\/version', 1 is not a string/,
    ],
    [
      'a choice that there is not',
      { ...RIGHT, inputs: { version: '1', level: 'top' } },
      "Provided value 'top' for input 'level' not in the list of allowed values",
    ],
    ['26 inputs', { ...RIGHT, inputs: many(26) }, /No more than 25 properties are allowed; 26/],
    ['25 others', { ...RIGHT, inputs: many(25) }, /^Unexpected inputs provided/],
    ['too large an input', { ...RIGHT, inputs: { version: 'x'.repeat(65_536) } }, 'inputs are too large.'],
    ['details that are no boolean', { ...RIGHT, return_run_details: 'yes' }, /is not a boolean/],
  ])('is not started with %s', async (_, body, message) => {
    const { hub, start } = await setUp();
    const reply = await start(body);
    expect(reply.status).toBe(422);
    expect(reply.body?.['message']).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
    expect(hub.workflowRuns).toEqual([]);
  });

  it.each([
    ['push.yml', "Workflow does not have 'workflow_dispatch' trigger"],
    ['broken.yml', 'failed to parse workflow'],
  ])('of the file %s is not started', async (workflow, message) => {
    const { start } = await setUp();
    const { status, body } = await start({ ref: 'main' }, workflow);
    expect([status, body?.['message']]).toEqual([422, expect.stringContaining(message) as string]);
  });

  it('without inputs of its own starts without any', async () => {
    const { start } = await setUp();
    expect((await start({ ref: 'main' }, 'plain.yaml')).status).toBe(204);
    expect((await start(RIGHT, 'plain.yaml')).status).toBe(422);
  });

  it('is not started by who may only read Actions, or only write contents', async () => {
    const { installation, start } = await setUp({ actions: 'read', contents: 'write' });
    const message = 'Resource not accessible by integration';
    expect(await start(RIGHT)).toMatchObject({ status: 403, body: { message } });
    installation.permissions = { contents: 'write' };
    expect(await start(RIGHT)).toMatchObject({ status: 403, body: { message } });
  });

  it('is not started in an archived repository', async () => {
    const { sandbox, start } = await setUp();
    await sandbox.archive('acme/hub');
    const message = 'Repository was archived so is read-only.';
    expect(await start(RIGHT)).toMatchObject({ status: 403, body: { message } });
  });

  it('counts as what is written does', async () => {
    const { sandbox, installation, start } = await setUp();
    sandbox.setRateLimit(installation, { remaining: 1 });
    expect((await start(RIGHT)).status).toBe(204);
    expect((await start(RIGHT)).status).toBe(403);
  });
});

describe('an older server', () => {
  const ignores = useHub({ runDetails: 'ignored' });
  const refuses = useHub({ runDetails: 'refused' });

  it('overlooks that the run is asked for', async () => {
    const { hub, start } = await ignores();
    expect((await start({ ...RIGHT, return_run_details: true })).status).toBe(204);
    expect(hub.workflowRuns).toHaveLength(1);
  });

  it('or refuses that', async () => {
    const { hub, start } = await refuses();
    const reply = await start({ ...RIGHT, return_run_details: true });
    expect(reply.body?.['message']).toBe('Invalid request.\n\n"return_run_details" is not a permitted key.');
    expect(hub.workflowRuns).toEqual([]);
    expect((await start(RIGHT)).status).toBe(204);
  });
});
