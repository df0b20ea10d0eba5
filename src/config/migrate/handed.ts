import { isObject } from '../../core/json.ts';
import { environmentOf } from './environment.ts';
import { type Holes } from './holes.ts';
import { withinStack } from './script.ts';
import { readHanded } from './shell.ts';
import { isPosix } from './shell-of.ts';
import { type Job, type Step, type WorkflowFile } from './workflow-file.ts';

/** What steps hand to those after them, as texts with holes: variables by name, outputs by `steps.id.name`. */
export interface Handed {
  readonly env: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

const SPEAKS_OF_IT = /GITHUB_OUTPUT|GITHUB_ENV|::set-output/;

/** For each step of a job, what those before it have handed on; and at the end what all of them have. */
export const handedIn = (
  file: WorkflowFile,
  job: Job,
  holes: Holes,
): { readonly before: ReadonlyMap<Step, Handed>; readonly after: Handed } => {
  const before = new Map<Step, Handed>();
  let known: Handed = { env: new Map(), outputs: new Map() };
  for (const step of job.steps) {
    before.set(step, known);
    const { run, id } = step.value;
    if (typeof run !== 'string' || !SPEAKS_OF_IT.test(run) || !isPosix(file, job, step)) continue;
    const path = [...step.path, 'run'];
    const marked = holes.mark(run, (offset) => file.placeOf(path, offset));
    const env = environmentOf(file, job, step, holes, known.env);
    const [handed] = withinStack(() => [readHanded({ ...marked, env, holes })]);
    if (handed === undefined) continue;
    // A step that is skipped hands on nothing.
    const isSure = step.value.if === undefined;
    const lost = (name: string): string =>
      holes.text({ lost: 'from-step', what: name, place: file.placeOf(step.path) });
    const namesOf = (given: ReadonlyMap<string, string>, prefix: string) =>
      [...given].map(([name, value]) => [`${prefix}${name}`, isSure ? value : lost(name)] as const);
    const outputs = typeof id === 'string' ? namesOf(handed['github.output'], `steps.${id}.`) : [];
    known = {
      env: new Map([...known.env, ...namesOf(handed['github.env'], '')]),
      outputs: new Map([...known.outputs, ...outputs]),
    };
  }
  return { before, after: known };
};

/** The outputs of the jobs that this one needs, by `needs.job.name`. */
export const handedByJobs = (file: WorkflowFile, job: Job, holes: Holes): ReadonlyMap<string, string> =>
  new Map(
    file.jobs
      .filter(({ id, value }) => job.needs.includes(id) && isObject(value.outputs))
      .flatMap((needed) => {
        const { outputs } = handedIn(file, needed, holes).after;
        return Object.keys(needed.value.outputs as object).flatMap((name) => {
          const text = file.textAt([...needed.path, 'outputs', name]);
          const [, id = '', output = ''] =
            /^\s*\$\{\{\s*steps\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}\s*$/.exec(text ?? '') ?? [];
          const value = outputs.get(`steps.${id}.${output}`);
          return value === undefined ? [] : [[`needs.${needed.id}.${name}`, value] as const];
        });
      }),
  );
