import { beforeEach, describe, expect, it } from 'vitest';
import { decideOnWorkflow } from '../../src/core/workflow-answer.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { type Sent } from '../../src/flow/github-ports.ts';
import { type Notification } from '../../src/flow/notification-ports.ts';
import { createAppClient } from '../../src/github/app-client.ts';
import { createTokens } from '../../src/github/tokens.ts';
import { type Installation } from '../../src/sandbox/installation.ts';
import { type Repository } from '../../src/sandbox/repository.ts';
import { type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { createWorkflowDispatch } from '../../src/senders/workflow-dispatch.ts';
import { aStored } from '../fakes/fake-notifications.ts';
import { useCheckedSandbox } from '../sandbox/checked-sandbox.ts';

const BUILD = 'name: Build\non: { workflow_dispatch: { inputs: { version: { required: true } } } }\n';
const PAYLOAD = { relay: { id: 'n-1' }, inputs: { version: '1.2.3' } };
const CIRCUMSTANCES = { now: 0, strikes: 0, isTokenFresh: true, mayRedirect: true };

const useHub = (options: SandboxOptions = {}) => {
  const checked = useCheckedSandbox(options);
  let current: {
    readonly hub: Repository;
    readonly installation: Installation;
    readonly send: (changes?: Changes) => Promise<Sent>;
  };

  beforeEach(() => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay', permissions: { contents: 'write', actions: 'write' } });
    const files = { '.github/workflows/build.yml': BUILD, '.github/workflows/push.yml': 'on: push' };
    const hub = sandbox.createRepository({ fullName: 'acme/docs', files });
    const installation = sandbox.install(app, 'acme');
    const client = createAppClient({ appId: app.id, privateKey: app.privateKey, apiUrl: sandbox.url });
    const token = createTokens({
      authenticate: () => Promise.resolve(client),
      permissions: { actions: 'write' },
      now: sandbox.clock,
      likelyHubs: () => Promise.resolve([]),
    });
    const sender = createWorkflowDispatch({ apiUrl: sandbox.url, token });
    const send = ({ payload = PAYLOAD, workflow = 'build.yml', ref = 'main', ...about }: Changes = {}) => {
      const { location, signal = new AbortController().signal, ...changes } = about;
      const target = { kind: 'workflow', workflow, ref } as const;
      return sender.send(
        aStored('n-1', { lane: installation.id, hubId: hub.id, target, ...changes }),
        payload,
        { isTokenFresh: false, signal, ...(location !== undefined && { location }) },
      );
    };
    current = { hub, installation, send };
  });

  return () => ({ sandbox: checked().sandbox, ...current });
};

interface Changes extends Partial<Pick<Notification, 'hub' | 'hubId'>> {
  readonly payload?: JsonObject;
  readonly workflow?: string;
  readonly ref?: string;
  readonly location?: string;
  readonly signal?: AbortSignal;
}

describe('a workflow_dispatch', () => {
  const at = useHub();
  const sentTo = () => at().sandbox.exchanges.filter(({ path }) => path.endsWith('/dispatches'));

  it('starts the workflow with the inputs of the payload, and learns at once which run it is', async () => {
    const { hub, send, sandbox } = at();
    const { request, answer, run } = await send();
    expect(answer).toMatchObject({ kind: 'answer', status: 200 });
    expect(hub.workflowRuns).toMatchObject([{ name: 'Build', branch: 'main', event: 'workflow_dispatch' }]);
    const { id } = hub.workflowRuns[0]!;
    expect(run).toEqual({ runId: id, url: `http://${sandbox.host}/acme/docs/actions/runs/${id}` });
    expect(request).toEqual({
      method: 'POST',
      url: `${sandbox.url}/repos/acme/docs/actions/workflows/build.yml/dispatches`,
      body: { ref: 'main', inputs: { version: '1.2.3' }, return_run_details: true },
    });
    expect(sentTo()).toHaveLength(1);
  });

  it('has a token of its own that can start workflows of the hub, and nothing else; it is not in the record', async () => {
    const { sandbox, hub, send } = at();
    const sent = await send();
    const [asked] = sandbox.exchanges.filter(({ path }) => path.endsWith('/access_tokens'));
    expect(asked?.requestBody).toEqual({ repository_ids: [hub.id], permissions: { actions: 'write' } });
    expect(JSON.stringify(sent)).not.toContain('ghs_');
  });

  it.each<readonly [string, Changes, number]>([
    ['is not there', { workflow: 'none.yml' }, 404],
    ['is not on that ref', { ref: 'v9' }, 422],
    ['is not started so', { workflow: 'push.yml' }, 422],
    ['does not take an input', { payload: { inputs: { version: '1', x: '' } } }, 422],
    ['needs an input', { payload: {} }, 422],
  ])('is refused once, and starts nothing, where the workflow %s', async (_, changes, status) => {
    const { hub, send } = at();
    const { answer, run } = await send(changes);
    expect(answer).toMatchObject({ kind: 'answer', status });
    expect(decideOnWorkflow(answer, CIRCUMSTANCES)).toMatchObject({ kind: 'dead', code: 'workflow-refused' });
    expect(run).toBeUndefined();
    expect(hub.workflowRuns).toEqual([]);
    expect(sentTo()).toHaveLength(1);
  });

  it('is given up alone where its owner did not grant "actions: write"', async () => {
    const { installation, hub, send } = at();
    installation.permissions = { contents: 'write', actions: 'read' };
    const { answer } = await send();
    expect(answer).toMatchObject({ status: 422, isForToken: true });
    expect(decideOnWorkflow(answer, CIRCUMSTANCES)).toMatchObject({ kind: 'dead', code: 'workflow-refused' });
    expect(hub.workflowRuns).toEqual([]);
    expect(sentTo()).toEqual([]);
  });

  it('goes where GitHub redirects to within its API, and nowhere else', async () => {
    const { sandbox, hub, send } = at();
    await sandbox.rename('acme/docs', 'pages');
    const { answer } = await send();
    expect(answer).toMatchObject({ kind: 'answer', status: 307 });
    if (answer.kind !== 'answer') throw new Error('no answer');
    const { run } = await send({ location: answer.headers['location']! });
    expect(run?.runId).toBe(hub.workflowRuns[0]?.id);
    const before = sandbox.exchanges.length;
    expect((await send({ location: 'https://attacker.test/x' })).answer).toMatchObject({ status: 400 });
    expect(sandbox.exchanges).toHaveLength(before);
  });

  it('is never repeated, and may have arrived where the answer was lost', async () => {
    const { sandbox, send } = at();
    sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: 'reset-after' });
    expect((await send()).answer).toMatchObject({ kind: 'no-answer', mayHaveArrived: true });
    sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: { status: 502 } });
    expect((await send()).answer).toMatchObject({ kind: 'answer', status: 502 });
    expect(sentTo()).toHaveLength(2);
  });

  it('is given up when it is told so', async () => {
    const { sandbox, send } = at();
    sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: 'hang' });
    const { answer } = await send({ signal: AbortSignal.abort(new Error('Hub Relay is stopping')) });
    expect(answer).toMatchObject({ kind: 'no-answer' });
  });

  it('was started also where the answer has no link that can be shown; that is not taken for a run', async () => {
    const { sandbox, send } = at();
    const body = { workflow_run_id: 9, run_url: `${sandbox.url}/x`, html_url: 'javascript:alert(1)' };
    sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: { status: 200, body } });
    const { answer, run } = await send();
    expect(answer).toMatchObject({ status: 200 });
    expect(run).toBeUndefined();
  });
});

describe('a workflow_dispatch to an older server', () => {
  const ignores = useHub({ runDetails: 'ignored' });
  const refuses = useHub({ runDetails: 'refused' });

  it('is accepted without a word of its run', async () => {
    const { hub, send } = ignores();
    const { answer, run } = await send();
    expect([answer, run]).toMatchObject([{ status: 204 }, undefined]);
    expect(hub.workflowRuns).toHaveLength(1);
  });

  it('that does not know the key is sent once more without it, and from then on without it', async () => {
    const { sandbox, hub, send } = refuses();
    expect((await send()).answer).toMatchObject({ status: 204 });
    const { request, answer } = await send();
    expect(answer).toMatchObject({ status: 204 });
    expect(request['body']).toEqual({ ref: 'main', inputs: { version: '1.2.3' } });
    expect(hub.workflowRuns).toHaveLength(2);
    const statuses = sandbox.exchanges.filter(({ path }) => path.endsWith('/dispatches'));
    expect(statuses.map(({ status }) => status)).toEqual([422, 204, 204]);
  });

  it('is not sent again where something else is wrong', async () => {
    const { sandbox, send } = ignores();
    expect((await send({ ref: 'v9' })).answer).toMatchObject({ status: 422 });
    expect(sandbox.exchanges.filter(({ path }) => path.endsWith('/dispatches'))).toHaveLength(1);
  });
});
