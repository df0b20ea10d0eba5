/** `variable` is its name, `found` what it holds (never a secret), `remedy` what to do. */
export interface VariableProblem {
  readonly variable: string;
  readonly found: string;
  readonly remedy: string;
}

/** Something wrong in the file that a variable names: "file:line:column: error: message [code]". */
export interface FileProblem {
  readonly variable: string;
  readonly inFile: string;
}

export type SettingsProblem = VariableProblem | FileProblem;

export type Report = (variable: string, found: string, remedy: string) => void;

export type Environment = Readonly<Record<string, string | undefined>>;

/** One line a problem: the variable, what was found, what to do. */
export const renderSettingsProblem = (problem: SettingsProblem): string =>
  'inFile' in problem
    ? `${problem.variable}: ${problem.inFile}`
    : `${problem.variable}: found ${problem.found}; ${problem.remedy}`;
