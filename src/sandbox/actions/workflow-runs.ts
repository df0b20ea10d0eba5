import { type Context } from '../context.ts';
import { DEFAULT_SENDER, type Emitted, type EmitOptions } from '../emit.ts';
import { type Repository } from '../repository.ts';
import {
  type HubWorkflow,
  type RunConclusion,
  type RunCourse,
  type RunStep,
  type WorkflowRun,
} from '../workflow-run.ts';
import { type WorkflowRuns } from '../workflow-runs.ts';

export interface WorkflowRunInput extends EmitOptions {
  /** Name of the workflow, such as `Build`. */
  readonly name: string;
  readonly branch?: string;
  readonly conclusion?: RunConclusion;
  /** What started the run; `push` when left out. */
  readonly event?: string;
  readonly displayTitle?: string;
  readonly action?: RunStep;
  /** To tell several events of one run. */
  readonly runId?: number;
}

type OfRun = (fullName: string, runId: number) => Promise<Emitted>;

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run */
export interface WorkflowRunActions {
  readonly completeWorkflowRun: (
    fullName: string,
    input: WorkflowRunInput,
  ) => Promise<Emitted & { readonly runId: number; readonly htmlUrl: string }>;
  /**
   * From now on an accepted dispatch is told as `repository_dispatch`, and starts this workflow; undefined ends both. Until then
   * nobody is told of a dispatch.
   */
  readonly onDispatch: (fullName: string, workflow: HubWorkflow | undefined) => void;
  /** How the runs go from now on that a `workflow_dispatch` starts; to their end with success, until told otherwise. */
  readonly onWorkflowDispatch: (fullName: string, course: RunCourse) => void;
  /** `in_progress`, of a run that has been requested. */
  readonly startWorkflowRun: OfRun;
  /** `completed`, with `success` when left out, of a run that has not been. */
  readonly finishWorkflowRun: (
    fullName: string,
    runId: number,
    conclusion?: RunConclusion,
  ) => Promise<Emitted>;
  /** "Re-run all jobs", of a run that has been completed: another attempt of the same run, which is `requested`. */
  readonly rerunWorkflow: (fullName: string, runId: number, options?: EmitOptions) => Promise<Emitted>;
}

export const createWorkflowRunActions = (
  { world, urls }: Context,
  { create, advance, again }: WorkflowRuns,
): WorkflowRunActions => {
  const find = (repository: Repository, id: number): WorkflowRun | undefined =>
    repository.workflowRuns.find((run) => run.id === id);

  const ofRun = (
    fullName: string,
    runId: number,
    isRight: (run: WorkflowRun) => boolean,
  ): readonly [Repository, WorkflowRun] => {
    const repository = world.repository(fullName);
    const run = find(repository, runId);
    if (run === undefined) throw new Error(`${fullName} has no workflow run ${runId} in the sandbox.`);
    if (!isRight(run)) throw new Error(`The workflow run ${runId} of ${fullName} is ${run.step}.`);
    return [repository, run];
  };

  return {
    completeWorkflowRun: async (fullName, input) => {
      const repository = world.repository(fullName);
      const { name, branch = repository.defaultBranch, event = 'push', displayTitle, runId: id } = input;
      const actor = world.account(input.sender ?? DEFAULT_SENDER, 'User');
      const known = id === undefined ? undefined : find(repository, id);
      const run = known ?? create(repository, { name, branch, event, displayTitle, actor, id });
      const emitted = await advance(repository, run, input.action ?? 'completed', input.conclusion);
      return { ...emitted, runId: run.id, htmlUrl: `${urls.html}/${fullName}/actions/runs/${run.id}` };
    },
    onDispatch: (fullName, workflow) => void (world.repository(fullName).hubWorkflow = workflow),
    onWorkflowDispatch: (fullName, course) => void (world.repository(fullName).runCourse = course),
    startWorkflowRun: async (fullName, runId) => {
      const [repository, run] = ofRun(fullName, runId, ({ step }) => step === 'requested');
      return advance(repository, run, 'in_progress');
    },
    finishWorkflowRun: async (fullName, runId, conclusion) => {
      const [repository, run] = ofRun(fullName, runId, ({ step }) => step !== 'completed');
      return advance(repository, run, 'completed', conclusion);
    },
    rerunWorkflow: async (fullName, runId, { sender = DEFAULT_SENDER } = {}) => {
      const [repository, run] = ofRun(fullName, runId, ({ step }) => step === 'completed');
      again(run, world.account(sender, 'User'));
      return advance(repository, run, 'requested');
    },
  };
};
