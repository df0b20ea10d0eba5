import { type EventName } from '../core/event.ts';
import { type FilterName } from '../core/filters.ts';
import { compilePatterns } from '../core/pattern.ts';
import { type EventFilter, type On } from '../core/route.ts';
import { type Finding, openly, type Path, quote, type Show } from './finding.ts';

const EXCLUSIVE = [
  ['branches', 'branches-ignore'],
  ['tags', 'tags-ignore'],
  ['paths', 'paths-ignore'],
] as const;

/** What of `on:` a schema can't say: filters that exclude each other, and patterns that can't be read. */
export const checkOn = (on: On, path: Path): readonly Finding[] =>
  Object.keys(on).length === 0
    ? [namesNoEvent(path)]
    : Object.entries(on).flatMap(([event, filter]) => [
        ...EXCLUSIVE.flatMap((pair) => conflict(event as EventName, filter, pair, path)),
        ...EXCLUSIVE.flat().flatMap((name) => checkFilterPatterns(filter[name], [...path, event, name])),
        ...withoutEffect(filter, [...path, event]),
      ]);

const namesNoEvent = (path: Path): Finding => ({
  code: 'config-missing-key',
  path,
  message: '"on" names no event; add one, for example "push:"',
});

const conflict = (
  event: EventName,
  filter: EventFilter,
  [only, ignore]: readonly [FilterName, FilterName],
  path: Path,
): readonly Finding[] =>
  filter[only] === undefined || filter[ignore] === undefined
    ? []
    : [
        {
          code: 'config-conflict',
          path: [...path, event, ignore],
          at: 'key',
          message: `"${only}" and "${ignore}" can't stand together for ${event}; keep "${only}", and take out what to ignore with patterns that begin with "!"`,
        },
      ];

const checkFilterPatterns = (texts: readonly string[] | undefined, path: Path): readonly Finding[] =>
  texts === undefined ? [] : checkPatterns(texts, path);

/** Each wrong pattern at its own place; `path` leads to the list, or to the one text that stands for it. */
export const checkPatterns = (
  texts: readonly string[],
  path: Path,
  show: Show = openly,
): readonly Finding[] => {
  const compiled = compilePatterns(texts);
  if (!('problems' in compiled)) return [];
  return compiled.problems.map(({ problem, index }) => ({
    code: 'config-pattern',
    path: index === undefined ? path : [...path, index],
    message:
      index === undefined
        ? problem
        : `the pattern ${quote(show(texts[index] ?? ''))} can't be used: ${problem}`,
  }));
};

const withoutEffect = (filter: EventFilter, path: Path): readonly Finding[] => {
  const filtersOnlyTags =
    (filter.tags ?? filter['tags-ignore']) !== undefined &&
    (filter.branches ?? filter['branches-ignore']) === undefined;
  const pathFilter = filter.paths ? 'paths' : filter['paths-ignore'] ? 'paths-ignore' : undefined;
  const starred = (filter.workflows ?? []).findIndex((name) => name.includes('*'));
  return [
    ...(filtersOnlyTags && pathFilter !== undefined
      ? [
          warn(
            [...path, pathFilter],
            `"${pathFilter}" has no effect: only tags fire here, and their paths are not looked at`,
          ),
        ]
      : []),
    ...(starred === -1
      ? []
      : [
          warn(
            [...path, 'workflows', starred],
            'the names of workflows are compared exactly; a * stands for itself here',
          ),
        ]),
  ];
};

export const warn = (path: Path, message: string): Finding => ({
  code: 'config-no-effect',
  severity: 'warning',
  path,
  at: 'key',
  message,
});
