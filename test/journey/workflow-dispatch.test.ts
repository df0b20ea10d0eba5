import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const WORKFLOW = `
on:
  workflow_dispatch:
    inputs:
      version: { required: true }
      notes: {}
jobs: {}
`;
const ROUTE = `
notify:
  - hub: acme/docs
    on: { release: { types: [published] } }
    workflow: build.yml
    inputs: { version: '\${{ github.event.release.tag_name }}', notes: 1.10 }
    report: true
`;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({
    prepare: (sandbox) => {
      sandbox.createRepository({ fullName: 'acme/app', files: { [CONFIG]: ROUTE } });
      sandbox.createRepository({
        fullName: 'acme/docs',
        files: {
          [CONFIG]: 'accept: [{ from: acme/app, workflows: build.yml }, { from: acme/* }]',
          '.github/workflows/build.yml': WORKFLOW,
        },
      });
      const unwelcome = ROUTE.replace('report: true', 'forks: false');
      sandbox.createRepository({ fullName: 'acme/lib', files: { [CONFIG]: unwelcome } });
      const wrong = ROUTE.replace('version:', 'verzion:');
      sandbox.createRepository({ fullName: 'acme/wrong', files: { [CONFIG]: wrong } });
      sandbox.createRepository({
        fullName: 'acme/manual',
        files: {
          [CONFIG]: 'accept: [{ from: acme/wrong, workflows: build.yml }]',
          '.github/workflows/build.yml': WORKFLOW,
        },
      });
    },
  });
});
afterAll(() => stage.close());

const runsOf = (name: string) => stage.sandbox.repository(name).workflowRuns;

describe('a route that starts a workflow of its hub', () => {
  it('starts it with its inputs, and shows the very run on the commit, from its first moment to its end', async () => {
    stage.sandbox.onWorkflowDispatch('acme/docs', { steps: ['requested'] });
    const { delivery } = await stage.sandbox.publishRelease('acme/app', { tag: 'v2' });
    const { notifications } = await stage.settled(delivery?.guid);
    expect(notifications).toMatchObject([{ state: 'delivered', hub: 'acme/docs' }]);
    const [attempt] = await stage.store.notifications.attempts(notifications[0]!.id);
    expect(attempt?.request?.body).toEqual({
      ref: 'main',
      inputs: { version: 'v2', notes: '1.10' },
      return_run_details: true,
    });
    const [run] = runsOf('acme/docs');
    const shown = (title: RegExp) =>
      until(() => {
        const [check] = stage.sandbox.repository('acme/app').checkRuns;
        expect(check?.output.title).toMatch(title);
        expect(check?.detailsUrl).toContain(`/acme/docs/actions/runs/${run!.id}`);
        return check!;
      });
    await shown(/is queued$/);
    await stage.sandbox.startWorkflowRun('acme/docs', run!.id);
    await stage.sandbox.finishWorkflowRun('acme/docs', run!.id, 'success');
    expect(await shown(/succeeded after/)).toMatchObject({ conclusion: 'success' });
  });

  it('is refused where the hub takes dispatches from the spoke, but did not say that this workflow may be started', async () => {
    const { delivery } = await stage.sandbox.publishRelease('acme/lib', { tag: 'v1' });
    const { notifications } = await stage.settled(delivery?.guid);
    expect(notifications).toMatchObject([
      {
        state: 'refused',
        reason: 'acme/docs accepts from acme/lib, but no accept entry says workflows: [build.yml]',
      },
    ]);
  });

  it('dies with what GitHub says is wrong with it, and keeps nothing else from the hub', async () => {
    const files = { [CONFIG]: ROUTE.replace('acme/docs', 'acme/manual').replace('version:', 'verzion:') };
    await stage.sandbox.putFile('acme/wrong', CONFIG, files[CONFIG]);
    for (const tag of ['v1', 'v2', 'v3']) {
      const { delivery } = await stage.sandbox.publishRelease('acme/wrong', { tag });
      const { notifications } = await stage.settled(delivery?.guid);
      expect(notifications).toMatchObject([{ state: 'dead', code: 'workflow-refused' }]);
      expect(notifications[0]!.reason).toContain('Unexpected inputs provided: ["verzion"]');
    }
    expect(await stage.store.hubs.broken()).toEqual([]);
    expect(runsOf('acme/manual')).toEqual([]);
  });
});
