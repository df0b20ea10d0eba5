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

/** A suite is as far as the last of its runs, and as good as the worst of them. */
export const outcomeOf = (runs: readonly Pick<CheckRun, 'status' | 'conclusion'>[]): Outcome => {
  if (runs.length === 0 || runs.every(({ status }) => status === 'queued'))
    return { status: 'queued', conclusion: null };
  if (runs.some(({ status }) => status !== 'completed')) return { status: 'in_progress', conclusion: null };
  const conclusion = WEIGHT.find((one) => runs.some((run) => run.conclusion === one));
  return { status: 'completed', conclusion: conclusion ?? null };
};
