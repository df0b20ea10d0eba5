import { type Context } from '../context.ts';
import { DEFAULT_SENDER, type Emitted, type EmitOptions, type Emitter } from '../emit.ts';
import { createCommit, type CommitInput, type FileChanges } from '../git.ts';
import { labelPayload } from '../payloads/issue.ts';
import { pullRequestPayload } from '../payloads/pull-request.ts';
import { type PullRequest, type Repository } from '../repository.ts';

export interface PullRequestInput extends EmitOptions {
  readonly title?: string;
  readonly body?: string;
  /** Name of the branch it comes from. */
  readonly head?: string;
  /** The default branch, when left out. */
  readonly base?: string;
  readonly files?: FileChanges;
  /** Contents of those files, where they matter. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Login of the fork's owner; the branch is in the repository itself when left out. */
  readonly fork?: string;
  readonly draft?: boolean;
  readonly labels?: readonly string[];
  /** The commit that it ends in; one of its own, when left out. */
  readonly sha?: string;
}

export interface PullRequestChange extends EmitOptions {
  readonly merged?: boolean;
  readonly title?: string;
  readonly files?: FileChanges;
  readonly texts?: Readonly<Record<string, string>>;
  /** The one that is put on it, or taken off; `label`, when left out. */
  readonly label?: string;
  /** The commit that a `synchronize` ends in; one of its own, when left out. */
  readonly sha?: string;
}

export type PullRequestAction =
  | 'closed'
  | 'reopened'
  | 'synchronize'
  | 'edited'
  | 'labeled'
  | 'unlabeled'
  | 'ready_for_review'
  | 'converted_to_draft';

export interface EmittedPullRequest extends Emitted {
  readonly number: number;
  readonly headSha: string;
}

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request */
export interface PullRequestActions {
  readonly openPullRequest: (fullName: string, input?: PullRequestInput) => Promise<EmittedPullRequest>;
  readonly pullRequest: (
    fullName: string,
    number: number,
    action: PullRequestAction,
    change?: PullRequestChange,
  ) => Promise<EmittedPullRequest>;
}

const complete = ({ added = [], modified = [], removed = [] }: FileChanges = {}): Required<FileChanges> => ({
  added,
  modified,
  removed,
});

export const createPullRequestActions = (context: Context, emitter: Emitter): PullRequestActions => {
  const { world, urls, clock } = context;

  const addCommit = (
    repository: Repository,
    parentSha: string,
    input: Pick<CommitInput, 'files' | 'texts' | 'sha'>,
  ): string => {
    const commit = createCommit(repository.commits.get(parentSha), input, clock());
    repository.commits.set(commit.sha, commit);
    return commit.sha;
  };

  const tell = async (
    repository: Repository,
    pull: PullRequest,
    extra: Readonly<Record<string, unknown>>,
    options: EmitOptions,
  ): Promise<EmittedPullRequest> => {
    const { number, headSha } = pull;
    const { action, ...more } = extra;
    const payload = {
      action,
      number,
      pull_request: pullRequestPayload(urls, repository, pull),
      ...more,
    };
    return {
      ...(await emitter.forRepository(repository, 'pull_request', payload, options)),
      number,
      headSha,
    };
  };

  return {
    openPullRequest: (fullName, input = {}) => {
      const repository = world.repository(fullName);
      const {
        title = 'A change',
        head = 'feature',
        base = repository.defaultBranch,
        fork,
        draft = false,
        labels = [],
        sha,
      } = input;
      const files = complete(input.files ?? { modified: ['README.md'] });
      const baseSha = repository.branches.get(base) ?? '';
      const author = world.account(fork ?? input.sender ?? DEFAULT_SENDER, 'User');
      const headSha = addCommit(repository, baseSha, {
        files,
        ...(input.texts && { texts: input.texts }),
        ...(sha !== undefined && { sha }),
      });
      if (fork === undefined) repository.branches.set(head, headSha);
      const pull: PullRequest = {
        id: world.newId(),
        number: ++repository.lastNumber,
        title,
        body: input.body ?? null,
        author,
        base,
        head,
        headSha,
        baseSha,
        fork: fork === undefined ? undefined : world.account(fork, 'User'),
        files,
        state: 'open',
        merged: false,
        draft,
        labels,
        createdAt: clock(),
        updatedAt: clock(),
        closedAt: undefined,
      };
      repository.pulls.set(pull.number, pull);
      return tell(repository, pull, { action: 'opened' }, { sender: input.sender ?? author.login });
    },

    pullRequest: (fullName, number, action, change = {}) => {
      const repository = world.repository(fullName);
      const pull = repository.pulls.get(number);
      if (pull === undefined) throw new Error(`${fullName} has no pull request ${number} in the sandbox.`);
      const before = { headSha: pull.headSha, title: pull.title };
      pull.updatedAt = clock();
      if (action === 'closed') pull.state = 'closed';
      if (action === 'reopened') pull.state = 'open';
      if (action === 'closed' || action === 'reopened')
        pull.closedAt = action === 'closed' ? clock() : undefined;
      if (action === 'ready_for_review') pull.draft = false;
      if (action === 'converted_to_draft') pull.draft = true;
      if (action === 'closed' && change.merged === true) {
        pull.merged = true;
        repository.branches.set(pull.base, pull.headSha);
      }
      if (change.title !== undefined) pull.title = change.title;
      if (action === 'synchronize') {
        const files = complete(change.files ?? pull.files);
        const { texts, sha } = change;
        pull.headSha = addCommit(repository, pull.headSha, {
          files,
          ...(texts && { texts }),
          ...(sha !== undefined && { sha }),
        });
        pull.files = files;
        if (pull.fork === undefined) repository.branches.set(pull.head, pull.headSha);
      }
      const { label = 'label' } = change;
      const isOnIt = pull.labels.includes(label);
      if (action === 'labeled' && !isOnIt) pull.labels = [...pull.labels, label];
      if (action === 'unlabeled') pull.labels = pull.labels.filter((name) => name !== label);
      const extra = {
        action,
        ...(action === 'synchronize' && { before: before.headSha, after: pull.headSha }),
        ...(action === 'edited' && {
          changes: change.title === undefined ? {} : { title: { from: before.title } },
        }),
        ...((action === 'labeled' || action === 'unlabeled') && {
          label: labelPayload(urls, repository, label),
        }),
      };
      return tell(repository, pull, extra, change);
    },
  };
};
