import { type EventName } from './event.ts';
import { type Facts } from './facts.ts';
import { type Patterns, type Steps, patternsOf } from './pattern.ts';
import { type EventFilter } from './route.ts';
import { type Verdict, fail, pass } from './verdict.ts';

export type FilterName = keyof EventFilter;

/**
 * What GitHub Actions lets each event be filtered by, its activity types, and those that count where `types` is absent.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export const EVENT_RULES: Readonly<
  Record<
    EventName,
    {
      readonly filters: readonly FilterName[];
      readonly types: readonly string[];
      readonly defaultTypes?: readonly string[];
    }
  >
> = {
  push: {
    filters: ['branches', 'branches-ignore', 'tags', 'tags-ignore', 'paths', 'paths-ignore'],
    types: [],
  },
  pull_request: {
    filters: ['types', 'branches', 'branches-ignore', 'paths', 'paths-ignore'],
    types:
      `assigned unassigned labeled unlabeled opened edited closed reopened synchronize converted_to_draft locked
      unlocked enqueued dequeued milestoned demilestoned ready_for_review review_requested review_request_removed
      auto_merge_enabled auto_merge_disabled`.split(/\s+/),
    defaultTypes: ['opened', 'synchronize', 'reopened'],
  },
  issues: {
    filters: ['types'],
    types:
      `opened edited deleted transferred pinned unpinned closed reopened assigned unassigned labeled unlabeled locked
      unlocked milestoned demilestoned field_added field_removed typed untyped`.split(/\s+/),
  },
  release: {
    filters: ['types'],
    types: ['published', 'unpublished', 'created', 'edited', 'deleted', 'prereleased', 'released'],
  },
  workflow_run: {
    filters: ['types', 'workflows', 'branches', 'branches-ignore'],
    types: ['completed', 'requested', 'in_progress'],
  },
};

/** The work that one path filter may do, and all of them for one event; beyond it a filter counts as unsure. */
const MAX_PATH_STEPS = 2_000_000;
const MAX_PATH_STEPS_OF_ALL = 20_000_000;

/** What the path filters of all routes have done for one event, whose facts these are. */
const stepsOf = new WeakMap<Facts, Steps>();

/** `types`, or where it is absent the event's default ones; some events have none, and then every type passes. */
export const byTypes = (types: readonly string[] | undefined, event: EventName, facts: Facts): Verdict => {
  const rule = `on.${event}.types`;
  const allowed = types ?? EVENT_RULES[event].defaultTypes;
  const action = facts.action ?? '';
  const what = types === undefined ? 'the default types' : 'types';
  if (allowed === undefined) return pass(rule, `all types pass; this one is "${action}"`);
  return allowed.includes(action)
    ? pass(rule, `type "${action}" is one of ${what} ${listed(allowed)}`)
    : fail(rule, `type "${action}" is not one of ${what} ${listed(allowed)}`);
};

export const byBranches = (patterns: readonly string[], event: EventName, facts: Facts): Verdict =>
  included(`on.${event}.branches`, 'branch', patterns, facts);

export const byBranchesIgnore = (patterns: readonly string[], event: EventName, facts: Facts): Verdict =>
  notIgnored(`on.${event}.branches-ignore`, 'branch', patterns, facts);

export const byTags = (patterns: readonly string[], event: EventName, facts: Facts): Verdict =>
  included(`on.${event}.tags`, 'tag', patterns, facts);

export const byTagsIgnore = (patterns: readonly string[], event: EventName, facts: Facts): Verdict =>
  notIgnored(`on.${event}.tags-ignore`, 'tag', patterns, facts);

/** Names of workflows, exactly as written: GitHub documents no patterns here. */
export const byWorkflows = (names: readonly string[], event: EventName, facts: Facts): Verdict => {
  const rule = `on.${event}.workflows`;
  const name = facts.workflow ?? '';
  return names.includes(name)
    ? pass(rule, `workflow "${name}" is one of workflows ${listed(names)}`)
    : fail(rule, `workflow "${name}" is not one of workflows ${listed(names)}`);
};

/** Passes when at least one changed file matches, and where the files can't be known for sure. */
export const byPaths = (texts: readonly string[], event: EventName, facts: Facts): Verdict => {
  const rule = `on.${event}.paths`;
  return overFiles(rule, texts, facts, true, (found, files) =>
    found
      ? pass(rule, `changed file "${found.file}" matches "${found.pattern}"`)
      : fail(rule, `no changed file matches paths ${listed(texts)}; ${counted(files)}`),
  );
};

/** Fails only when all changed files are ignored; "If there are no files changed, the workflow will not run." */
export const byPathsIgnore = (texts: readonly string[], event: EventName, facts: Facts): Verdict => {
  const rule = `on.${event}.paths-ignore`;
  return overFiles(rule, texts, facts, false, (found, files) => {
    if (found) return pass(rule, `changed file "${found.file}" is not ignored by ${listed(texts)}`);
    if (files.length === 0) return fail(rule, 'no file was changed');
    return fail(rule, `all changed files match paths-ignore ${listed(texts)}; ${counted(files)}`);
  });
};

/** A list that parse would refuse makes the filter fail, and say so: nothing is sent on a rule that can't be read. */
const withPatterns = (
  rule: string,
  texts: readonly string[],
  use: (patterns: Patterns) => Verdict,
): Verdict => {
  const compiled = patternsOf(texts);
  if ('decide' in compiled) return use(compiled);
  return fail(rule, `${listed(texts)} can't be used: ${compiled.problem}`);
};

const included = (rule: string, kind: 'branch' | 'tag', texts: readonly string[], facts: Facts): Verdict =>
  withPatterns(rule, texts, (patterns) => {
    const name = facts.ref?.name ?? '';
    const { matched, pattern } = patterns.decide(name);
    if (matched) return pass(rule, `${kind} "${name}" matches "${pattern ?? ''}"`);
    return fail(
      rule,
      pattern === undefined
        ? `${kind} "${name}" matches none of ${listed(texts)}`
        : `${kind} "${name}" is taken out by "${pattern}"`,
    );
  });

const notIgnored = (rule: string, kind: 'branch' | 'tag', texts: readonly string[], facts: Facts): Verdict =>
  withPatterns(rule, texts, (patterns) => {
    const name = facts.ref?.name ?? '';
    const { matched, pattern } = patterns.decide(name);
    return matched
      ? fail(rule, `${kind} "${name}" is ignored by "${pattern ?? ''}"`)
      : pass(rule, `${kind} "${name}" is not ignored by ${listed(texts)}`);
  });

interface Found {
  readonly file: string;
  readonly pattern: string;
}

/** Looks for the first file that the patterns match (`wanted`), or don't; gives up in favour of a match. */
const overFiles = (
  rule: string,
  texts: readonly string[],
  facts: Facts,
  wanted: boolean,
  judge: (found: Found | undefined, files: readonly string[]) => Verdict,
): Verdict =>
  withPatterns(rule, texts, (patterns) => {
    if (!facts.files.known) return pass(rule, `matched to be safe: ${facts.files.why}`);
    const { files } = facts.files;
    const steps = stepsOf.get(facts) ?? { taken: 0 };
    stepsOf.set(facts, steps);
    const most = Math.min(steps.taken + MAX_PATH_STEPS, MAX_PATH_STEPS_OF_ALL);
    for (const file of files) {
      const { matched, pattern = '' } = patterns.decide(file, steps);
      if (matched === wanted) return judge({ file, pattern }, files);
      if (steps.taken > most)
        return pass(rule, `matched to be safe: ${counted(files)}, too many to compare with ${listed(texts)}`);
    }
    return judge(undefined, files);
  });

const listed = (texts: readonly string[]): string =>
  texts.length <= 5
    ? `[${texts.join(', ')}]`
    : `[${texts.slice(0, 5).join(', ')} and ${texts.length - 5} more]`;

const counted = (files: readonly string[]): string => {
  if (files.length === 0) return 'no file was changed';
  const [first = ''] = files;
  return files.length === 1
    ? `1 file changed: ${first}`
    : `${files.length} files changed, the first is ${first}`;
};
