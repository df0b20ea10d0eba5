import { type Conclusion, worst } from './check-run.ts';
import { isAgreement } from './policy.ts';
import { code, span, time } from './markdown.ts';
import { type HubRun, type ReportedNotification } from './reported.ts';
import { failuresIn } from './verdict.ts';

/** What one notification is about to become, or became. It is over where it has a `conclusion`. */
export interface Progress {
  readonly conclusion?: Conclusion;
  readonly isQueued?: boolean;
  /** For a title: plain text. */
  readonly title: string;
  /** For a cell of a table: Markdown. */
  readonly sentence: string;
  /** What a person can do: Markdown. */
  readonly remedy?: string;
  readonly url?: string;
  readonly lookAgainAt?: number;
}

export interface ProgressOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether whoever reads the spoke may know what happens in the hub. */
  readonly mayShowHub: boolean;
  /** Routes that say `report: required`; of the others, nothing fails the commit. */
  readonly isRequired: (route: string) => boolean;
  /** What is known of an error code. */
  readonly explain: (
    code: string | undefined,
  ) => { readonly text: string; readonly remedy: string } | undefined;
}

/** A workflow that is to run does so within seconds; so long we wait for its first sign. Milliseconds. */
export const RUN_APPEARS_WITHIN = 5 * 60_000;

export const progressOf = (notification: ReportedNotification, options: ProgressOptions): Progress => {
  switch (notification.state) {
    case 'delivered':
      return options.mayShowHub ? afterDelivery(notification, options) : plainly('success', 'told');
    case 'dead':
      return died(notification, options);
    case 'refused':
      return refused(notification, options);
    case 'merged':
      return {
        conclusion: 'skipped',
        title: 'told with a newer event',
        sentence: 'A newer event of the same burst tells of this one too.',
      };
    case 'sending':
      return { title: 'being told', sentence: 'Is being told just now.' };
    case 'pending':
    case 'waiting':
      return waits(notification, options);
  }
};

const plainly = (conclusion: Conclusion, title: string): Progress => ({
  conclusion,
  title,
  sentence: `${title.charAt(0).toUpperCase()}${title.slice(1)}.`,
});

const failed = ({ route }: ReportedNotification, { isRequired }: ProgressOptions): Conclusion =>
  isRequired(route) ? 'failure' : 'neutral';

const died = (notification: ReportedNotification, options: ProgressOptions): Progress => {
  const base = { conclusion: failed(notification, options), title: 'could not be told' } as const;
  const again = `Then re-run this check, or run ${code(`hub-relay notifications replay ${notification.id}`)}.`;
  if (!options.mayShowHub)
    return {
      ...base,
      sentence: 'Could not be told.',
      remedy: `**What to do:** ask whoever maintains it. ${again}`,
    };
  const known = options.explain(notification.code);
  return {
    ...base,
    sentence: `Given up: ${code(notification.reason ?? '')}`,
    remedy: `**What to do:** ${known ? `${known.text} ${known.remedy}` : 'mend the cause.'} ${again}`,
  };
};

/** By what both sides say, not by what the event is: that somebody can mend. */
const refused = (notification: ReportedNotification, options: ProgressOptions): Progress => {
  const reasons = failuresIn(notification.verdict);
  const isForAgreement = reasons.some(({ rule }) => isAgreement(rule));
  return {
    conclusion: isForAgreement ? failed(notification, options) : 'neutral',
    title: 'not told: refused',
    sentence: options.mayShowHub
      ? `Refused: ${reasons.map(({ reason }) => code(reason)).join(' · ')}`
      : isForAgreement
        ? 'Refused: the two sides do not agree to it.'
        : 'Refused: this event is not one to tell of.',
  };
};

const waits = (notification: ReportedNotification, options: ProgressOptions): Progress => {
  const { isHubBroken, laneHeldUntil, dueAt, lastAttempt, reason } = notification;
  const { now, mayShowHub } = options;
  if (isHubBroken) {
    const known = options.explain('hub-broken');
    return {
      title: 'waiting until it can be told',
      sentence: mayShowHub
        ? `Waits: ${known?.text ?? ''} ${reason === undefined ? '' : code(reason)}`.trim()
        : 'Waits until it can be told again.',
      ...(mayShowHub && known && { remedy: `**What to do:** ${known.remedy}` }),
    };
  }
  const until = Math.max(dueAt, mayShowHub ? laneHeldUntil : 0);
  if (until <= now) return { isQueued: true, title: 'about to be told', sentence: 'Is about to be told.' };
  if (lastAttempt === 0 && laneHeldUntil <= now)
    return {
      isQueued: true,
      title: `about to be told, at ${time(until)}`,
      sentence: `Is told at ${time(until)}, together with what comes until then.`,
    };
  const why = mayShowHub && reason !== undefined ? `: ${code(reason)}` : '';
  return {
    title: `waiting until ${time(until)}`,
    sentence: `Waits until ${time(until)}${lastAttempt === 0 ? '' : `, after attempt ${lastAttempt}`}${why}`,
  };
};

const afterDelivery = (notification: ReportedNotification, options: ProgressOptions): Progress => {
  const { runs, updatedAt, target } = notification;
  const [first] = runs;
  if (first) return ofRuns(first, notification, options);
  // Of a workflow that was started GitHub says at once which run that is, or, where its server is older, never.
  if (target?.kind === 'workflow') return plainly('success', 'told; its run is not known');
  const lookAgainAt = updatedAt + RUN_APPEARS_WITHIN;
  if (options.now < lookAgainAt)
    return {
      title: 'told; waiting for its run',
      sentence: `Told at ${time(updatedAt)}. No run of the hub is known yet.`,
      lookAgainAt,
    };
  return {
    conclusion: failed(notification, options),
    title: 'told, but no run appeared',
    sentence: `Told at ${time(updatedAt)}. No run appeared in 5 minutes.`,
    remedy: noRun(notification),
  };
};

const noRun = ({ eventType }: ReportedNotification): string =>
  [
    'GitHub accepted the dispatch, but no run that belongs to it was seen. The usual causes:',
    '',
    `1. No workflow on the hub’s default branch listens to ${code(`repository_dispatch`)} with ${code(`types: [${eventType}]`)}.`,
    `2. The workflow does not name the notification, so its run cannot be told from others. Give it ${code('run-name: ${{ github.event.client_payload.relay.id }}')}.`,
    '3. Actions, or this one workflow, are disabled in the hub; or its owner did not grant “Actions: read”, so that GitHub tells us of no run.',
  ].join('\n');

const ofRuns = (first: HubRun, notification: ReportedNotification, options: ProgressOptions): Progress => {
  const { runs } = notification;
  const open = runs.find(({ status }) => status !== 'completed');
  const sentence = runs.map((run) => `[${label(run)}](${run.url}) ${stateOf(run)}`).join('<br>');
  if (open) return { title: `told; ${open.name} ${stateOf(open)}`, sentence, url: open.url };
  const conclusions = runs.map((run): Conclusion =>
    FINE.has(run.conclusion ?? '') ? 'success' : failed(notification, options),
  );
  const conclusion = worst(conclusions);
  const decisive = runs[conclusions.indexOf(conclusion)] ?? first;
  return { conclusion, title: `told; ${decisive.name} ${stateOf(decisive)}`, sentence, url: decisive.url };
};

/** https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository */
const FINE: ReadonlySet<string> = new Set(['success', 'skipped', 'neutral']);

const label = ({ name, attempt }: HubRun): string =>
  `${code(name) || 'run'}${attempt > 1 ? `, attempt ${attempt}` : ''}`;

const WORDS: Readonly<Record<string, string>> = {
  success: 'succeeded',
  failure: 'failed',
  cancelled: 'was cancelled',
  skipped: 'was skipped',
  timed_out: 'timed out',
  action_required: 'needs somebody’s approval',
  startup_failure: 'could not start',
  neutral: 'ended neutrally',
  stale: 'was given up by GitHub',
};

const stateOf = ({ status, conclusion = '', startedAt, updatedAt }: HubRun): string => {
  if (status === 'queued') return 'is queued';
  if (status === 'in_progress') return 'is running';
  const word = Object.hasOwn(WORDS, conclusion) ? WORDS[conclusion] : 'ended';
  return `${word} after ${span(updatedAt - startedAt)}`;
};
