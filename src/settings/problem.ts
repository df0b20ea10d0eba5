/** `variable` is its name, `found` what it holds (never a secret), `remedy` what to do. */
export interface SettingsProblem {
  readonly variable: string;
  readonly found: string;
  readonly remedy: string;
}

export type Report = (variable: string, found: string, remedy: string) => void;

export type Environment = Readonly<Record<string, string | undefined>>;

/** One line a problem: the variable, what was found, what to do. */
export const renderSettingsProblem = (problem: SettingsProblem): string =>
  `${problem.variable}: found ${problem.found}; ${problem.remedy}`;
