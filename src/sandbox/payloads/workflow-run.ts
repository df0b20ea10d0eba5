import { isoTime } from '../iso-time.ts';
import { type Repository } from '../repository.ts';
import { repositoryApi, repositoryHtml, type Urls } from '../urls.ts';
import { type WorkflowRun } from '../workflow-run.ts';
import { accountPayload } from './account.ts';
import { nodeId } from './node-id.ts';
import { shortRepositoryPayload } from './repository.ts';

type Payload = Readonly<Record<string, unknown>>;

export const workflowPayload = (urls: Urls, repository: Repository, run: WorkflowRun): Payload => {
  const html = repositoryHtml(urls, repository);
  return {
    id: run.workflowId,
    node_id: nodeId('W', run.workflowId),
    name: run.name,
    path: run.path,
    state: 'active',
    created_at: isoTime(repository.createdAt),
    updated_at: isoTime(repository.createdAt),
    url: `${repositoryApi(urls, repository)}/actions/workflows/${run.workflowId}`,
    html_url: `${html}/blob/${repository.defaultBranch}/${run.path}`,
    badge_url: `${html}/workflows/${encodeURIComponent(run.name)}/badge.svg`,
  };
};

export const workflowRunPayload = (urls: Urls, repository: Repository, run: WorkflowRun): Payload => {
  const api = repositoryApi(urls, repository);
  const url = `${api}/actions/runs/${run.id}`;
  const suite = run.id + 1;
  const { sha, treeSha, message, at, author } = run.commit;
  const person = { name: author.name, email: author.email };
  const status = run.step === 'requested' ? 'queued' : run.step;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('WFR', run.id),
    head_branch: run.branch,
    head_sha: sha,
    path: run.path,
    display_title: run.displayTitle,
    run_number: run.number,
    event: run.event,
    status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    check_suite_id: suite,
    check_suite_node_id: nodeId('CS', suite),
    url,
    html_url: `${repositoryHtml(urls, repository)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: isoTime(run.createdAt),
    updated_at: isoTime(run.updatedAt),
    actor: accountPayload(urls, run.actor),
    run_attempt: run.attempt,
    referenced_workflows: [],
    run_started_at: isoTime(run.startedAt),
    triggering_actor: accountPayload(urls, run.triggeredBy),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${suite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt === 1 ? null : `${url}/attempts/${run.attempt - 1}`,
    workflow_url: `${api}/actions/workflows/${run.workflowId}`,
    head_commit: {
      id: sha,
      tree_id: treeSha,
      message,
      timestamp: isoTime(at),
      author: person,
      committer: person,
    },
    repository: shortRepositoryPayload(urls, repository),
    head_repository: shortRepositoryPayload(urls, repository),
  };
};
