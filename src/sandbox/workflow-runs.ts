import { type Account } from './account.ts';
import { type Context } from './context.ts';
import { type Emitted, type Emitter } from './emit.ts';
import { workflowPayload, workflowRunPayload } from './payloads/workflow-run.ts';
import { fullName, type Dispatch, type Repository } from './repository.ts';
import { type HubWorkflow, type RunConclusion, type RunStep, type WorkflowRun } from './workflow-run.ts';

export interface NewRun {
  readonly name: string;
  readonly branch: string;
  readonly event: string;
  /** The message of the branch's last commit, when left out. */
  readonly displayTitle?: string | undefined;
  readonly actor: Account;
  readonly id?: number | undefined;
}

/** How runs come to be and go on; each step is told as `workflow_run`. */
export interface WorkflowRuns {
  /** Known to the repository from now on, told to nobody yet. @throws when there is no such branch. */
  readonly create: (repository: Repository, run: NewRun) => WorkflowRun;
  readonly advance: (
    repository: Repository,
    run: WorkflowRun,
    step: RunStep,
    conclusion?: RunConclusion,
  ) => Promise<Emitted>;
  readonly again: (run: WorkflowRun, by: Account) => void;
  /** What an accepted dispatch leads to, after it has been answered. Nothing where the repository has no workflow for it. */
  readonly follow: (repository: Repository, dispatch: Dispatch, sender: Account) => void;
}

const ALL_STEPS: readonly RunStep[] = ['requested', 'in_progress', 'completed'];

export const createWorkflowRuns = (
  { world, urls, clock, hooks }: Context,
  emitter: Emitter,
): WorkflowRuns => {
  const workflowIds = new Map<string, number>();

  const workflowId = (repository: Repository, name: string): number => {
    const key = `${repository.id} ${name}`;
    const id = workflowIds.get(key) ?? world.newId();
    workflowIds.set(key, id);
    return id;
  };

  const create: WorkflowRuns['create'] = (repository, { name, branch, event, displayTitle, actor, id }) => {
    const commit = repository.commits.get(repository.branches.get(branch) ?? '');
    if (commit === undefined)
      throw new Error(`${fullName(repository)} has no branch ${branch} in the sandbox.`);
    const workflow = workflowId(repository, name);
    const run: WorkflowRun = {
      id: id ?? world.newId(),
      number: repository.workflowRuns.filter((one) => one.workflowId === workflow).length + 1,
      workflowId: workflow,
      name,
      path: `.github/workflows/${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.yml`,
      branch,
      commit,
      event,
      displayTitle: displayTitle ?? commit.message,
      actor,
      createdAt: clock(),
      step: 'requested',
      conclusion: null,
      attempt: 1,
      triggeredBy: actor,
      startedAt: clock(),
      updatedAt: clock(),
    };
    repository.workflowRuns.push(run);
    return run;
  };

  const advance: WorkflowRuns['advance'] = (repository, run, step, conclusion = 'success') => {
    run.step = step;
    run.conclusion = step === 'completed' ? conclusion : null;
    run.updatedAt = clock();
    const payload = {
      action: step,
      workflow_run: workflowRunPayload(urls, repository, run),
      workflow: workflowPayload(urls, repository, run),
    };
    return emitter.forRepository(repository, 'workflow_run', payload, { sender: run.triggeredBy.login });
  };

  const start = async (
    repository: Repository,
    workflow: HubWorkflow,
    { eventType, clientPayload }: Dispatch,
    sender: Account,
  ): Promise<void> => {
    const payload = { action: eventType, branch: repository.defaultBranch, client_payload: clientPayload };
    await emitter.forRepository(repository, 'repository_dispatch', payload, { sender: sender.login });
    if (workflow.types?.includes(eventType) === false) return;
    const run = create(repository, {
      name: workflow.name,
      branch: repository.defaultBranch,
      event: 'repository_dispatch',
      displayTitle: workflow.runName?.(clientPayload) ?? eventType,
      actor: sender,
    });
    for (const step of workflow.steps ?? ALL_STEPS) await advance(repository, run, step, workflow.conclusion);
  };

  return {
    create,
    advance,
    again: (run, by) => {
      run.attempt += 1;
      run.triggeredBy = by;
      run.startedAt = clock();
    },
    follow: (repository, dispatch, sender) => {
      const { hubWorkflow } = repository;
      if (hubWorkflow !== undefined) hooks.later(() => start(repository, hubWorkflow, dispatch, sender));
    },
  };
};
