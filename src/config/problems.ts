/** More than anyone reads. */
export const MAX_PROBLEMS = 100;

/**
 * Something wrong in a config file. `line` and `column` count from 1 and point at the key or value; `path` is the
 * way to it ("notify[0].on.push.branches"). `severity` `warning` leaves the file in force.
 */
export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly line: number;
  readonly column: number;
  readonly path: string;
  /** What was found and what is allowed, in one sentence; then what to do, if that is not plain from it. */
  readonly message: string;
}

/** "path:line:column: error: message [code]", as compilers print it, so that editors and terminals link it. */
export const renderProblem = (file: string, problem: Problem): string =>
  `${file}:${problem.line}:${problem.column}: ${problem.severity}: ${problem.message} [${problem.code}]`;
