import { actionOf } from './action-calls.ts';
import { type Loss } from './note.ts';
import { isPrelude } from './work.ts';
import { type Job, type Step, type WorkflowFile } from './workflow-file.ts';

/** As actions that start something elsewhere are called. */
const SOUNDS_LIKE_IT =
  /dispatch|trigger[\w-]*(?:workflow|action|build|pipeline)|(?:workflow|action|build|pipeline)[\w-]*trigger/;

/**
 * Reusable workflows and actions that could notify somebody: those with a secret, as nothing else reaches another
 * repository, and those that sound like it. `given` are the paths of all files that are read; what is one of them is
 * not told here.
 */
export const unreadCallsOf = (file: WorkflowFile, given: readonly string[]): readonly Loss[] => {
  const isGiven = (uses: string): boolean =>
    uses.startsWith('./') && given.some((path) => `/${path}`.endsWith(uses.slice(1)));
  return file.jobs.flatMap((job): readonly Loss[] => {
    const called = calledBy(job);
    return [
      ...(called !== undefined && !isGiven(called)
        ? [{ code: 'call-unread' as const, what: called, place: file.placeOf([...job.path, 'uses']) }]
        : []),
      ...job.steps.filter(mayNotify).map(({ value, path }): Loss => ({
        code: 'call-unread',
        what: String(value.uses),
        place: file.placeOf([...path, 'uses']),
      })),
    ];
  });
};

const calledBy = ({ value: { uses, secrets } }: Job): string | undefined =>
  typeof uses === 'string' && (secrets !== undefined || /notify/i.test(uses) || SOUNDS_LIKE_IT.test(uses))
    ? uses
    : undefined;

const mayNotify = ({ value }: Step): boolean => {
  const action = actionOf(value.uses);
  if (action.startsWith('./')) return /secrets\.|token/i.test(JSON.stringify([value.with, value.env]));
  return !isPrelude(action) && SOUNDS_LIKE_IT.test(action);
};
