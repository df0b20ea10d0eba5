import { type z } from 'zod';
import { EVENT_NAMES, type EventName, isEventName } from '../core/event.ts';
import { EVENT_RULES } from '../core/filters.ts';
import { type Finding, type Path, describeValue, listing, quote, valueAt } from './finding.ts';
import { didYouMean } from './nearest.ts';
import { keysAt } from './schema-keys.ts';
import { ConfigSchema } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** What of a value does not have the shape that the schema describes, in sentences of our own. */
export const findShapeProblems = (value: unknown): readonly Finding[] => {
  const result = ConfigSchema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => translate(issue, [], value));
};

const translate = (issue: Issue, base: Path, root: unknown): readonly Finding[] => {
  const path: Path = [...base, ...(issue.path as Path)];
  const found = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key));
    case 'invalid_union':
      return union(issue, path, root);
    case 'invalid_type':
      return [found === undefined ? missing(path) : wrongType(path, found, [expectedName(issue.expected)])];
    case 'invalid_value':
      return [wrongValue(path, found, issue.values.map(String))];
    case 'invalid_format':
      return [
        {
          code: 'config-wrong-value',
          path,
          message: `found ${describeValue(found)}; expected ${issue.message}`,
        },
      ];
    case 'too_small':
    case 'too_big':
      return [outOfRange(issue, path, found)];
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return [{ code: 'config-wrong-value', path, message: `${describeValue(found)} is not allowed here` }];
  }
};

/** Of several allowed shapes, the one whose outside fits is the one that was meant. */
const union = (
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  root: unknown,
): readonly Finding[] => {
  const found = valueAt(root, path);
  if (found === undefined) return [missing(path)];
  const meant = issue.errors.find((errors) => !errors.some(isOutsideWrong));
  if (meant !== undefined) return meant.flatMap((inner) => translate(inner, path, root));
  const outside = issue.errors.flat().filter(isOutsideWrong);
  const values = outside.flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  const kinds = outside.flatMap((inner) =>
    inner.code === 'invalid_type' ? [expectedName(inner.expected)] : [],
  );
  return typeof found === 'string' && values.length > 0
    ? [wrongValue(path, found, [...values, ...kinds])]
    : [wrongType(path, found, [...values, ...kinds])];
};

const isOutsideWrong = (issue: Issue): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a mapping of keys',
  record: 'a mapping of keys',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

const expectedName = (expected: string): string => EXPECTED[expected] ?? 'another kind of value';

const wrongType = (path: Path, found: unknown, expected: readonly string[]): Finding => {
  const wantsText = expected.includes('a text');
  const wantsList = expected.includes('a list');
  const isScalar = typeof found === 'number' || typeof found === 'boolean';
  const remedy =
    isScalar && wantsText
      ? `; put it in quotes: '${String(found)}'`
      : wantsList && describeValue(found) === 'a mapping of keys'
        ? '; begin each entry with "- "'
        : '';
  return {
    code: 'config-wrong-type',
    path,
    message: `found ${describeValue(found)}; expected ${listing([...new Set(expected)])}${remedy}`,
  };
};

const wrongValue = (path: Path, found: unknown, allowed: readonly string[]): Finding => {
  const event = eventOf(path.slice(0, path.lastIndexOf('types')));
  const guess = typeof found === 'string' ? didYouMean(found, allowed) : '';
  const what = event === undefined ? 'expected' : `the types of ${event} are`;
  return {
    code: event === undefined ? 'config-wrong-value' : 'config-filter',
    path,
    message: `found ${describeValue(found)}; ${guess}${what} ${listing([...new Set(allowed)])}`,
  };
};

/** The event whose filters a path leads to: the last step, right after `on`. */
const eventOf = (path: Path): EventName | undefined => {
  const event = path.at(-1);
  return path.at(-2) === 'on' && typeof event === 'string' && isEventName(event) ? event : undefined;
};

const unknownKey = (path: Path, key: string): Finding => {
  const event = eventOf(path);
  const at = { path: [...path, key], at: 'key' } as const;
  const allowed = keysAt(path);
  const guess = didYouMean(key, allowed);
  if (event === undefined) {
    const noun = path.at(-1) === 'on' ? 'event' : 'key';
    const remedy = key === '<<' ? 'merge keys are not supported; ' : guess;
    return {
      ...at,
      code: 'config-unknown-key',
      message: `there is no ${noun} ${quote(key)} here; ${remedy}allowed ${noun}s are ${listing(allowed)}`,
    };
  }
  const owners = EVENT_NAMES.filter((name) => EVENT_RULES[name].filters.some((filter) => filter === key));
  const where = owners.length === 0 ? guess : `only ${listing(owners)} can be filtered so; `;
  return {
    ...at,
    code: owners.length === 0 ? 'config-unknown-key' : 'config-filter',
    message: `${event} has no filter ${quote(key)}; ${where}its filters are ${listing(allowed)}`,
  };
};

const HOW_TO_ADD: Readonly<Record<string, string>> = {
  on: '; name the events, for example "on: push"',
  from: '; name the spokes, for example "from: acme/*"',
  to: '; name the hubs, for example "to: acme/site"',
};

const missing = (path: Path): Finding => {
  const key = String(path.at(-1) ?? '');
  return {
    code: 'config-missing-key',
    path,
    message: `${quote(key)} is missing${HOW_TO_ADD[key] ?? ''}`,
  };
};

const outOfRange = (
  issue: Extract<Issue, { code: 'too_small' | 'too_big' }>,
  path: Path,
  found: unknown,
): Finding => {
  const limit = issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
  const size = typeof found === 'string' ? `a text of ${found.length} characters` : describeValue(found);
  const unit = typeof found === 'string' ? ' characters' : Array.isArray(found) ? ' entries' : '';
  return { code: 'config-limit', path, message: `found ${size}; expected ${limit}${unit}` };
};
