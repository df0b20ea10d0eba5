import { namesIn, splitTemplate } from '../../core/expression-names.ts';
import { type Path } from '../finding.ts';
import { STATUS } from './after-build.ts';
import { carryHole } from './carry-expression.ts';
import { type Ground } from './ground.ts';
import { type Loss } from './note.ts';
import { hasWorkInJob, isWork, isWorkingJob, neededBy } from './work.ts';
import { type Job, type Step, type WorkflowFile } from './workflow-file.ts';

/** What a route's `if` says; `isWhole` is false where a part of the condition is lost. */
export interface Condition {
  readonly text?: string;
  readonly isWhole: boolean;
  readonly losses: readonly Loss[];
}

/** The conditions of the step, its job and the jobs that it needs, joined; those that always hold are left out. */
export const conditionOf = (file: WorkflowFile, job: Job, step: Step, ground: Ground): Condition => {
  const needed = neededBy(file, job);
  const jobIf = conditionAt(file, job.path);
  const stepIf = conditionAt(file, step.path);
  const ownIfs = [jobIf, stepIf].flatMap((one) => one ?? []);
  const mustSucceed =
    ground.isAfterBuild &&
    ((needed.some(isWorkingJob) && !usesStatus(jobIf?.text)) ||
      (hasWorkInJob(job, step) && !usesStatus(stepIf?.text)));
  // A job is skipped where one that it needs was, unless it says otherwise.
  const theirs = usesStatus(jobIf?.text) ? [] : needed.flatMap(({ path }) => conditionAt(file, path) ?? []);
  const given = [...theirs, ...ownIfs];
  const parts = given.flatMap((one) => carryParts(one, file, ground));
  const elsewhere =
    ground.isAfterBuild && mayFailElsewhere(file, job, step) ? given.filter(asksForFailure) : [];
  const texts = [
    ...(mustSucceed ? [STATUS.get('success')?.after ?? ''] : []),
    ...parts.flatMap(({ text }) => text ?? []),
  ];
  const kept = [...new Set(texts)].filter((text) => text !== 'true');
  return {
    ...(kept.length > 0 && { text: kept.length === 1 ? kept.join('') : kept.map(enclosed).join(' && ') }),
    isWhole: parts.every(({ text }) => text !== undefined),
    losses: [
      ...parts.flatMap(({ losses }) => losses),
      ...elsewhere.map(({ text: what, path, start }): Loss => ({
        code: 'failure-elsewhere',
        what,
        place: file.placeOf(path, start),
      })),
    ],
  };
};

interface Given {
  readonly text: string;
  readonly path: Path;
  /** Where in the file's text the expression begins. */
  readonly start: number;
}

/** An `if`, with or without `${{ }}` around it. */
const conditionAt = (file: WorkflowFile, path: Path): Given | undefined => {
  const given = file.textAt([...path, 'if']);
  if (given === undefined) return undefined;
  const pieces = splitTemplate(given.trim());
  const [only] = pieces;
  const isOne = pieces.length === 1 && only?.kind === 'expression';
  return {
    text: isOne ? only.text : given,
    path: [...path, 'if'],
    start: isOne ? given.indexOf('${{') + 3 : 0,
  };
};

/** The run also fails by what comes after the step, and by jobs that its own does not wait for. */
const mayFailElsewhere = (file: WorkflowFile, job: Job, step: Step): boolean => {
  const needed = neededBy(file, job);
  return (
    file.jobs.some((other) => other !== job && !needed.includes(other) && isWorkingJob(other)) ||
    job.steps.slice(job.steps.indexOf(step) + 1).some(isWork)
  );
};

const asksForFailure = ({ text }: Given): boolean =>
  namesIn(text)?.some(({ kind, path }) => kind === 'function' && path[0]?.toLowerCase() === 'failure') ??
  false;

const usesStatus = (text: string | undefined): boolean =>
  namesIn(text ?? '')?.some(
    ({ kind, path }) => kind === 'function' && STATUS.has((path[0] ?? '').toLowerCase()),
  ) ?? false;

const carryParts = (
  { text, path, start }: Given,
  file: WorkflowFile,
  ground: Ground,
): readonly { readonly text?: string; readonly losses: readonly Loss[] }[] =>
  conjuncts(text).map(({ part, at }) => {
    const place = file.placeOf(path, start + at);
    const { source, losses } = carryHole({ source: part, place }, ground);
    if (source !== undefined) return { text: unwrapped(source), losses };
    return { losses: [...losses, { code: 'condition-lost', what: part, place }] };
  });

/** What stands between the `&&` that nothing encloses. An `||` beside them keeps the whole together. */
const conjuncts = (text: string): readonly { readonly part: string; readonly at: number }[] => {
  const cuts: number[] = [];
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === "'") isQuoted = !isQuoted;
    if (isQuoted) continue;
    if ('([{'.includes(letter)) depth += 1;
    if (')]}'.includes(letter)) depth -= 1;
    if (depth === 0 && text.startsWith('||', at)) return [trimmed(text, 0, text.length)];
    if (depth === 0 && text.startsWith('&&', at)) cuts.push(at);
  }
  const starts = [0, ...cuts.map((cut) => cut + 2)];
  return starts.map((start, index) => trimmed(text, start, cuts[index] ?? text.length));
};

const trimmed = (
  text: string,
  start: number,
  end: number,
): { readonly part: string; readonly at: number } => {
  const part = text.slice(start, end);
  return { part: part.trim(), at: start + part.length - part.trimStart().length };
};

const unwrapped = (source: string): string =>
  source
    .replace(/^\(([^()]*)\)$/, '$1')
    .replaceAll(/\s+/g, ' ')
    .replace(/^! ?false$/, 'true');

/** Texts of an expression may hold what looks like an operator; parentheses too many do no harm. */
const enclosed = (part: string): string => (part.includes('||') ? `(${part})` : part);
