import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckRun } from '../../src/sandbox/check-run.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const REFUSED = {
  status: 422,
  body: { message: 'Invalid request.', documentation_url: 'https://docs.github.com/rest', status: '422' },
};
const file = (text: string): Record<string, string> => ({ [CONFIG]: text });
const accepting = file('accept: [{ from: acme/* }]');

/** Each story has its own spoke and hub, so that they can be told at once: they mostly wait for what is told together. */
const SPOKES: Readonly<Record<string, { readonly hub: string; readonly report: string }>> = {
  'acme/app': { hub: 'acme/docs', report: 'true' },
  'acme/trying': { hub: 'acme/moody', report: 'true' },
  'acme/strict': { hub: 'acme/silent', report: 'required' },
  'acme/lonely': { hub: 'acme/deaf', report: 'required' },
  'acme/open': { hub: 'acme/secret', report: 'true' },
  'acme/released': { hub: 'acme/site', report: 'true' },
  'acme/unlucky': { hub: 'acme/silent', report: 'true' },
};

let stage: Stage;
let passed = 0;
/** The time at which the clock stands, while it does. */
let standing: number | undefined;
beforeAll(async () => {
  stage = await Stage.open({
    clock: { now: () => standing ?? Date.now() + passed, random: Math.random },
    prepare: (sandbox) => {
      for (const [fullName, { hub, report }] of Object.entries(SPOKES)) {
        const route = `notify: [{ hub: ${hub}, on: [push, release], report: ${report} }]`;
        sandbox.createRepository({ fullName, files: file(`${route}\nallow-public-hubs: true`) });
      }
      for (const fullName of ['acme/docs', 'acme/moody', 'acme/silent', 'acme/site'])
        sandbox.createRepository({ fullName, files: accepting });
      sandbox.createRepository({ fullName: 'acme/deaf' });
      sandbox.createRepository({ fullName: 'acme/secret', visibility: 'private', files: accepting });
    },
  });
});
afterAll(() => stage.close());

/** As if it took no time, however slow the machine is: until all that it leads to is planned. */
const inOneMoment = async <T>(work: () => Promise<T>): Promise<T> => {
  standing = Date.now() + passed;
  const result = await work();
  await stage.sandbox.idle();
  await until(async () => expect(await stage.store.events.list({ state: 'recorded', limit: 1 })).toEqual([]));
  standing = undefined;
  return result;
};

/** Until the only check run on that commit is like this. */
const shows = (spoke: string, sha: string, expected: Partial<CheckRun>, title: RegExp): Promise<CheckRun> =>
  until(() => {
    const runs = stage.sandbox.repository(spoke).checkRuns.filter(({ suite }) => suite.headSha === sha);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject(expected);
    expect(runs[0]!.output.title).toMatch(title);
    return runs[0]!;
  });

/** The requests that wrote check runs there. */
const writes = (spoke: string): readonly string[] =>
  stage.sandbox.exchanges
    .filter(({ method, path }) => method !== 'GET' && path.includes(`${spoke}/check-runs`))
    .map(({ method }) => method);

const relayId = ({ relay }: Readonly<Record<string, unknown>>): string => (relay as { id: string }).id;

describe.concurrent('a commit whose route says report: true', () => {
  it('shows that its hub was told and what its run becomes, with one write for each change', async () => {
    stage.sandbox.onDispatch('acme/docs', {
      name: 'Rebuild',
      runName: (payload) => `rebuild for ${relayId(payload)}`,
      steps: ['requested'],
    });
    const sha = await inOneMoment(async () => {
      const pushed = await stage.sandbox.push('acme/app');
      await stage.settled(pushed.delivery?.guid);
      return pushed.sha;
    });
    const shown = (expected: Partial<CheckRun>, title: RegExp) => shows('acme/app', sha, expected, title);
    const queued = await shown({ status: 'in_progress', conclusion: null }, /^told; Rebuild is queued$/);
    expect(queued.name).toBe('Hub Relay: acme/docs');
    expect(queued.detailsUrl).toMatch(/acme\/docs\/actions\/runs\/\d+$/);
    const runId = stage.sandbox.repository('acme/docs').workflowRuns[0]!.id;
    await stage.sandbox.startWorkflowRun('acme/docs', runId);
    await shown({ status: 'in_progress' }, /^told; Rebuild is running$/);
    await stage.sandbox.finishWorkflowRun('acme/docs', runId, 'failure');
    // Not required: it never fails the commit.
    await shown({ status: 'completed', conclusion: 'neutral' }, /^told; Rebuild failed after /);
    await inOneMoment(async () => {
      await stage.sandbox.rerunWorkflow('acme/docs', runId);
      await stage.sandbox.startWorkflowRun('acme/docs', runId);
      await stage.sandbox.finishWorkflowRun('acme/docs', runId, 'success');
    });
    const done = await shown({ status: 'completed', conclusion: 'success' }, /^told; Rebuild succeeded/);
    expect(done.output.summary).toContain('attempt 2');
    // What happened within two seconds was told once.
    expect(writes('acme/app')).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH']);
  });

  it('shows what died and what to do; to run it again on GitHub sends it again', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: /moody\/dispatches/, answer: REFUSED });
    const { sha, delivery } = await stage.sandbox.push('acme/trying');
    const run = await shows('acme/trying', sha, { conclusion: 'neutral' }, /^could not be told$/);
    const { notifications } = await stage.settled(delivery?.guid, ['dead']);
    expect(run.output.summary).toContain('GitHub answered 422: Invalid request.');
    expect(run.output.summary).toContain(`hub-relay notifications replay ${notifications[0]!.id}`);
    await stage.sandbox.rerequestCheckRun('acme/trying', run.id);
    await shows('acme/trying', sha, { status: 'in_progress' }, /^told; waiting for its run$/);
    const before = writes('acme/trying').length;
    // What arrived is not sent once more.
    await stage.sandbox.rerequestCheckRun('acme/trying', run.id);
    await until(() => expect(writes('acme/trying')).toHaveLength(before + 1));
    expect(stage.dispatches('acme/moody')).toHaveLength(1);
  });

  it('is failed by a refusal only where the route requires it, and shows why', async () => {
    const { sha } = await stage.sandbox.push('acme/lonely');
    const run = await shows('acme/lonely', sha, { conclusion: 'failure' }, /^not told: refused$/);
    expect(run.output.summary).toContain('acme/deaf has no accept entry for acme/lonely');
  });

  it('shows of a hub that not everybody may read only that it was told', async () => {
    stage.sandbox.onDispatch('acme/secret', { name: 'Hidden', runName: relayId, conclusion: 'failure' });
    const { sha } = await stage.sandbox.push('acme/open');
    const run = await shows('acme/open', sha, { conclusion: 'success' }, /^told$/);
    await until(() =>
      expect(stage.sandbox.repository('acme/secret').workflowRuns[0]?.step).toBe('completed'),
    );
    expect(JSON.stringify(run.output)).not.toContain('Hidden');
    expect(run.detailsUrl).not.toContain('acme/secret');
  });

  it('is found by the tag of a release', async () => {
    stage.sandbox.onDispatch('acme/site', { name: 'Publish', runName: relayId });
    await stage.sandbox.publishRelease('acme/released', { tag: 'v1' });
    const sha = stage.sandbox.repository('acme/released').tags.get('v1')!;
    await shows('acme/released', sha, { conclusion: 'success' }, /^told; Publish succeeded/);
  });
});

describe('time, for such a commit', () => {
  it('of five minutes without a run is said, with the usual causes', async () => {
    const { sha } = await stage.sandbox.push('acme/strict');
    await shows('acme/strict', sha, { status: 'in_progress' }, /^told; waiting for its run$/);
    passed += 5 * 60_000;
    // Anything wakes it: nobody waits five minutes here.
    await stage.sandbox.push('acme/app');
    const run = await shows('acme/strict', sha, { conclusion: 'failure' }, /^told, but no run appeared$/);
    expect(run.output.summary).toContain('run-name');
  });

  it('after a lost answer makes no second check run', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: /unlucky\/check-runs/, answer: 'reset-after' });
    const { sha } = await stage.sandbox.push('acme/unlucky');
    await stage.says('not reported: ');
    passed += 60_000;
    await stage.sandbox.push('acme/app');
    await until(() => expect(writes('acme/unlucky')).toEqual(['POST', 'PATCH']));
    await shows('acme/unlucky', sha, { status: 'in_progress' }, /^told; waiting for its run$/);
  });
});
