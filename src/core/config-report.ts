import { type Annotation, type CheckRun } from './check-run.ts';
import { code, paragraphs, table } from './markdown.ts';

/** The name of the check run about a config file. */
const CONFIG_CHECK_NAME = 'Hub Relay';

/** What is wrong in the file, as config/problems.ts has it. */
export interface FileProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** One question about a route: `undefined` where it was not asked. `text`: plain, one sentence. */
export interface Finding {
  readonly isGood: boolean | undefined;
  readonly text: string;
}

/** A route of the file. `name`: where it stands, "notify[0]"; `target`: the hub, or from whom a hub wants to hear. */
export interface CheckedRoute {
  readonly name: string;
  readonly target: string;
  readonly eventTypes: readonly string[];
  readonly installed: Finding;
  readonly permission: Finding;
  readonly accepted: Finding;
  readonly listens: Finding;
  /** Of so many events those on which it would have fired, newest first, in words. */
  readonly looked: number;
  readonly fires: readonly string[];
  /** What else its author should know: plain sentences. */
  readonly notes: readonly string[];
}

export interface CheckedFile {
  readonly path: string;
  readonly sha: string;
  readonly problems: readonly FileProblem[];
  readonly routes: readonly CheckedRoute[];
  /** Of whom it accepts what: Markdown. */
  readonly accepts: readonly string[];
  /** The names of routes that worked before, and stopped. */
  readonly stopped: readonly string[];
}

/** The file is right or wrong; and of each of its routes, whether it would work. */
export const configReport = (file: CheckedFile): CheckRun => {
  const errors = file.problems.filter(({ severity }) => severity === 'error');
  const base = { name: CONFIG_CHECK_NAME, sha: file.sha, status: 'completed' } as const;
  const annotations = file.problems.map((problem) => annotationOf(file.path, problem));
  if (errors.length > 0) return { ...base, ...wrong(file, errors.length), annotations };
  const bad = file.routes.filter((route) => !isReady(route)).length;
  return {
    ...base,
    conclusion: file.stopped.length > 0 ? 'failure' : bad > 0 ? 'neutral' : 'success',
    title: titleOf(file, bad),
    summary: summaryOf(file),
    ...(file.routes.length > 0 && { text: file.routes.map(detailsOf).join('\n\n') }),
    annotations,
  };
};

/** The same where there is no file any more, or GitHub does not give it to us. */
export const absentFileReport = (sha: string, path: string, problem?: string): CheckRun => ({
  name: CONFIG_CHECK_NAME,
  sha,
  status: 'completed',
  conclusion: 'neutral',
  title: problem === undefined ? 'There is no config file in this commit' : 'The config file cannot be read',
  summary:
    problem === undefined
      ? `Without ${code(path)} this repository has no routes of its own, and accepts nobody, but for what its owner’s defaults say.`
      : `${code(path)}: ${code(problem)}`,
});

const isReady = ({ installed, permission, accepted, listens }: CheckedRoute): boolean =>
  [installed, permission, accepted, listens].every(({ isGood }) => isGood !== false);

const annotationOf = (path: string, problem: FileProblem): Annotation => ({
  path,
  line: problem.line,
  column: problem.column,
  level: problem.severity === 'error' ? 'failure' : 'warning',
  title: problem.code,
  message: problem.message,
});

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

const wrong = ({ path, problems }: CheckedFile, errors: number) => ({
  conclusion: 'failure' as const,
  title: `${count(errors, 'problem')} in ${path}`,
  summary: paragraphs(
    'Where this is on the default branch, nothing of the file is in force: no route fires, and nobody is accepted.',
    table(
      ['Line', 'Problem'],
      problems.map(({ line, column, message, code: id }) => [
        `${line}:${column}`,
        `${code(message)} [${id}]`,
      ]),
    ),
    `${code(`hub-relay validate ${path}`)} says the same before you push.`,
  ),
});

const titleOf = ({ routes, stopped, problems }: CheckedFile, bad: number): string => {
  const warnings = problems.length > 0 ? `, ${count(problems.length, 'warning')}` : '';
  if (stopped.length > 0)
    return `${count(stopped.length, 'route')} stopped: the hub cannot be reached any more`;
  if (routes.length === 0) return `The file is right, and has no routes${warnings}`;
  const state = bad === 0 ? 'ready' : `${bad} of them not ready`;
  return `${count(routes.length, 'route')}, ${state}${warnings}`;
};

const HEAD = [
  'Route',
  'Hub or spokes',
  'Event types',
  'Installed',
  'Permission',
  'Accepted',
  'A workflow listens',
  'Last events',
];

const summaryOf = ({ routes, accepts, stopped }: CheckedFile): string =>
  paragraphs(
    stopped.length > 0
      ? `These routes have told their hubs before, and cannot any more: ${stopped.map(code).join(', ')}.`
      : undefined,
    routes.length === 0 ? undefined : table(HEAD, routes.map(rowOf)),
    accepts.length === 0
      ? undefined
      : `This repository accepts notifications:\n\n${accepts.map((one) => `- ${one}`).join('\n')}`,
    routes.length === 0
      ? undefined
      : 'What was found of each route stands below. Re-run this check after a change elsewhere.',
  );

const MOST_NAMED = 5;

const rowOf = (route: CheckedRoute): readonly string[] => {
  const { name, target, eventTypes, installed, permission, accepted, listens, looked, fires } = route;
  const more = eventTypes.length > MOST_NAMED ? ` and ${eventTypes.length - MOST_NAMED} more` : '';
  return [
    code(name),
    code(target),
    eventTypes.slice(0, MOST_NAMED).map(code).join(', ') + more,
    ...[installed, permission, accepted, listens].map(markOf),
    looked === 0 ? '–' : `${fires.length} of ${looked}`,
  ];
};

const markOf = ({ isGood }: Finding): string => (isGood === undefined ? '–' : isGood ? '✓' : '✗');

const detailsOf = ({
  name,
  target,
  installed,
  permission,
  accepted,
  listens,
  looked,
  fires,
  notes,
}: CheckedRoute) =>
  paragraphs(
    `### ${code(name)} → ${code(target)}`,
    [installed, permission, accepted, listens].map((one) => `- ${markOf(one)} ${code(one.text)}`).join('\n'),
    notes.map((note) => `- ${code(note)}`).join('\n'),
    looked === 0
      ? undefined
      : fires.length === 0
        ? `Of the last ${looked} events on record it would have fired on none.`
        : `Of the last ${looked} events on record it would have fired on ${fires.length}:\n\n${fires.map((one) => `- ${code(one)}`).join('\n')}`,
  );
