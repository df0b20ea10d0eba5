import { actionOf } from './action-calls.ts';
import { type Job, type Step, type WorkflowFile } from './workflow-file.ts';

/** Actions that only make ready what a notification itself needs. */
const PRELUDES = new Set(
  `actions/checkout actions/create-github-app-token tibdex/github-app-token peter-murray/workflow-application-token-action
  getsentry/action-github-app-token navikt/github-app-token-generator step-security/harden-runner
  peter-evans/repository-dispatch mvasigh/dispatch-action myrotvorets/trigger-repository-dispatch-action
  benc-uk/workflow-dispatch the-actions-org/workflow-dispatch aurelien-baudet/workflow-dispatch
  convictional/trigger-workflow-and-wait yakubique/trigger-github-workflow codex-/return-dispatch
  lasith-kg/dispatch-workflow octokit/request-action actions/github-script rlespinasse/github-slug-action
  dorny/paths-filter tj-actions/changed-files`.split(/\s+/),
);

/** By owner/name in lower case. */
export const isPrelude = (action: string): boolean => PRELUDES.has(action);

/** Commands that leave nothing behind but values, messages and requests. */
const LIGHT =
  /^(?:echo|printf|cat|jq|set|export|true|exit|if|then|else|elif|fi|for|do|done|while|read|local|return|\[|\[\[|test|curl|wget|http|xh|gh|date|sleep|case|esac|git (?:rev-parse|log|describe|diff|show|tag|branch|config|fetch)|[\w]+=|[-\w]*\)|[#"'{}|&;<>()$\\-].*|[A-Z_]+$|$)/;

/** A line that sends, or the address that it sends to. */
const SENDS = /\/dispatches\b|\bgh workflow run\b|https?:\/\/|^[\w-]+\s*\(\)/;

const hasWorkIn = (lines: readonly string[]): boolean => {
  const functions = new Set(lines.flatMap((line) => /^\s*([\w-]+)\s*\(\)/.exec(line)?.[1] ?? []));
  return !lines.every((line) => {
    const text = line.trim();
    return LIGHT.test(text) || SENDS.test(text) || functions.has(text.split(/\s/)[0] ?? '');
  });
};

/** Whether a step does something that the notification may have to wait for: a build, a test, a deployment. */
export const isWork = ({ value }: Step): boolean => {
  if (typeof value.uses === 'string') return !isPrelude(actionOf(value.uses));
  return typeof value.run === 'string' && hasWorkIn(value.run.split('\n'));
};

/** Whether a script does so before it first sends. */
const hasWorkInStep = ({ value: { run } }: Step): boolean => {
  const lines = typeof run === 'string' ? run.split('\n') : [];
  const first = lines.findIndex((line) => SENDS.test(line));
  return hasWorkIn(lines.slice(0, Math.max(0, first)));
};

/** Whether a route has to wait for the workflow's run: other work comes before the step, in its job or one that it needs. */
export const hasWorkBefore = (file: WorkflowFile, job: Job, step: Step): boolean =>
  neededBy(file, job).some(isWorkingJob) || hasWorkInJob(job, step);

export const hasWorkInJob = (job: Job, step: Step): boolean =>
  hasWorkInStep(step) || job.steps.slice(0, job.steps.indexOf(step)).some(isWork);

export const isWorkingJob = ({ value, steps }: Job): boolean =>
  typeof value.uses === 'string' || steps.some(isWork);

/** The jobs that must be over before this one begins, also those that they need. */
export const neededBy = (file: WorkflowFile, job: Job): readonly Job[] => {
  const found = new Set<Job>();
  const follow = ({ needs }: Job): void => {
    for (const other of file.jobs)
      if (needs.includes(other.id) && !found.has(other) && other !== job) {
        found.add(other);
        follow(other);
      }
  };
  follow(job);
  return [...found];
};
