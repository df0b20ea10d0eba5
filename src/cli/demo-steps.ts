import { type Sandbox } from '../sandbox/sandbox.ts';

type Delivery = NonNullable<Awaited<ReturnType<Sandbox['push']>>['delivery']>;

/** One thing that happens on GitHub, and what must come of it: the states of its notifications. */
export interface DemoStep {
  readonly title: string;
  readonly happens: (sandbox: Sandbox, earlier: readonly Delivery[]) => Promise<Delivery | undefined>;
  readonly expected: readonly string[];
  /** It is the first event once more, and must change nothing. */
  readonly isRedelivery?: boolean;
}

export const DEMO_STEPS: readonly DemoStep[] = [
  {
    title: 'push to acme/captures, main, docs/capture.md: its own file notifies the hub',
    happens: async (sandbox) =>
      (
        await sandbox.putFile('acme/captures', 'docs/capture.md', '# Captures', {
          message: 'Describe the capture format',
        })
      ).delivery,
    expected: ['delivered'],
  },
  {
    title: 'push to acme/captures, main, src/only.ts: the paths filter does not match',
    happens: async (sandbox) =>
      (await sandbox.putFile('acme/captures', 'src/only.ts', 'export {};')).delivery,
    expected: [],
  },
  {
    title: 'release v1.4.0 of acme/captures: the hub accepts that too',
    happens: async (sandbox) => (await sandbox.publishRelease('acme/captures', { tag: 'v1.4.0' })).delivery,
    expected: ['delivered'],
  },
  {
    title: 'issue opened in acme/player, which has no file: the hub subscribes to it',
    happens: async (sandbox) =>
      (await sandbox.openIssue('acme/player', { title: 'Player stops; $(rm -rf /) in the title' })).delivery,
    expected: ['delivered'],
  },
  {
    title: 'pull request closed in acme/player: the changed files are read from GitHub',
    happens: async (sandbox) => {
      const input = { title: 'New API', head: 'api', files: { modified: ['api/player.yml'] } };
      const { number } = await sandbox.openPullRequest('acme/player', input);
      return (await sandbox.pullRequest('acme/player', number, 'closed', { merged: true })).delivery;
    },
    expected: ['delivered'],
  },
  {
    title: 'workflow "Build" completed in acme/player',
    happens: async (sandbox) =>
      (await sandbox.completeWorkflowRun('acme/player', { name: 'Build', conclusion: 'success' })).delivery,
    expected: ['delivered'],
  },
  {
    title: 'push to stranger/tool, which names the hub, but the hub does not accept it',
    happens: async (sandbox) => (await sandbox.push('stranger/tool')).delivery,
    expected: ['refused'],
  },
  {
    title: 'GitHub redelivers the first push: it is on record, and nobody is told twice',
    happens: async (sandbox, [first]) => first && sandbox.redeliver(first.id),
    expected: ['delivered'],
    isRedelivery: true,
  },
];
