import { type Event, type EventName } from './event.ts';
import { type ChangedFiles, type Facts, factsOf } from './facts.ts';
import {
  byBranches,
  byBranchesIgnore,
  byPaths,
  byPathsIgnore,
  byTags,
  byTagsIgnore,
  byTypes,
  byWorkflows,
} from './filters.ts';
import { type EventFilter, type On } from './route.ts';
import { type Verdict, all, fail, pass } from './verdict.ts';

/**
 * Whether an event passes the filters under `on:`, by GitHub Actions' rules. Its parts are the filters that were
 * looked at. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on
 */
export const matchOn = (on: On, facts: Facts): Verdict => {
  const { name } = facts;
  const filter = name === undefined || !Object.hasOwn(on, name) ? undefined : on[name];
  if (name === undefined || filter === undefined)
    return fail(
      'on',
      `${name ?? 'this event'} is not among the events of this route: ${Object.keys(on).join(', ')}`,
    );
  const rule = `on.${name}`;
  if (facts.unfit !== undefined) return fail(rule, facts.unfit);
  const parts = partsOf(name, filter, facts);
  return all(
    rule,
    parts.length === 0 ? `${name}, without filters` : `${name}, and every filter passes`,
    parts,
  );
};

/**
 * Whether the changed files must be fetched before `matchOn` can decide: only for a pull request that has passed all
 * other filters of this route, and has a path filter still to pass.
 */
export const needsChangedFiles = (on: On, event: Event): boolean => {
  const filter = on.pull_request;
  if (event.name !== 'pull_request' || filter === undefined) return false;
  if (filter.paths === undefined && filter['paths-ignore'] === undefined) return false;
  const unknown: ChangedFiles = { known: false, why: 'the changed files were not asked for yet' };
  return matchOn(on, factsOf(event, unknown)).passed;
};

const partsOf = (event: EventName, filter: EventFilter, facts: Facts): readonly Verdict[] => [
  ...(event === 'push' ? [] : [byTypes(filter.types, event, facts)]),
  ...(filter.workflows === undefined ? [] : [byWorkflows(filter.workflows, event, facts)]),
  ...byRef(event, filter, facts),
  ...byFiles(event, filter, facts),
];

/**
 * "If you define only tags/tags-ignore or only branches/branches-ignore, the workflow won't run for events affecting
 * the undefined Git ref." Other events than push have a branch or nothing.
 */
const byRef = (event: EventName, filter: EventFilter, facts: Facts): readonly Verdict[] => {
  const hasBranches = filter.branches !== undefined || filter['branches-ignore'] !== undefined;
  const hasTags = filter.tags !== undefined || filter['tags-ignore'] !== undefined;
  if (!hasBranches && !hasTags) return [];
  const kind = facts.ref?.kind ?? 'other';
  const name = facts.ref?.name ?? '';
  if (kind === 'branch' && hasBranches) return byBranch(event, filter, facts);
  if (kind === 'tag' && hasTags) return byTag(event, filter, facts);
  if (kind === 'other')
    return [
      fail(
        `on.${event}.${hasBranches ? 'branches' : 'tags'}`,
        `ref "${name}" is neither a branch nor a tag, and this route filters them`,
      ),
    ];
  return kind === 'branch'
    ? [fail(`on.${event}.tags`, `"${name}" is a branch, and this route filters only tags`)]
    : [fail(`on.${event}.branches`, `"${name}" is a tag, and this route filters only branches`)];
};

const byBranch = (event: EventName, filter: EventFilter, facts: Facts): readonly Verdict[] => [
  ...(filter.branches === undefined ? [] : [byBranches(filter.branches, event, facts)]),
  ...(filter['branches-ignore'] === undefined
    ? []
    : [byBranchesIgnore(filter['branches-ignore'], event, facts)]),
];

const byTag = (event: EventName, filter: EventFilter, facts: Facts): readonly Verdict[] => [
  ...(filter.tags === undefined ? [] : [byTags(filter.tags, event, facts)]),
  ...(filter['tags-ignore'] === undefined ? [] : [byTagsIgnore(filter['tags-ignore'], event, facts)]),
];

/** "Path filters are not evaluated for pushes of tags." */
const byFiles = (event: EventName, filter: EventFilter, facts: Facts): readonly Verdict[] => {
  if (filter.paths === undefined && filter['paths-ignore'] === undefined) return [];
  if (facts.ref?.kind === 'tag')
    return [pass(`on.${event}.paths`, 'path filters are not looked at when a tag is pushed')];
  return [
    ...(filter.paths === undefined ? [] : [byPaths(filter.paths, event, facts)]),
    ...(filter['paths-ignore'] === undefined ? [] : [byPathsIgnore(filter['paths-ignore'], event, facts)]),
  ];
};
