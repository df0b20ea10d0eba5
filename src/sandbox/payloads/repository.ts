import { isoTime } from '../iso-time.ts';
import { fullName, type Repository } from '../repository.ts';
import { repositoryApi, repositoryHtml, type Urls } from '../urls.ts';
import { accountPayload } from './account.ts';
import { nodeId } from './node-id.ts';

const SUFFIXES: readonly (readonly [key: string, suffix: string])[] = [
  ['forks_url', '/forks'],
  ['keys_url', '/keys{/key_id}'],
  ['collaborators_url', '/collaborators{/collaborator}'],
  ['teams_url', '/teams'],
  ['hooks_url', '/hooks'],
  ['issue_events_url', '/issues/events{/number}'],
  ['events_url', '/events'],
  ['assignees_url', '/assignees{/user}'],
  ['branches_url', '/branches{/branch}'],
  ['tags_url', '/tags'],
  ['blobs_url', '/git/blobs{/sha}'],
  ['git_tags_url', '/git/tags{/sha}'],
  ['git_refs_url', '/git/refs{/sha}'],
  ['trees_url', '/git/trees{/sha}'],
  ['statuses_url', '/statuses/{sha}'],
  ['languages_url', '/languages'],
  ['stargazers_url', '/stargazers'],
  ['contributors_url', '/contributors'],
  ['subscribers_url', '/subscribers'],
  ['subscription_url', '/subscription'],
  ['commits_url', '/commits{/sha}'],
  ['git_commits_url', '/git/commits{/sha}'],
  ['comments_url', '/comments{/number}'],
  ['issue_comment_url', '/issues/comments{/number}'],
  ['contents_url', '/contents/{+path}'],
  ['compare_url', '/compare/{base}...{head}'],
  ['merges_url', '/merges'],
  ['archive_url', '/{archive_format}{/ref}'],
  ['downloads_url', '/downloads'],
  ['issues_url', '/issues{/number}'],
  ['pulls_url', '/pulls{/number}'],
  ['milestones_url', '/milestones{/number}'],
  ['notifications_url', '/notifications{?since,all,participating}'],
  ['labels_url', '/labels{/name}'],
  ['releases_url', '/releases{/id}'],
  ['deployments_url', '/deployments'],
];

/** `minimal-repository` without the figures: in a fork's or a run's `repository`. */
export const shortRepositoryPayload = (
  urls: Urls,
  repository: Repository,
): Readonly<Record<string, unknown>> => {
  const { id, name, owner, visibility } = repository;
  const url = repositoryApi(urls, repository);
  return {
    id,
    node_id: nodeId('R', id),
    name,
    full_name: fullName(repository),
    private: visibility !== 'public',
    owner: accountPayload(urls, owner),
    html_url: repositoryHtml(urls, repository),
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(SUFFIXES.map(([key, suffix]) => [key, url + suffix])),
  };
};

/** `repository` in GitHub's description, as in most webhooks. */
export const repositoryPayload = (urls: Urls, repository: Repository): Readonly<Record<string, unknown>> => {
  const html = repositoryHtml(urls, repository);
  const { host } = new URL(urls.html);
  // Pull requests are issues too.
  const counted = [...repository.issues.values(), ...repository.pulls.values()];
  const openIssues = counted.filter(({ state }) => state === 'open').length;
  return {
    ...shortRepositoryPayload(urls, repository),
    created_at: isoTime(repository.createdAt),
    updated_at: isoTime(repository.updatedAt),
    pushed_at: isoTime(repository.pushedAt),
    git_url: `git://${host}/${fullName(repository)}.git`,
    ssh_url: `ssh://git@${host}/${fullName(repository)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size: repository.branches.size,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: repository.issuesEnabled,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: openIssues,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.visibility,
    forks: 0,
    open_issues: openIssues,
    watchers: 0,
    default_branch: repository.defaultBranch,
    custom_properties: {},
  };
};

/** `full-repository`: the answer of `GET /repos/{owner}/{repo}`. */
export const fullRepositoryPayload = (
  urls: Urls,
  repository: Repository,
): Readonly<Record<string, unknown>> => ({
  ...repositoryPayload(urls, repository),
  temp_clone_token: '',
  network_count: 0,
  subscribers_count: 0,
});

/** What `installation` and `installation_repositories` events list. */
export const repositoryReference = (repository: Repository): Readonly<Record<string, unknown>> => ({
  id: repository.id,
  node_id: nodeId('R', repository.id),
  name: repository.name,
  full_name: fullName(repository),
  private: repository.visibility !== 'public',
});
