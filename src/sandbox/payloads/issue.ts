import { blobSha } from '../git.ts';
import { type Issue, type IssueComment } from '../issue.ts';
import { isoTime } from '../iso-time.ts';
import { type PullRequest, type Repository } from '../repository.ts';
import { repositoryApi, repositoryHtml, type Urls } from '../urls.ts';
import { accountPayload } from './account.ts';
import { integrationPayload } from './installation.ts';
import { nodeId } from './node-id.ts';

type Payload = Readonly<Record<string, unknown>>;

const reactionsPayload = (url: string): Payload => ({
  url: `${url}/reactions`,
  total_count: 0,
  '+1': 0,
  '-1': 0,
  laugh: 0,
  hooray: 0,
  confused: 0,
  heart: 0,
  rocket: 0,
  eyes: 0,
});

/** A label that has never been described has this colour. */
export const labelPayload = (urls: Urls, repository: Repository, name: string): Payload => {
  const id = parseInt(blobSha(name).slice(0, 8), 16);
  return {
    id,
    node_id: nodeId('LA', id),
    url: `${repositoryApi(urls, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    color: 'ededed',
    default: false,
    description: null,
  };
};

const countComments = (repository: Repository, number: number): number =>
  repository.comments.filter((comment) => comment.number === number).length;

/** As in webhooks: without who closed it. */
export const issuePayload = (urls: Urls, repository: Repository, issue: Issue): Payload => {
  const api = repositoryApi(urls, repository);
  const url = `${api}/issues/${issue.number}`;
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${repositoryHtml(urls, repository)}/issues/${issue.number}`,
    id: issue.id,
    node_id: nodeId('I', issue.id),
    number: issue.number,
    title: issue.title,
    user: accountPayload(urls, issue.author),
    labels: issue.labels.map((name) => labelPayload(urls, repository, name)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: countComments(repository, issue.number),
    created_at: isoTime(issue.createdAt),
    updated_at: isoTime(issue.updatedAt),
    closed_at: issue.closedAt === undefined ? null : isoTime(issue.closedAt),
    author_association: issue.author.type === 'Bot' ? 'NONE' : 'MEMBER',
    active_lock_reason: null,
    body: issue.body,
    reactions: reactionsPayload(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: issue.app === undefined ? null : integrationPayload(urls, issue.app),
  };
};

/** As over REST. */
export const fullIssuePayload = (urls: Urls, repository: Repository, issue: Issue): Payload => ({
  ...issuePayload(urls, repository, issue),
  closed_by: issue.closedBy === undefined ? null : accountPayload(urls, issue.closedBy),
});

/** "GitHub's REST API considers every pull request an issue." @see https://docs.github.com/rest/issues/issues#list-repository-issues */
export const pullIssuePayload = (urls: Urls, repository: Repository, pull: PullRequest): Payload => {
  const html = `${repositoryHtml(urls, repository)}/pull/${pull.number}`;
  const issue = { ...pull, app: undefined, stateReason: null, labels: [], closedBy: undefined };
  return {
    ...fullIssuePayload(urls, repository, issue),
    html_url: html,
    draft: pull.draft,
    pull_request: {
      url: `${repositoryApi(urls, repository)}/pulls/${pull.number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: pull.merged && pull.closedAt !== undefined ? isoTime(pull.closedAt) : null,
    },
  };
};

export const commentPayload = (urls: Urls, repository: Repository, comment: IssueComment): Payload => {
  const api = repositoryApi(urls, repository);
  const url = `${api}/issues/comments/${comment.id}`;
  const isPull = repository.pulls.has(comment.number);
  const page = `${repositoryHtml(urls, repository)}/${isPull ? 'pull' : 'issues'}/${comment.number}`;
  return {
    url,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.number}`,
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: accountPayload(urls, comment.author),
    created_at: isoTime(comment.createdAt),
    updated_at: isoTime(comment.createdAt),
    author_association: comment.author.type === 'Bot' ? 'NONE' : 'MEMBER',
    body: comment.body,
    reactions: reactionsPayload(url),
    performed_via_github_app: comment.app === undefined ? null : integrationPayload(urls, comment.app),
  };
};
