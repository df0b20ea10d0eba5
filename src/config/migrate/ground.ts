import { type EventName } from '../../core/event.ts';
import { type Holes } from './holes.ts';
import { type Combination } from './matrix.ts';

/** What the expressions of one step may be said over, and what is known of it without a run. */
export interface Ground {
  readonly holes: Holes;
  /** The events that the route listens to. */
  readonly events: readonly EventName[];
  /** What starts the workflow, also what no route knows. */
  readonly triggers: readonly string[];
  /** Whether the route waits for the run of the workflow itself. */
  readonly isAfterBuild: boolean;
  /** Texts with holes, by name: those of the workflow, the job and the step. */
  readonly env: ReadonlyMap<string, string>;
  /** Names that a step sets for those after it. */
  readonly runTimeEnv: ReadonlySet<string>;
  /** Outputs of steps and jobs that can be told, by `steps.id.name` and `needs.job.name`; texts with holes. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Absent: it is made at run time. */
  readonly matrix?: Combination;
  readonly workflow: string;
  /** Only tags, or only branches, start the workflow by a push; absent where both do. */
  readonly pushes?: 'heads' | 'tags';
}
