import { type Account } from '../account.ts';
import { isoTime } from '../iso-time.ts';
import { type Repository } from '../repository.ts';
import { repositoryApi, repositoryHtml, type Urls } from '../urls.ts';
import { accountPayload } from './account.ts';
import { nodeId } from './node-id.ts';

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly author: Account;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** An open issue without labels, comments or reactions. */
export const issuePayload = (
  urls: Urls,
  repository: Repository,
  issue: Issue,
): Readonly<Record<string, unknown>> => {
  const api = repositoryApi(urls, repository);
  const url = `${api}/issues/${issue.number}`;
  const reactions = { '+1': 0, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 };
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
    labels: [],
    state: 'open',
    state_reason: null,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: 0,
    created_at: isoTime(issue.createdAt),
    updated_at: isoTime(issue.createdAt),
    closed_at: null,
    author_association: 'MEMBER',
    active_lock_reason: null,
    body: issue.body,
    reactions: { url: `${url}/reactions`, total_count: 0, ...reactions },
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
  };
};
