import { EVENT_NAMES, type EventName, isEventName } from '../core/event.ts';
import { EVENT_RULES } from '../core/filters.ts';
import { type Finding, type Path, type Show, describeValue, listing, quote } from './finding.ts';
import { didYouMean } from './nearest.ts';

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  string: ['a text'],
  array: ['a list'],
  object: ['a mapping of keys'],
  record: ['a mapping of keys'],
  boolean: ['true', 'false'],
  number: ['a number'],
  int: ['a whole number'],
};

export const expectedNames = (expected: string): readonly string[] =>
  EXPECTED[expected] ?? ['another kind of value'];

/** `source` is how a scalar is written in the file: 1.0 where its value is 1. */
export const wrongType = (
  path: Path,
  found: unknown,
  source: string | undefined,
  expected: readonly string[],
  show: Show,
): Finding => {
  const what =
    typeof found === 'number' ? `the number ${show(source ?? String(found))}` : describeValue(found, show);
  return {
    code: 'config-wrong-type',
    path,
    message: `found ${what}; ${wanted(path, found, source, expected, show)}`,
  };
};

/** What older YAML took for booleans. */
const OLD_BOOLEANS: Readonly<Record<string, string>> = { yes: 'true', on: 'true', no: 'false', off: 'false' };

const wanted = (
  path: Path,
  found: unknown,
  source: string | undefined,
  expected: readonly string[],
  show: Show,
): string => {
  if (path.at(-1) === 'coalesce') return 'expected a duration such as "30s" or "5m"';
  const plain = `expected ${listing([...new Set(expected)])}`;
  const isScalar = typeof found === 'number' || typeof found === 'boolean';
  if (isScalar && expected.includes('a text'))
    return `${plain}; put it in quotes: '${show(source ?? String(found))}'`;
  const isBoolean = typeof found === 'string' && expected.includes('true');
  const meant = isBoolean ? OLD_BOOLEANS[found.toLowerCase()] : undefined;
  if (meant !== undefined) return `did you mean ${meant}? ${plain}`;
  const isMapping = describeValue(found) === 'a mapping of keys';
  return isMapping && expected.includes('a list') ? `${plain}; begin each entry with "- "` : plain;
};

export const wrongForm = (path: Path, found: unknown, expected: string, show: Show): Finding => ({
  code: 'config-wrong-value',
  path,
  message: `found ${describeValue(found, show)}; expected ${expected}`,
});

export const wrongValue = (path: Path, found: unknown, allowed: readonly string[], show: Show): Finding => {
  const inTypes = path.lastIndexOf('types');
  const event = inTypes === -1 ? undefined : eventOf(path.slice(0, inTypes));
  const guess = typeof found === 'string' ? didYouMean(found, allowed) : '';
  const what = event === undefined ? 'expected' : `the types of ${event} are`;
  return {
    code: event === undefined ? 'config-wrong-value' : 'config-filter',
    path,
    message: `found ${describeValue(found, show)}; ${guess}${what} ${listing([...new Set(allowed)])}`,
  };
};

/** The event whose filters a path leads to: the last step, right after `on`. */
const eventOf = (path: Path): EventName | undefined => {
  const event = path.at(-1);
  return path.at(-2) === 'on' && typeof event === 'string' && isEventName(event) ? event : undefined;
};

/** `allowed` are the keys that there are in its place. */
export const unknownKey = (path: Path, key: string, allowed: readonly string[], show: Show): Finding => {
  const event = eventOf(path);
  const at = { path: [...path, key], at: 'key' } as const;
  const guess = didYouMean(key, allowed);
  if (event === undefined) {
    const noun = path.at(-1) === 'on' ? 'event' : 'key';
    const remedy = key === '<<' ? 'merge keys are not supported; ' : guess;
    return {
      ...at,
      code: 'config-unknown-key',
      message: `there is no ${noun} ${quote(show(key))} here; ${remedy}allowed ${noun}s are ${listing(allowed)}`,
    };
  }
  const owners = EVENT_NAMES.filter((name) => EVENT_RULES[name].filters.some((filter) => filter === key));
  const where = owners.length === 0 ? guess : `only ${listing(owners)} can be filtered so; `;
  return {
    ...at,
    code: owners.length === 0 ? 'config-unknown-key' : 'config-filter',
    message: `${event} has no filter ${quote(show(key))}; ${where}its filters are ${listing(allowed)}`,
  };
};

const HOW_TO_ADD: Readonly<Record<string, string>> = {
  on: '; name the events, for example "on: push"',
  from: '; name the spokes, for example "from: acme/*"',
  to: '; name the hubs, for example "to: acme/site"',
  url: '; say where to send, for example "url: https://hooks.example.com/deploy"',
  secrets: '; name the environment variables that hold them, for example "secrets: DEPLOY_STATUS_SECRET"',
  allow: '; name the repositories whose routes may name it, for example "allow: acme/*"',
  repositories: '; name those that it may speak for, for example "repositories: acme/*"',
};

export const missing = (path: Path): Finding => {
  const key = String(path.at(-1) ?? '');
  return {
    code: 'config-missing-key',
    path,
    message: `${quote(key)} is missing${HOW_TO_ADD[key] ?? ''}`,
  };
};

/** `limit`: "at most 10". */
export const outOfRange = (path: Path, found: unknown, limit: string, show: Show): Finding => {
  if (found === '' || (Array.isArray(found) && found.length === 0)) {
    const message = `${found === '' ? 'the text' : 'the list'} is empty; write something, or leave the key out`;
    return { code: 'config-limit', path, message };
  }
  const [size, unit] =
    typeof found === 'string'
      ? [`a text of ${found.length} characters`, ' characters']
      : Array.isArray(found)
        ? [`a list of ${found.length} entries`, ' entries']
        : [describeValue(found, show), ''];
  return { code: 'config-limit', path, message: `found ${size}; expected ${limit}${unit}` };
};
