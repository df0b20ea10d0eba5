import { type Account } from './account.ts';
import { type BranchOrTag } from './branch-or-tag.ts';
import { type Context } from './context.ts';
import { type Emitted, type Emitter } from './emit.ts';
import { type Commit } from './git.ts';
import { workflowPayload, workflowRunPayload } from './payloads/workflow-run.ts';
import { fullName, type Dispatch, type Repository } from './repository.ts';
import { pathOfWorkflow } from './workflow-file.ts';
import {
  type HubWorkflow,
  type RunConclusion,
  type RunCourse,
  type RunStep,
  type WorkflowRun,
} from './workflow-run.ts';

export interface NewRun {
  readonly name: string;
  /** Of its file; made of the name, when left out. */
  readonly path?: string;
  /** Or a tag, with the commit where that is. */
  readonly branch: string;
  readonly commit?: Commit;
  readonly event: string;
  /** The message of the branch's last commit, when left out. */
  readonly displayTitle?: string | undefined;
  readonly actor: Account;
  readonly id?: number | undefined;
}

/** An accepted `POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches`. */
export interface WorkflowDispatch {
  readonly path: string;
  readonly name: string;
  readonly ref: BranchOrTag;
  readonly inputs: Readonly<Record<string, string>>;
}

/** How runs come to be and go on; each step is told as `workflow_run`. */
export interface WorkflowRuns {
  /** The number of the workflow in this file. */
  readonly workflowId: (repository: Repository, path: string) => number;
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
  /** The run of a workflow that was started by hand; told, and gone on with, after that has been answered. */
  readonly begin: (repository: Repository, dispatch: WorkflowDispatch, sender: Account) => WorkflowRun;
}

const ALL_STEPS: readonly RunStep[] = ['requested', 'in_progress', 'completed'];

export const createWorkflowRuns = (
  { world, urls, clock, hooks }: Context,
  emitter: Emitter,
): WorkflowRuns => {
  const workflowIds = new Map<string, number>();

  const workflowId: WorkflowRuns['workflowId'] = (repository, path) => {
    const key = `${repository.id} ${path}`;
    const id = workflowIds.get(key) ?? world.newId();
    workflowIds.set(key, id);
    return id;
  };

  const create: WorkflowRuns['create'] = (
    repository,
    { name, branch, event, displayTitle, actor, ...given },
  ) => {
    const commit = given.commit ?? repository.commits.get(repository.branches.get(branch) ?? '');
    if (commit === undefined)
      throw new Error(`${fullName(repository)} has no branch ${branch} in the sandbox.`);
    const path = given.path ?? pathOfWorkflow(`${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.yml`);
    const workflow = workflowId(repository, path);
    const run: WorkflowRun = {
      id: given.id ?? world.newId(),
      number: repository.workflowRuns.filter((one) => one.workflowId === workflow).length + 1,
      workflowId: workflow,
      name,
      path,
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

  const goOn = async (repository: Repository, run: WorkflowRun, course: RunCourse): Promise<void> => {
    for (const step of course.steps ?? ALL_STEPS) await advance(repository, run, step, course.conclusion);
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
    await goOn(repository, run, workflow);
  };

  const begin: WorkflowRuns['begin'] = (repository, { path, name, ref, inputs }, sender) => {
    const { runCourse } = repository;
    const { name: branch, full, commit } = ref;
    const displayTitle = runCourse.runName?.(inputs) ?? name;
    const event = 'workflow_dispatch';
    const run = create(repository, { name, path, branch, commit, event, displayTitle, actor: sender });
    hooks.later(async () => {
      const payload = { inputs, ref: full, workflow: path };
      await emitter.forRepository(repository, event, payload, { sender: sender.login });
      await goOn(repository, run, runCourse);
    });
    return run;
  };

  return {
    workflowId,
    create,
    advance,
    begin,
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
