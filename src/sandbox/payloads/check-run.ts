import { outcomeOf, runsOf, type CheckRun, type CheckSuite } from '../check-run.ts';
import { isoTime } from '../iso-time.ts';
import { type PullRequest, type Repository } from '../repository.ts';
import { repositoryApi, repositoryHtml, type Urls } from '../urls.ts';
import { pushedCommitPayload } from './commit.ts';
import { integrationPayload } from './installation.ts';
import { nodeId } from './node-id.ts';

type Payload = Readonly<Record<string, unknown>>;

/** "Pushes to a branch in a forked repository are not detected and return an empty `pull_requests` array." */
const pullRequestsAt = (urls: Urls, repository: Repository, sha: string): readonly Payload[] => {
  const repo = { id: repository.id, url: repositoryApi(urls, repository), name: repository.name };
  const isThere = ({ headSha, fork, state }: PullRequest): boolean =>
    headSha === sha && fork === undefined && state === 'open';
  return [...repository.pulls.values()].filter(isThere).map((pull) => ({
    url: `${repo.url}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: { ref: pull.head, sha, repo },
    base: { ref: pull.base, sha: pull.baseSha, repo },
  }));
};

/** As a run in a webhook shows its suite. */
const simpleSuitePayload = (urls: Urls, repository: Repository, suite: CheckSuite): Payload => ({
  id: suite.id,
  node_id: nodeId('CS', suite.id),
  head_branch: suite.headBranch,
  head_sha: suite.headSha,
  ...outcomeOf(repository, suite),
  url: `${repositoryApi(urls, repository)}/check-suites/${suite.id}`,
  before: suite.before,
  after: suite.headSha,
  pull_requests: pullRequestsAt(urls, repository, suite.headSha),
  app: integrationPayload(urls, suite.app),
  created_at: isoTime(suite.createdAt),
  updated_at: isoTime(suite.createdAt),
});

export const checkSuitePayload = (urls: Urls, repository: Repository, suite: CheckSuite): Payload => {
  const simple = simpleSuitePayload(urls, repository, suite);
  const commit = repository.commits.get(suite.headSha);
  if (commit === undefined) throw new Error(`The check suite ${suite.id} has no commit.`);
  const { id, tree_id, message, timestamp } = pushedCommitPayload(urls, repository, commit);
  const { name, email } = commit.author;
  return {
    ...simple,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runsOf(repository, suite).length,
    check_runs_url: `${String(simple['url'])}/check-runs`,
    head_commit: { id, tree_id, message, timestamp, author: { name, email }, committer: { name, email } },
  };
};

/** `check-run`, as over REST: of its suite only the id. */
export const checkRunPayload = (urls: Urls, repository: Repository, run: CheckRun): Payload => {
  const url = `${repositoryApi(urls, repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.suite.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repositoryHtml(urls, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: integrationPayload(urls, run.suite.app),
    pull_requests: pullRequestsAt(urls, repository, run.suite.headSha),
  };
};

/** As in webhooks. */
export const toldCheckRunPayload = (urls: Urls, repository: Repository, run: CheckRun): Payload => ({
  ...checkRunPayload(urls, repository, run),
  check_suite: simpleSuitePayload(urls, repository, run.suite),
});
