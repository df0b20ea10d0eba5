import { type MigratedCall, type MigratedWorkflow } from './migrate-workflow.ts';
import { isWork } from './work.ts';
import { type Job, type Step } from './workflow-file.ts';

/** What nobody needs any more once the routes are in force. `name`: of the file, the job, the step or the secret. */
export interface Leftover {
  readonly kind: 'workflow' | 'job' | 'step' | 'call' | 'secret';
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** Only what was carried over whole: a step with a draft, or with a trigger that no route knows, stays until then. */
export const leftoversOf = (migrated: MigratedWorkflow): readonly Leftover[] => {
  const { file, calls, triggers } = migrated;
  const isNeeded = triggers.losses.some(({ code }) => code === 'trigger-lost' || code === 'trigger-call');
  if (calls.length === 0 || isNeeded) return [];
  const isGone = (job: Job, step: Step): boolean => {
    const own = calls.filter((call) => call.job === job && call.step === step);
    return own.length > 0 && own.every(isCarried);
  };
  const isJobGone = (job: Job): boolean =>
    job.steps.some((step) => isGone(job, step)) &&
    job.steps.every(
      (step) => !isWork(step) && (isGone(job, step) || !calls.some((call) => call.step === step)),
    );
  const gone = file.jobs.map((job) => ({
    job,
    isWhole: isJobGone(job),
    steps: job.steps.filter((step) => isGone(job, step)),
  }));
  const at = (
    path: readonly (string | number)[],
    kind: 'key' | 'value',
  ): Pick<Leftover, 'file' | 'line'> => ({
    file: file.path,
    line: file.placeOf(path, 0, kind).line,
  });
  const isFileGone = gone.length > 0 && gone.every(({ isWhole }) => isWhole);
  const parts: readonly Leftover[] = isFileGone
    ? [{ kind: 'workflow', file: file.path, line: 1, name: file.path }]
    : gone.flatMap(({ job, isWhole, steps }): readonly Leftover[] =>
        isWhole
          ? [{ kind: 'job', name: job.id, ...at(job.path, 'key') }]
          : steps.map((step) => ({
              kind: isWork(step) ? 'call' : 'step',
              name: titleOf(step),
              ...at(step.path, 'value'),
            })),
      );
  const goneValues = isFileGone
    ? [file.value]
    : gone.flatMap(({ job, isWhole, steps }) => (isWhole ? [job.value] : steps.map(({ value }) => value)));
  return [
    ...parts,
    ...secretsOf(goneValues, isFileGone ? '' : file.text).map((name): Leftover => ({
      kind: 'secret',
      name,
      file: file.path,
      line: 1,
    })),
  ];
};

const isCarried = ({ isWhole, isOwn }: MigratedCall): boolean => !isOwn && isWhole;

const titleOf = ({ value }: Step): string => {
  const name = value.name ?? value.uses ?? value.run;
  return typeof name === 'string' ? (name.trim().split('\n')[0] ?? '').slice(0, 80) : 'without a name';
};

const SECRET = /\bsecrets\.([A-Za-z_]\w*)/g;

/** Those that what goes away names, and that the rest of the file does not. */
const secretsOf = (gone: readonly unknown[], wholeFile: string): readonly string[] => {
  const namesIn = (text: string): readonly string[] =>
    [...text.matchAll(SECRET)].map(([, name = '']) => name);
  const going = namesIn(JSON.stringify(gone));
  const countIn = (names: readonly string[], name: string): number =>
    names.filter((one) => one === name).length;
  const all = namesIn(wholeFile);
  return [...new Set(going)].filter(
    (name) => name !== 'GITHUB_TOKEN' && (wholeFile === '' || countIn(all, name) <= countIn(going, name)),
  );
};
