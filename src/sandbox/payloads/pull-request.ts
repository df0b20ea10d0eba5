import { isoTime } from '../iso-time.ts';
import { type PullRequest, type Repository } from '../repository.ts';
import { repositoryApi, repositoryHtml, type Urls } from '../urls.ts';
import { accountPayload } from './account.ts';
import { labelPayload } from './issue.ts';
import { nodeId } from './node-id.ts';
import { repositoryPayload } from './repository.ts';

const branchPayload = (
  urls: Urls,
  repository: Repository,
  { ref, sha }: { readonly ref: string; readonly sha: string },
): Readonly<Record<string, unknown>> => ({
  label: `${repository.owner.login}:${ref}`,
  ref,
  sha,
  user: accountPayload(urls, repository.owner),
  repo: repositoryPayload(urls, repository),
});

/** The fork itself is not in the sandbox; a payload shows it as the same repository under another owner. */
const headRepository = (repository: Repository, { fork }: PullRequest): Repository =>
  fork === undefined ? repository : { ...repository, id: repository.id + 1_000_000, owner: fork };

export const pullRequestPayload = (
  urls: Urls,
  repository: Repository,
  pull: PullRequest,
): Readonly<Record<string, unknown>> => {
  const api = repositoryApi(urls, repository);
  const html = `${repositoryHtml(urls, repository)}/pull/${pull.number}`;
  const url = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const statuses = `${api}/statuses/${pull.headSha}`;
  const review = { href: `${url}/comments{/number}` };
  const closedAt = pull.closedAt === undefined ? null : isoTime(pull.closedAt);
  const { added, modified, removed } = pull.files;
  const head = branchPayload(urls, headRepository(repository, pull), { ref: pull.head, sha: pull.headSha });
  const { repo } = head as { readonly repo: object };
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: accountPayload(urls, pull.author),
    body: pull.body,
    created_at: isoTime(pull.createdAt),
    updated_at: isoTime(pull.updatedAt),
    closed_at: closedAt,
    merged_at: pull.merged ? closedAt : null,
    merge_commit_sha: pull.merged ? pull.headSha : null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: pull.labels.map((name) => labelPayload(urls, repository, name)),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: review.href,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    head: { ...head, repo: { ...repo, fork: pull.fork !== undefined } },
    base: branchPayload(urls, repository, { ref: pull.base, sha: pull.baseSha }),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: review,
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: pull.fork === undefined ? 'MEMBER' : 'FIRST_TIME_CONTRIBUTOR',
    auto_merge: null,
    active_lock_reason: null,
    merged: pull.merged,
    mergeable: pull.state === 'closed' ? null : true,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: pull.merged ? accountPayload(urls, pull.author) : null,
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: added.length + modified.length,
    deletions: removed.length,
    changed_files: added.length + modified.length + removed.length,
  };
};
