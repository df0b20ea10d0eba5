import { ZERO_SHA, type Commit, type Person } from '../git.ts';
import { type Repository } from '../repository.ts';
import { repositoryHtml, type Urls } from '../urls.ts';
import { accountPayload } from './account.ts';
import { pushedCommitPayload } from './commit.ts';
import { repositoryPayload } from './repository.ts';

export interface Pushed {
  /** `refs/heads/main` or `refs/tags/v1`. */
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly forced: boolean;
  readonly baseRef: string | null;
  /** Oldest first. */
  readonly commits: readonly Commit[];
  readonly head: Commit | undefined;
  readonly pusher: Person;
}

/** "The array includes a maximum of 2048 commits." @see https://docs.github.com/webhooks/webhook-events-and-payloads#push */
const MOST_COMMITS = 2048;

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Only here the times of a repository are numbers, and its owner has a name and an address. */
const pushRepositoryPayload = (urls: Urls, repository: Repository): Readonly<Record<string, unknown>> => ({
  ...repositoryPayload(urls, repository),
  owner: { name: repository.owner.login, email: null, ...accountPayload(urls, repository.owner) },
  url: repositoryHtml(urls, repository),
  created_at: seconds(repository.createdAt),
  pushed_at: seconds(repository.pushedAt),
  stargazers: 0,
  master_branch: repository.defaultBranch,
  ...(repository.owner.type === 'Organization' && { organization: repository.owner.login }),
});

export const pusherOf = (login: string): Person => ({
  name: login,
  username: login,
  email: `${login}@users.noreply.example.com`,
});

export const pushPayload = (
  urls: Urls,
  repository: Repository,
  pushed: Pushed,
): Readonly<Record<string, unknown>> => {
  const { ref, before, after, forced, baseRef, commits, head, pusher } = pushed;
  const html = repositoryHtml(urls, repository);
  const isNew = before === ZERO_SHA;
  const short = (sha: string): string => sha.slice(0, 12);
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  return {
    ref,
    before,
    after,
    repository: pushRepositoryPayload(urls, repository),
    pusher: { name: pusher.username ?? pusher.name, email: pusher.email },
    created: isNew,
    deleted: after === ZERO_SHA,
    forced,
    base_ref: baseRef,
    compare: isNew ? `${html}/compare/${name}` : `${html}/compare/${short(before)}...${short(after)}`,
    commits: commits.slice(-MOST_COMMITS).map((commit) => pushedCommitPayload(urls, repository, commit)),
    head_commit: head === undefined ? null : pushedCommitPayload(urls, repository, head),
  };
};

/** As if the last commit of the default branch had just been pushed: what GitHub sends to try a webhook out. */
export const latestPushPayload = (
  urls: Urls,
  repository: Repository,
  login: string,
): Readonly<Record<string, unknown>> => {
  const { commits, branches, defaultBranch } = repository;
  const head = commits.get(branches.get(defaultBranch) ?? '');
  const pushed = {
    before: head?.parent ?? ZERO_SHA,
    after: head?.sha ?? ZERO_SHA,
    forced: false,
    baseRef: null,
  };
  return pushPayload(urls, repository, {
    ...pushed,
    ref: `refs/heads/${defaultBranch}`,
    commits: head === undefined ? [] : [head],
    head,
    pusher: pusherOf(login),
  });
};
