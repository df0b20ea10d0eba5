import { compilePatterns } from './pattern.ts';

/** Whether `owner/name` is meant by these patterns, in order, `!` excluding; names are compared without case. */
export const matchesRepository = (patterns: readonly string[], fullName: string): boolean => {
  const compiled = compilePatterns(patterns, { ignoreCase: true });
  return 'problem' in compiled ? false : compiled.decide(fullName).matched;
};
