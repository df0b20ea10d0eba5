import { clip, clipBytes } from './markdown.ts';

export type Conclusion = 'success' | 'neutral' | 'skipped' | 'failure';

/** Lines count from 1; columns too, and are there only where both lines are the same. */
export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly level: 'failure' | 'warning';
  readonly title: string;
  readonly message: string;
}

/** A check run as it should be, whatever GitHub shows now. It is completed where it has a conclusion. */
export interface CheckRun {
  readonly name: string;
  readonly sha: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: Conclusion;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly text?: string;
  readonly annotations?: readonly Annotation[];
  /** Where "Details" leads; the page of the App, when left out. */
  readonly detailsUrl?: string;
}

/** https://docs.github.com/en/rest/checks/runs#create-a-check-run */
export const CHECK_LIMITS = {
  /** In bytes. */ text: 65_535,
  /** In one request. */ annotations: 50,
  title: 255,
} as const;

/** Within what GitHub takes; of texts it counts the bytes. */
export const withinLimits = (check: CheckRun): CheckRun => ({
  ...check,
  title: clip(check.title, CHECK_LIMITS.title),
  summary: clipBytes(check.summary, CHECK_LIMITS.text),
  ...(check.text !== undefined && { text: clipBytes(check.text, CHECK_LIMITS.text) }),
});

const BY_WEIGHT: readonly Conclusion[] = ['failure', 'neutral', 'success', 'skipped'];

/** The one that matters most; of nothing, `skipped`. */
export const worst = (conclusions: readonly Conclusion[]): Conclusion =>
  BY_WEIGHT.find((one) => conclusions.includes(one)) ?? 'skipped';
