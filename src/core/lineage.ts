import { type Event } from './event.ts';
import { at, type Json, listAt, textAt } from './json.ts';
import { occurredAt, readTime } from './occurred.ts';

/** A repository that a chain of notifications came through; `name` is "private" where not everybody may know it. */
export interface Step {
  readonly id: number;
  readonly name: string;
}

/**
 * What led to an event. `chains`: of each notification that is known to have led to it, the repositories that it came
 * through, in order, the event's own last. `streak`: how many notifications in a row may have led to it,
 * each soon after the one before; 0 where nobody told its repository anything lately.
 */
export interface Lineage {
  readonly chains: readonly (readonly Step[])[];
  readonly streak: number;
}

/** A notification on record, as what follows from it sees it: `chain` ends with its spoke. */
export interface Told {
  readonly id: string;
  readonly chain: readonly number[];
  readonly hubId: number;
}

/** What the record knows of an event's origin. */
export interface Past {
  readonly told: readonly Told[];
  readonly streak: number;
}

export const NO_PAST: Past = { told: [], streak: 0 };

/** Both inclusive, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What to look for in the record: these notifications, and those that its repository was sent within `lately`. */
export interface Trail {
  readonly ids: readonly string[];
  readonly within: Span;
  readonly lately: Span;
}

const MINUTE = 60_000;
/** The longest that a job may run on GitHub's runners. https://docs.github.com/en/actions/reference/limits */
const LONGEST_JOB = 6 * 60 * MINUTE;
/** And a whole run, with its waits for people and machines. */
const LONGEST_RUN = 35 * 24 * 60 * MINUTE;
/** How soon after a notification an event looks like its consequence, when a person may have caused it just as well. */
const SOON = 10 * MINUTE;
/** GitHub's clock and ours. */
const SKEW = MINUTE;

/** What a workflow does with its own token is done by this account, and by no person. */
const ACTIONS_BOT = 'github-actions[bot]';

export const trailOf = (event: Event): Trail => {
  const moment = beganAt(event);
  const to = moment + SKEW;
  const soon = event.sender === ACTIONS_BOT ? LONGEST_JOB : SOON;
  return {
    ids: relayIdsIn(textsOf(event)),
    within: { from: moment - LONGEST_JOB, to },
    lately: { from: moment - soon, to },
  };
};

/** A run begins right after what started it, however long it takes. */
const beganAt = (event: Event): number => {
  const { name, payload, receivedAt } = event;
  const created = readTime(at(payload, 'workflow_run.created_at'));
  const isPossible = created <= receivedAt && created >= receivedAt - LONGEST_RUN;
  return name === 'workflow_run' && isPossible ? created : occurredAt(event);
};

/** Where a hub's workflow can leave the `relay.id` that it got: its run's name, and what it writes. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  push: ['head_commit.message'],
  pull_request: ['pull_request.title', 'pull_request.body', 'pull_request.head.ref'],
  issues: ['issue.title', 'issue.body'],
  release: ['release.name', 'release.body', 'release.tag_name'],
  workflow_run: ['workflow_run.display_title', 'workflow_run.head_commit.message'],
};

/** As `notificationId` makes them. */
const RELAY_ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/gi;
/** A text with more of them was written to be searched. */
const MOST_IDS = 100;

/** The ids of notifications that these texts name. */
export const relayIdsIn = (texts: readonly (string | undefined)[]): readonly string[] => {
  const ids = new Set<string>();
  for (const text of texts) {
    for (const [id] of (text ?? '').matchAll(RELAY_ID)) {
      if (ids.size < MOST_IDS) ids.add(id.toLowerCase());
    }
  }
  return [...ids];
};

const textsOf = ({ name, payload }: Event): readonly (string | undefined)[] => [
  ...(TEXTS[name] ?? []).map((path) => textAt(payload, path)),
  ...listAt(payload, 'commits').map((commit: Json) => textAt(commit, 'message')),
];

/** The ids of the repositories that a notification and what followed came through, up to where the event happened. */
export const chainThrough = ({ chain, hubId }: Told, repositoryId: number): readonly number[] =>
  hubId === repositoryId ? [...chain, repositoryId] : [...chain, hubId, repositoryId];

/** The one that a new notification continues: the longest, and of several such always the same. */
export const longestOf = (chains: Lineage['chains'], spoke: Step): readonly Step[] =>
  chains.reduce<readonly Step[]>(
    (best, chain) =>
      chain.length > best.length || (chain.length === best.length && orderOf(chain) < orderOf(best))
        ? chain
        : best,
    [spoke],
  );

const orderOf = (chain: readonly Step[]): string => chain.map(({ id }) => id).join(' ');
