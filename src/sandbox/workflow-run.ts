import { type Account } from './account.ts';
import { type Commit } from './git.ts';

export type RunConclusion =
  'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out' | 'neutral' | 'action_required';

export type RunStep = 'requested' | 'in_progress' | 'completed';

export interface WorkflowRun {
  readonly id: number;
  /** Counts the runs of the workflow. */
  readonly number: number;
  readonly workflowId: number;
  readonly name: string;
  /** `.github/workflows/build.yml` */
  readonly path: string;
  readonly branch: string;
  readonly commit: Commit;
  /** What started it: `push`, `repository_dispatch` … */
  readonly event: string;
  /** The workflow's `run-name`, filled in. */
  readonly displayTitle: string;
  readonly actor: Account;
  /** Milliseconds since the epoch, as the other times. */
  readonly createdAt: number;
  step: RunStep;
  conclusion: RunConclusion | null;
  attempt: number;
  /** Of the present attempt. */
  triggeredBy: Account;
  startedAt: number;
  updatedAt: number;
}

/** How the runs of a workflow go, as far as it can be seen from outside. */
export interface RunCourse {
  /** Its `run-name`, made of the client payload or of the inputs; when left out, the event type or the workflow's name, as on GitHub. */
  readonly runName?: (given: Readonly<Record<string, unknown>>) => string;
  /** `success`, when left out. */
  readonly conclusion?: RunConclusion;
  /** How far a run goes by itself; to its end, when left out. `startWorkflowRun` and `finishWorkflowRun` take it on from there. */
  readonly steps?: readonly RunStep[];
}

/** A workflow with `on: repository_dispatch`. */
export interface HubWorkflow extends RunCourse {
  /** `Rebuild` */
  readonly name: string;
  /** Its `types`; every event type, when left out. */
  readonly types?: readonly string[];
}
