import { type Finding, type Path } from './finding.ts';

/**
 * Patterns with wildcards may have so many characters in one file: a hub's are compared with every event of every spoke,
 * each at the cost of its length. A plain name costs nothing, so a list of names is as long as one likes.
 */
export const MAX_WILDCARDS = 10_000;

const KEYS = new Set([
  'from',
  'to',
  'allow',
  'repositories',
  ...['branches', 'tags', 'paths'].flatMap((key) => [key, `${key}-ignore`]),
]);
/** Anything may stand in these. */
const FREE = new Set(['payload', 'inputs', 'template']);

/** Said once, at the pattern that is one too many. */
export const checkPatternTotal = (file: unknown): readonly Finding[] => {
  let characters = 0;
  let first: Path | undefined;
  const count = (text: string, path: Path): void => {
    if (!/[*?+[]/.test(text)) return;
    characters += text.length;
    if (characters > MAX_WILDCARDS) first ??= path;
  };
  const look = (value: unknown, path: Path, arePatterns: boolean): void => {
    if (typeof value === 'string' && arePatterns) count(value, path);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (Array.isArray(value)) look(item, [...path, Number(key)], arePatterns);
      else if (!FREE.has(key)) look(item, [...path, key], KEYS.has(key));
    }
  };
  look(file, [], false);
  if (first === undefined) return [];
  return [
    {
      code: 'config-limit',
      path: first,
      message: `the patterns with wildcards in this file have ${characters} characters together; at most ${MAX_WILDCARDS} are allowed`,
    },
  ];
};
