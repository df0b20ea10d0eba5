import { type FieldError } from './answer.ts';
import { type StateReason } from './issue.ts';
import { characters, either, integer, list, nothing, object, oneOf, text } from './request-schema.ts';

type Body = Readonly<Record<string, unknown>>;

/** Neither is in GitHub's description; both are told by its refusals. @see https://github.com/dead-claudia/github-limits */
const LONGEST_TITLE = 256;
export const LONGEST_BODY = 65_536;

const NAMES = list(
  either('a string or object', text(), object({ properties: { name: text() }, required: ['name'] })),
);

const PROPERTIES = {
  title: either('a string or integer', text(), integer),
  body: either('a string', text(), nothing),
  labels: NAMES,
  assignees: NAMES,
  assignee: either('a string', text(), nothing),
  milestone: either('a string or integer', text(), integer, nothing),
  type: either('a string', text(), nothing),
};

export const CREATE = object({ properties: PROPERTIES, required: ['title'] });

export const UPDATE = object({
  properties: {
    ...PROPERTIES,
    title: either('a string or integer', PROPERTIES.title, nothing),
    state: oneOf(['open', 'closed']),
    state_reason: either(
      'a member of ["completed", "not_planned", "duplicate", "reopened"]',
      oneOf(['completed', 'not_planned', 'duplicate', 'reopened']),
      nothing,
    ),
  },
});

export const COMMENT = object({ properties: { body: text() }, required: ['body'] });

const tooLong = (field: string, most: number): FieldError => ({
  resource: 'Issue',
  code: 'custom',
  field,
  message: `${field} is too long (maximum is ${most} characters)`,
});

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/** Of a body that has the right shape. The sandbox has no milestones and no types, and nobody can be assigned. */
export const fieldErrors = ({ title, body, ...more }: Body): readonly FieldError[] => {
  const given = typeof title === 'number' ? String(title) : title;
  return [
    ...(typeof given === 'string' && given.trim() === ''
      ? [{ resource: 'Issue', code: 'missing_field', field: 'title' } as const]
      : []),
    ...(typeof given === 'string' && characters(given) > LONGEST_TITLE
      ? [tooLong('title', LONGEST_TITLE)]
      : []),
    ...(typeof body === 'string' && characters(body) > LONGEST_BODY ? [tooLong('body', LONGEST_BODY)] : []),
    ...['assignee', 'assignees', 'milestone', 'type']
      .filter((field) => isGiven(more[field]))
      .map((field) => ({ resource: 'Issue', code: 'invalid', field, value: more[field] }) as const),
  ];
};

export interface AskedIssue {
  readonly title: string | undefined;
  readonly body: string | null | undefined;
  readonly labels: readonly string[] | undefined;
  readonly state: 'open' | 'closed' | undefined;
  readonly reason: StateReason | undefined;
}

const nameOf = (label: string | { readonly name: string }): string =>
  typeof label === 'string' ? label : label.name;

/** What a body without errors asks for. */
export const readIssue = (asked: Body): AskedIssue => {
  const {
    title,
    body,
    labels,
    state,
    state_reason: reason,
  } = asked as {
    readonly title?: string | number | null;
    readonly body?: string | null;
    readonly labels?: readonly (string | { readonly name: string })[];
    readonly state?: 'open' | 'closed';
    readonly state_reason?: StateReason | null;
  };
  return {
    title: title === undefined || title === null ? undefined : String(title),
    body,
    labels: labels && [...new Set(labels.map(nameOf))],
    state,
    reason: reason ?? undefined,
  };
};
