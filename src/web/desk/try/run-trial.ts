import { setImmediate } from 'node:timers/promises';
import { parseConfig } from '../../../config/parse.ts';
import { type Problem } from '../../../config/problems.ts';
import { consider, type Finding } from '../../../core/consider.ts';
import { type Event } from '../../../core/event.ts';
import { type GithubUrls } from '../../../core/github-context.ts';
import { type Operator } from '../../../core/operator.ts';
import { type Verdict } from '../../../core/verdict.ts';
import { indexOfFiles, type NoEvent, readGivenEvent } from '../../../flow/explain.ts';
import { isSameName, type TextField, tooLarge, type Trial } from './trial.ts';

/** What came of a trial. `problems` are those of the two files; `trouble` is why the payload is no event. */
export type Outcome =
  | { readonly tooLarge: readonly TextField[] }
  | (Problems & { readonly trouble: NoEvent })
  | (Problems & {
      readonly event: Event;
      readonly hubName: string;
      readonly verdict: Verdict;
      readonly findings: readonly Finding[];
      /** A spoke cannot be its own hub; then the hub's file was left out. */
      readonly isItself: boolean;
    });

interface Problems {
  readonly problems: Readonly<Record<'spoke' | 'hub', readonly Problem[]>>;
}

export interface TrialOptions {
  readonly urls: GithubUrls;
  readonly operator?: Operator;
}

/** Considers the event as if it came now. Asks nobody, keeps nothing; others have their turn between its parts. */
export const runTrial = async (trial: Trial, { urls, operator }: TrialOptions): Promise<Outcome> => {
  const large = tooLarge(trial);
  if (large.length > 0) return { tooLarge: large };
  const spoke = parseConfig(trial.spoke);
  await setImmediate();
  const hub = parseConfig(trial.hub);
  await setImmediate();
  const problems = { spoke: spoke.problems, hub: hub.problems };
  const read = readGivenEvent(trial.payload);
  if ('trouble' in read) return { problems, trouble: read.trouble };
  const { event } = read;
  const named = spoke.config?.notify?.find((rule) => rule.hub !== undefined)?.hub;
  const hubName = trial.hubName === '' ? (named ?? `${DEFAULT_OWNER}/hub`) : trial.hubName;
  const spokeName = event.repository ?? '';
  const isItself = isSameName(hubName, spokeName);
  const { spokeVisibility } = trial;
  const index = indexOfFiles(
    event,
    [
      {
        fullName: spokeName,
        text: trial.spoke,
        ...(spokeVisibility !== '' && { visibility: spokeVisibility }),
      },
      ...(isItself ? [] : [{ fullName: hubName, text: trial.hub, visibility: trial.hubVisibility }]),
    ],
    operator,
  );
  await setImmediate();
  return { problems, event, hubName, isItself, ...consider(event, { index, urls }) };
};

const DEFAULT_OWNER = 'acme';

/** How many may wait for their turn: each holds its texts in memory. */
const MOST_WAITING = 20;

/** One after the other, so that what each may take adds up to no more; `undefined` where too many wait. */
export const inTurn = (): (<T>(work: () => Promise<T>) => Promise<T | undefined>) => {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= MOST_WAITING) return undefined;
    waiting += 1;
    const turn = last.then(work, work).finally(() => (waiting -= 1));
    last = turn;
    return turn;
  };
};
