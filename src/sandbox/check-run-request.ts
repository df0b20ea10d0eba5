import { type FieldError } from './answer.ts';
import {
  CONCLUSIONS,
  type Annotation,
  type CheckRun,
  type CheckStatus,
  type Conclusion,
} from './check-run.ts';
import { isoTime } from './iso-time.ts';
import { integer, list, object, oneOf, text, time, type Rule } from './request-schema.ts';

type Body = Readonly<Record<string, unknown>>;

/** Of summary and text: characters in the description, and bytes in what GitHub says of more. @see https://github.com/github/docs/issues/35252 */
const LONGEST_OUTPUT = 65_535;
/** "The maximum size is 64 KB." */
const LONGEST_MESSAGE = 64 * 1024;
const MOST_ANNOTATIONS = 50;
const LONGEST_TITLE = 255;
const MOST_ACTIONS = 3;

const ANNOTATION = object({
  properties: {
    path: text({ least: 1 }),
    start_line: integer,
    end_line: integer,
    start_column: integer,
    end_column: integer,
    annotation_level: oneOf(['notice', 'warning', 'failure']),
    message: text({ least: 1 }),
    title: text({ most: LONGEST_TITLE }),
    raw_details: text(),
  },
  required: ['path', 'start_line', 'end_line', 'annotation_level', 'message'],
});

const OUTPUT = object({
  properties: {
    title: text(),
    summary: text({ most: LONGEST_OUTPUT }),
    text: text({ most: LONGEST_OUTPUT }),
    annotations: list(ANNOTATION, MOST_ANNOTATIONS),
    images: list(object({ properties: { alt: text(), image_url: text() }, required: ['alt', 'image_url'] })),
  },
  required: ['title', 'summary'],
});

const ACTION = object({
  properties: {
    label: text({ most: 20 }),
    description: text({ most: 40 }),
    identifier: text({ most: 20 }),
  },
  required: ['label', 'description', 'identifier'],
});

const PROPERTIES: Readonly<Record<string, Rule>> = {
  name: text({ least: 1 }),
  details_url: text(),
  external_id: text(),
  // "Only GitHub Actions can set a status of waiting, pending, or requested."
  status: oneOf(['queued', 'in_progress', 'completed']),
  started_at: time,
  // "You cannot change a check run conclusion to stale, only GitHub can set this."
  conclusion: oneOf(CONCLUSIONS),
  completed_at: time,
  output: OUTPUT,
  actions: list(ACTION, MOST_ACTIONS),
};

/** "Required if you provide completed_at or a status of completed." */
const concluded =
  (rule: Rule): Rule =>
  (value, fragment) => {
    const problem = rule(value, fragment);
    const { status, completed_at: completedAt, conclusion } = (value ?? {}) as Body;
    if (problem !== undefined || conclusion !== undefined) return problem;
    return status === 'completed' || completedAt !== undefined ? '"conclusion" wasn\'t supplied.' : undefined;
  };

export const CREATE = concluded(
  object({ properties: { ...PROPERTIES, head_sha: text() }, required: ['name', 'head_sha'] }),
);

export const UPDATE = concluded(object({ properties: PROPERTIES }));

const isTooLarge = (value: unknown, most: number): boolean =>
  typeof value === 'string' && Buffer.byteLength(value) > most;

const error = (resource: string, field: string, message: string): FieldError => ({
  resource,
  field,
  code: 'custom',
  message: `${field} ${message}`,
});

const annotationErrors = (annotation: Annotation): readonly FieldError[] => {
  const tooLarge = (['message', 'raw_details'] as const)
    .filter((field) => isTooLarge(annotation[field], LONGEST_MESSAGE))
    .map((field) => error('CheckAnnotation', field, `exceeds a maximum bytesize of ${LONGEST_MESSAGE}`));
  const { start_line: from, end_line: to, start_column: left, end_column: right } = annotation;
  return [
    ...tooLarge,
    ...(from < 1 ? [error('CheckAnnotation', 'start_line', 'must be greater than 0')] : []),
    ...(to < from ? [error('CheckAnnotation', 'end_line', 'must not be before start_line')] : []),
    // "Omit this parameter if start_line and end_line have different values."
    ...(from !== to && (left !== undefined || right !== undefined)
      ? [error('CheckAnnotation', 'start_column', 'is only allowed on a single line')]
      : []),
  ];
};

const outputOf = ({ output }: Body): Body => (output ?? {}) as Body;

const annotationsOf = (body: Body): readonly Annotation[] =>
  (outputOf(body)['annotations'] ?? []) as readonly Annotation[];

/** Of a body that has the right shape. */
export const fieldErrors = (body: Body): readonly FieldError[] => {
  const { details_url: url } = body;
  const output = outputOf(body);
  return [
    ...(typeof url === 'string' && !/^https?:\/\//.test(url)
      ? [error('CheckRun', 'details_url', 'must use http or https scheme')]
      : []),
    ...['summary', 'text']
      .filter((field) => isTooLarge(output[field], LONGEST_OUTPUT))
      .map((field) => error('CheckRun', field, `exceeds a maximum bytesize of ${LONGEST_OUTPUT}`)),
    ...annotationsOf(body).flatMap(annotationErrors),
  ];
};

const timeOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? isoTime(Date.parse(value)) : undefined;

/** Takes over a body without errors: annotations are added to those that there are, all else replaces what there was. */
export const applyCheck = (run: CheckRun, body: Body, now: number): void => {
  const given = <T>(key: string, present: T): T => (body[key] ?? present) as T;
  run.name = given('name', run.name);
  run.detailsUrl = given('details_url', run.detailsUrl);
  run.externalId = given('external_id', run.externalId);
  run.startedAt = timeOf(body['started_at']) ?? run.startedAt;
  const conclusion = body['conclusion'] as Conclusion | undefined;
  const status = body['status'] as CheckStatus | undefined;
  if (conclusion !== undefined) {
    // "Providing conclusion will automatically set the status parameter to completed."
    run.status = 'completed';
    run.conclusion = conclusion;
    run.completedAt = timeOf(body['completed_at']) ?? isoTime(now);
  } else if (status !== undefined) {
    run.status = status;
    run.conclusion = null;
    run.completedAt = null;
  }
  if (body['output'] === undefined) return;
  const { title, summary, text: details } = outputOf(body) as Readonly<Record<string, string | undefined>>;
  run.output = { title: title ?? null, summary: summary ?? null, text: details ?? run.output.text };
  run.annotations.push(...annotationsOf(body));
};
