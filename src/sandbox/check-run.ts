import { type App } from './installation.ts';

export const CONCLUSIONS = [
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'timed_out',
] as const;

export type Conclusion = (typeof CONCLUSIONS)[number];

export type CheckStatus = 'queued' | 'in_progress' | 'completed';

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly title?: string;
  readonly raw_details?: string;
}

/** The check runs of one App at one commit. */
export interface CheckSuite {
  readonly id: number;
  readonly app: App;
  readonly headSha: string;
  /** Null where the commit came by a fork. */
  readonly headBranch: string | null;
  readonly before: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  name: string;
  externalId: string;
  detailsUrl: string;
  status: CheckStatus;
  conclusion: Conclusion | null;
  /** As GitHub writes times. */
  startedAt: string;
  completedAt: string | null;
  output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
  /** Of all requests together, in their order. */
  readonly annotations: Annotation[];
  /** How many PATCH requests changed it. */
  updates: number;
}

export interface Outcome {
  readonly status: CheckStatus;
  readonly conclusion: Conclusion | null;
}

/** From what weighs most to what weighs least. */
const WEIGHT: readonly Conclusion[] = [
  'failure',
  'timed_out',
  'action_required',
  'cancelled',
  'success',
  'neutral',
  'skipped',
];

/** The newest of each name and App: it takes the place of those before it. */
export const latest = (runs: readonly CheckRun[]): readonly CheckRun[] => {
  const key = ({ suite, name }: CheckRun): string => `${suite.app.id} ${name}`;
  const newest = new Map(runs.map((run) => [key(run), run] as const));
  return runs.filter((run) => newest.get(key(run)) === run);
};

interface WithRuns {
  readonly checkRuns: readonly CheckRun[];
}

export const runsOf = ({ checkRuns }: WithRuns, suite: CheckSuite): readonly CheckRun[] =>
  latest(checkRuns.filter((run) => run.suite === suite));

/** A suite is as far as the last of its runs, and as good as the worst of them. */
export const outcomeOf = (repository: WithRuns, suite: CheckSuite): Outcome => {
  const runs = runsOf(repository, suite);
  if (runs.every(({ status }) => status === 'queued')) return { status: 'queued', conclusion: null };
  if (runs.some(({ status }) => status !== 'completed')) return { status: 'in_progress', conclusion: null };
  const conclusion = WEIGHT.find((one) => runs.some((run) => run.conclusion === one));
  return { status: 'completed', conclusion: conclusion ?? null };
};
