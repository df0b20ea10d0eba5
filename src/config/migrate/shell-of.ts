import { type Job, type Step, type WorkflowFile } from './workflow-file.ts';

/** The shell of the step, of its job, or of the workflow; where nobody says one, it is bash on all that we can tell. */
export const isPosix = ({ value }: WorkflowFile, job: Job, step: Step): boolean => {
  const shells = [step.value.shell, defaultShell(job.value), defaultShell(value)];
  const shell = shells.find((one) => typeof one === 'string') ?? 'bash';
  return /^(?:bash|sh)\b/.test(shell);
};

const defaultShell = (value: Step['value']): unknown =>
  (value as { readonly defaults?: { readonly run?: { readonly shell?: unknown } | null } | null }).defaults
    ?.run?.shell;
