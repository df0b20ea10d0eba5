import { patternsOf } from './pattern.ts';

/**
 * Whether `owner/name` is meant by these patterns, in order, `!` excluding; names are compared without case. A list
 * that cannot be read matches nobody: the file it stands in is not in force anyway.
 */
export const matchesRepository = (patterns: readonly string[], fullName: string): boolean => {
  const compiled = patternsOf(patterns, { ignoreCase: true });
  return 'decide' in compiled && compiled.matches(fullName);
};

/** It takes out what those before it let in. */
export const excludes = (pattern: string): boolean => pattern.startsWith('!');
