import { type CheckRun } from '../core/check-run.ts';
import { type Issue } from '../core/failure-report.ts';
import { type NewReport } from './report-ports.ts';

/**
 * What should stand on GitHub by now: a check run, an issue, or nothing; or another report that tells it. `lookAgainAt`: when it
 * may be something else although nothing happened, in milliseconds since 1970.
 */
export type Wanted =
  | { readonly check?: CheckRun; readonly issue?: Issue; readonly lookAgainAt?: number }
  | { readonly redirect: NewReport };
