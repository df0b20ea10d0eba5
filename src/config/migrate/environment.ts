import { isObject } from '../../core/json.ts';
import { type Path, valueAt } from '../finding.ts';
import { type Holes } from './holes.ts';
import { type Job, type Step, type WorkflowFile } from './workflow-file.ts';

/** The environment variables of a step: its own before those that were `handed` to it, its job's, and the workflow's. */
export const environmentOf = (
  file: WorkflowFile,
  job: Job,
  step: Step,
  holes: Holes,
  handed: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> =>
  new Map([
    ...[[], job.path].flatMap((path) => variablesAt(file, [...path, 'env'], holes)),
    ...handed,
    ...variablesAt(file, [...step.path, 'env'], holes),
  ]);

const variablesAt = (
  file: WorkflowFile,
  path: Path,
  holes: Holes,
): readonly (readonly [string, string])[] => {
  const found = valueAt(file.value, path);
  return Object.keys(isObject(found) ? found : {}).flatMap((name) => {
    const place = [...path, name];
    const text = file.textAt(place);
    if (text === undefined) return [];
    return [[name, holes.mark(text, (offset) => file.placeOf(place, offset)).text] as const];
  });
};

/** Names that a step of the job gives to those after it through the file that $GITHUB_ENV names, in a way that can't be read. */
export const runTimeNames = (job: Job, handed: ReadonlyMap<string, string>): ReadonlySet<string> =>
  new Set(
    job.steps.flatMap(({ value: { run } }) =>
      typeof run === 'string' && /GITHUB_ENV\b/.test(run)
        ? [...run.matchAll(/\b([A-Za-z_]\w{0,99})(?:=|<<)/g)]
            .map(([, name = '']) => name)
            .filter((name) => !handed.has(name))
        : [],
    ),
  );
