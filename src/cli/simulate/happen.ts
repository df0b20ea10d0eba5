import { type EventName } from '../../core/event.ts';
import { type PullRequestAction } from '../../sandbox/actions/pull-requests.ts';
import { type ReleaseInput } from '../../sandbox/actions/releases.ts';
import { DEFAULT_SENDER, tellAll } from '../../sandbox/emit.ts';
import { createCommit, type CommitInput } from '../../sandbox/git.ts';
import { type Imagined } from '../../sandbox/imagine.ts';
import { pusherOf } from '../../sandbox/payloads/push.ts';
import { fullName } from '../../sandbox/repository.ts';
import { type RunConclusion, type RunStep } from '../../sandbox/workflow-run.ts';
import { ACTIONS, type HappeningOptions } from './options.ts';

type Happens = (github: Imagined, options: HappeningOptions) => Promise<unknown>;

/** A branch that was there before, at the default branch's commit, or at a commit of this name. */
const withBranch = ({ repository, clock }: Imagined, branch: string, sha?: string): void => {
  const { branches, commits, defaultBranch } = repository;
  const tip = branches.get(branch) ?? branches.get(defaultBranch) ?? '';
  if (sha === undefined) return void branches.set(branch, tip);
  const commit = createCommit(commits.get(tip), { sha }, clock());
  commits.set(sha, commit);
  branches.set(branch, sha);
};

const push: Happens = async (github, options) => {
  const { repository } = github;
  const { sender = DEFAULT_SENDER, created = false, deleted = false, forced = false, sha } = options;
  const spoke = fullName(repository);
  const tag = options.tag ?? /^refs\/tags\/(.+)$/.exec(options.ref ?? '')?.[1];
  if (tag !== undefined) {
    withBranch(github, repository.defaultBranch, sha);
    if (deleted) repository.tags.set(tag, repository.branches.get(repository.defaultBranch) ?? '');
    return github.push(spoke, { tag, deleted, sender });
  }
  const branch = options.ref?.replace(/^refs\/heads\//, '') ?? repository.defaultBranch;
  if (!created) withBranch(github, branch);
  // A commit changes something: GitHub lists none without a file.
  const files = { modified: options.path.length === 0 ? ['README.md'] : options.path };
  const { message } = options;
  const isBare = created && message === undefined && sha === undefined && options.path.length === 0;
  const commit: CommitInput = {
    files,
    author: pusherOf(sender),
    ...(message !== undefined && { message }),
    ...(sha !== undefined && { sha }),
  };
  return github.push(spoke, { branch, created, deleted, forced, sender, commits: isBare ? [] : [commit] });
};

const pullRequest: Happens = async (github, options) => {
  const { repository } = github;
  const { title = 'A change', draft = false, base = repository.defaultBranch, sha, sender, label } = options;
  const action = (options.action ?? ACTIONS.pull_request[0]) as PullRequestAction | 'opened';
  withBranch(github, base);
  repository.lastNumber = (options.number ?? 1) - 1;
  const last = label.at(-1) ?? 'label';
  const { number } = await github.openPullRequest(fullName(repository), {
    ...given(options, ['body', 'fork', 'sender']),
    base,
    head: options.head ?? (base === 'feature' ? 'change' : 'feature'),
    title: action === 'edited' ? 'A change' : title,
    draft: draft || action === 'ready_for_review',
    labels:
      action === 'labeled'
        ? label.slice(0, -1)
        : action === 'unlabeled'
          ? [...label.slice(0, -1), last]
          : label,
    ...(sha !== undefined && action !== 'synchronize' && { sha }),
  });
  if (action === 'opened') return;
  await github.pullRequest(fullName(repository), number, action, {
    label: last,
    merged: options.merged === true,
    ...(action === 'edited' && { title }),
    ...(sender !== undefined && { sender }),
    ...(sha !== undefined && { sha }),
  });
};

const issues: Happens = async (github, options) => {
  const { repository, issues: work, world } = github;
  const { title = 'Something is wrong', body, label, sender = DEFAULT_SENDER } = options;
  const action = (options.action ?? ACTIONS.issues[0]) as (typeof ACTIONS.issues)[number];
  const by = world.account(sender, 'User');
  repository.lastNumber = (options.number ?? 1) - 1;
  const last = label.at(-1) ?? 'label';
  const others = label.slice(0, -1);
  const [issue, opened] = work.open(repository, {
    title: action === 'edited' ? 'Something is amiss' : title,
    body: body ?? null,
    labels: action === 'labeled' ? others : action === 'unlabeled' ? [...others, last] : label,
    author: by,
  });
  const change = (what: Parameters<typeof work.change>[2]) => work.change(repository, issue, what, by);
  const close = () => change({ state: 'closed' });
  const doings: Readonly<Record<typeof action, () => ReturnType<typeof change>>> = {
    opened: () => opened.slice(0, 1),
    edited: () => change({ title }),
    closed: close,
    reopened: () => {
      close();
      return change({ state: 'open' });
    },
    deleted: () => work.remove(repository, issue, by),
    labeled: () => change({ labels: [...others, last] }),
    unlabeled: () => change({ labels: others }),
  };
  await tellAll(doings[action]());
};

const release: Happens = (github, { title, action, tag = 'v1.0.0', prerelease = false, ...options }) =>
  github.publishRelease(fullName(github.repository), {
    tag,
    ...given(options, ['body', 'draft', 'sender']),
    prerelease: prerelease || action === 'prereleased',
    ...(title !== undefined && { name: title }),
    ...(action !== undefined && { action: action as NonNullable<ReleaseInput['action']> }),
  });

const workflowRun: Happens = (github, options) => {
  const { repository } = github;
  const { workflow = 'Build', sha, title, startedBy, action, conclusion } = options;
  const branch = options.ref?.replace(/^refs\/(heads|tags)\//, '') ?? repository.defaultBranch;
  withBranch(github, branch, sha);
  return github.completeWorkflowRun(fullName(repository), {
    name: workflow,
    branch,
    ...given(options, ['sender']),
    ...(title !== undefined && { displayTitle: title }),
    ...(startedBy !== undefined && { event: startedBy }),
    ...(action !== undefined && { action: action as RunStep }),
    ...(conclusion !== undefined && { conclusion: conclusion as RunConclusion }),
  });
};

/** Of these, those that are said. */
const given = <T extends object, K extends keyof T>(
  options: T,
  keys: readonly K[],
): { [P in K]?: Exclude<T[P], undefined> } =>
  Object.fromEntries(keys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]])) as {
    [P in K]?: Exclude<T[P], undefined>;
  };

/** What leads to the webhook that is wanted, which is then the last one told. The options were checked. */
export const HAPPENINGS: Readonly<Record<EventName, Happens>> = {
  push,
  pull_request: pullRequest,
  issues,
  release,
  workflow_run: workflowRun,
};
