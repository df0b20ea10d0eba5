import { z } from 'zod';
import { EVENT_NAMES, type EventName } from '../core/event.ts';
import { EVENT_RULES, type FilterName } from '../core/filters.ts';
import { MAX_PATTERNS, MAX_PATTERN_LENGTH } from '../core/pattern.ts';

/** Stands in the description of every list. */
export const AT_MOST = `At most ${MAX_PATTERNS}.`;

/**
 * `on:`, as in GitHub Actions. Which filters and types an event may have is in the schema, so that an editor that
 * reads it offers no others.
 */
export const textOrList = <Item extends z.ZodType>(item: Item, most = MAX_PATTERNS) =>
  z.union([item, z.array(item).min(1).max(most)]);

const patterns = textOrList(z.string().min(1).max(MAX_PATTERN_LENGTH));

const FILTERS: Readonly<
  Record<Exclude<FilterName, 'types'>, { readonly text: string; readonly example: readonly string[] }>
> = {
  branches: {
    text: 'Only these branches: patterns, in order, `!` takes out again.',
    example: ['main', 'release/**'],
  },
  'branches-ignore': { text: 'Not these branches. Can’t stand beside `branches`.', example: ['wip/**'] },
  tags: { text: 'Only these tags: patterns, in order, `!` takes out again.', example: ['v[0-9]+.*'] },
  'tags-ignore': { text: 'Not these tags. Can’t stand beside `tags`.', example: ['*-rc*'] },
  paths: {
    text: 'Only when a changed file matches: patterns, in order, `!` takes out again.',
    example: ['docs/**', '!docs/internal/**'],
  },
  'paths-ignore': {
    text: 'Not when every changed file matches. Can’t stand beside `paths`.',
    example: ['**.md'],
  },
  workflows: {
    text: 'Only runs of these workflows: their names, exactly as in their files.',
    example: ['Build'],
  },
};

const types = (event: EventName) => {
  const { types: allowed, defaultTypes } = EVENT_RULES[event];
  const standard = defaultTypes === undefined ? 'all of them' : defaultTypes.join(', ');
  return textOrList(z.enum(allowed))
    .optional()
    .meta({
      description: `Only these activity types: ${allowed.join(', ')}. Without it: ${standard}.`,
      examples: [allowed.slice(0, 2)],
    });
};

const filter = (name: Exclude<FilterName, 'types'>) =>
  patterns.optional().meta({
    description: `${FILTERS[name].text} ${AT_MOST}`,
    examples: [FILTERS[name].example],
  });

/** What of filters checkOn says, for a JSON Schema. */
const notBoth = (...names: readonly ('branches' | 'tags' | 'paths')[]) => ({
  allOf: names.map((name) => ({ not: { required: [name, `${name}-ignore`] } })),
});

const branches = { branches: filter('branches'), 'branches-ignore': filter('branches-ignore') };
const paths = { paths: filter('paths'), 'paths-ignore': filter('paths-ignore') };

export const OnSchema = z
  .union([
    z.enum(EVENT_NAMES),
    z.array(z.enum(EVENT_NAMES)).min(1).max(MAX_PATTERNS),
    z
      .strictObject({
        push: z
          .strictObject({ ...branches, tags: filter('tags'), 'tags-ignore': filter('tags-ignore'), ...paths })
          .meta(notBoth('branches', 'tags', 'paths'))
          .nullish()
          .describe('Commits or tags were pushed.'),
        pull_request: z
          .strictObject({ types: types('pull_request'), ...branches, ...paths })
          .meta(notBoth('branches', 'paths'))
          .nullish()
          .describe('Something happened to a pull request; `branches` are those it wants to be merged into.'),
        issues: z
          .strictObject({ types: types('issues') })
          .nullish()
          .describe('Something happened to an issue.'),
        release: z
          .strictObject({ types: types('release') })
          .nullish()
          .describe('Something happened to a release; drafts start nothing.'),
        workflow_run: z
          .strictObject({ types: types('workflow_run'), workflows: filter('workflows'), ...branches })
          .meta(notBoth('branches'))
          .nullish()
          .describe('A workflow run was requested, began or ended; `branches` are those it ran on.'),
      })
      .meta({ minProperties: 1 }),
  ])
  .meta({
    description:
      'The events that the route listens to, with GitHub Actions’ own filters: one name, a list of names, or names with filters.',
    examples: ['push', ['push', 'release']],
  });

export type RawOn = z.infer<typeof OnSchema>;
