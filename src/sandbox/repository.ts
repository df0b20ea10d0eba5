import { type Account } from './account.ts';
import { type CheckRun, type CheckSuite } from './check-run.ts';
import { createCommit, type Commit, type FileChanges } from './git.ts';
import { type Level } from './installation.ts';
import { type Issue, type IssueComment } from './issue.ts';
import { type HubWorkflow, type RunCourse, type WorkflowRun } from './workflow-run.ts';
import { type RepositoryHook } from './repository-hook.ts';

export type Visibility = 'public' | 'private' | 'internal';

/** One accepted `POST /repos/{owner}/{repo}/dispatches`. */
export interface Dispatch {
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly at: number;
  readonly eventType: string;
  readonly clientPayload: Readonly<Record<string, unknown>>;
  readonly installationId: number;
  /** The `x-github-delivery` header of the request, if it had one. */
  readonly guid: string | undefined;
}

export interface PullRequest {
  readonly id: number;
  readonly number: number;
  title: string;
  readonly body: string | null;
  readonly author: Account;
  readonly base: string;
  readonly head: string;
  headSha: string;
  readonly baseSha: string;
  /** Login of the fork's owner, when it comes from a fork. */
  readonly fork: Account | undefined;
  files: Required<FileChanges>;
  state: 'open' | 'closed';
  merged: boolean;
  draft: boolean;
  /** By name. */
  labels: readonly string[];
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | undefined;
}

/** A repository as the sandbox keeps it: it changes by the sandbox's own methods only. */
export interface Repository {
  readonly id: number;
  owner: Account;
  name: string;
  visibility: Visibility;
  archived: boolean;
  defaultBranch: string;
  readonly createdAt: number;
  updatedAt: number;
  pushedAt: number;
  readonly commits: Map<string, Commit>;
  readonly branches: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly pulls: Map<number, PullRequest>;
  readonly dispatches: Dispatch[];
  readonly issues: Map<number, Issue>;
  /** Numbers of issues that there were. */
  readonly deletedIssues: Set<number>;
  readonly comments: IssueComment[];
  issuesEnabled: boolean;
  /** Who may do what here, by the ids of their accounts; its owner may do everything. */
  readonly collaborators: Map<number, Level>;
  readonly checkSuites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly workflowRuns: WorkflowRun[];
  /** What a dispatch starts here. */
  hubWorkflow: HubWorkflow | undefined;
  /** How the runs go that a `workflow_dispatch` starts. */
  runCourse: RunCourse;
  readonly hooks: RepositoryHook[];
  /** Issues and pull requests count together. */
  lastNumber: number;
}

export const fullName = ({ owner, name }: Pick<Repository, 'owner' | 'name'>): string =>
  `${owner.login}/${name}`;

export interface RepositoryInput {
  readonly fullName: string;
  readonly visibility?: Visibility;
  readonly archived?: boolean;
  readonly defaultBranch?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Symbolic links: path → where it leads, from there. */
  readonly links?: Readonly<Record<string, string>>;
}

export const createRepository = (
  id: number,
  owner: Account,
  input: RepositoryInput,
  at: number,
): Repository => {
  const { files = { 'README.md': `# ${input.fullName}\n` }, links = {}, defaultBranch = 'main' } = input;
  const texts = { ...files, ...links };
  const first = createCommit(
    undefined,
    {
      message: 'Initial commit',
      files: { added: Object.keys(texts) },
      texts,
      links: Object.keys(links),
    },
    at,
  );
  return {
    id,
    owner,
    name: input.fullName.split('/')[1] ?? '',
    visibility: input.visibility ?? 'public',
    archived: input.archived ?? false,
    defaultBranch,
    createdAt: at,
    updatedAt: at,
    pushedAt: at,
    commits: new Map([[first.sha, first]]),
    branches: new Map([[defaultBranch, first.sha]]),
    tags: new Map(),
    pulls: new Map(),
    dispatches: [],
    issues: new Map(),
    deletedIssues: new Set(),
    comments: [],
    issuesEnabled: true,
    collaborators: new Map(),
    checkSuites: [],
    checkRuns: [],
    workflowRuns: [],
    hubWorkflow: undefined,
    runCourse: {},
    hooks: [],
    lastNumber: 0,
  };
};

/** The commit of `HEAD`, a branch, a tag, `heads/…`, `tags/…`, `refs/…` or a commit id; undefined when there is none. */
export const resolveRef = (repository: Repository, ref: string): Commit | undefined => {
  const name = ref === 'HEAD' ? repository.defaultBranch : ref.replace(/^refs\//, '');
  const sha =
    repository.branches.get(name.replace(/^heads\//, '')) ??
    repository.tags.get(name.replace(/^tags\//, '')) ??
    [...pullHeads(repository)].find(([known]) => known === name)?.[1] ??
    name;
  return repository.commits.get(sha);
};

const pullHeads = (repository: Repository): readonly (readonly [string, string])[] =>
  [...repository.pulls.values()].map(({ number, headSha }) => [`pull/${number}/head`, headSha] as const);
