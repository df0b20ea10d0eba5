import { compilePatterns } from './pattern.ts';

type Matches = (fullName: string) => boolean;

const compiled = new WeakMap<readonly string[], Matches>();

/** Whether `owner/name` is meant by these patterns, in order, `!` excluding; names are compared without case. */
export const matchesRepository = (patterns: readonly string[], fullName: string): boolean => {
  const matches = compiled.get(patterns) ?? compile(patterns);
  compiled.set(patterns, matches);
  return matches(fullName);
};

/** A list that cannot be read matches nobody: the file it stands in is not in force anyway. */
const compile = (patterns: readonly string[]): Matches => {
  const found = compilePatterns(patterns, { ignoreCase: true });
  return 'problem' in found ? () => false : (fullName) => found.matches(fullName);
};
