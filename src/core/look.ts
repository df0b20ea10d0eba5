import {
  addFailure,
  type End,
  fateOf,
  type HookDelivery,
  isEnded,
  type Missed,
  REDELIVERABLE,
} from './missed.ts';

/**
 * One look at GitHub's list of deliveries: first the list is read, newest first, back to `since`; then what was missed
 * is asked for, oldest first. It is JSON, so that it can be kept and gone on with. Times in milliseconds since 1970.
 * `succeeded` are GUIDs that arrived in the end, although they are not on record.
 */
export interface Look {
  readonly since: number;
  readonly until: number;
  readonly phase: 'listing' | 'asking' | 'ended';
  /** Where the list goes on; the beginning, where it is absent. */
  readonly cursor?: string;
  readonly missed: readonly Missed[];
  readonly succeeded: readonly string[];
  readonly counts: LookCounts;
}

/** `missed`: events that did not arrive, `left` of them (about) for the next look; `gone`: GitHub has them no more. */
export interface LookCounts {
  readonly listed: number;
  readonly missed: number;
  readonly asked: number;
  readonly gone: number;
  readonly givenUp: number;
  readonly left: number;
}

/** How many one look asks for, and keeps in mind. */
export const MOST_ASKED = 1_000;
/** What was under way when the last look began may be in the list only now. Milliseconds. */
export const OVERLAP = 10 * 60_000;

const NOTHING: LookCounts = { listed: 0, missed: 0, asked: 0, gone: 0, givenUp: 0, left: 0 };

/** From where the last one began, or from `since`; but nothing that GitHub does not redeliver any more. */
export const beginLook = (now: number, last?: Look, since: number = resumeAt(last)): Look => {
  const from = Math.max(since, now - REDELIVERABLE);
  return {
    since: from,
    until: now,
    phase: 'listing',
    missed: last?.missed.filter((missed) => !isEnded(missed) || missed.lastAt >= from) ?? [],
    succeeded: [],
    counts: NOTHING,
  };
};

/** A look that left something to the next one did not see all of its time. */
const resumeAt = (last: Look | undefined): number =>
  last === undefined ? 0 : last.counts.left > 0 ? last.since : last.until - OVERLAP;

/** The list has to be read from its beginning again: the cursor is of no use any more. */
export const restartLook = ({ cursor: _, ...look }: Look): Look => ({
  ...look,
  counts: { ...look.counts, listed: 0, left: 0 },
});

/** Of these deliveries, the GUIDs that matter only if they are not on record. */
export const doubtful = (look: Look, deliveries: readonly HookDelivery[]): readonly string[] => {
  const found = deliveries.filter(
    ({ deliveredAt, isSuccess, isRedelivery }) => deliveredAt >= look.since && (!isSuccess || isRedelivery),
  );
  return [...new Set(found.map(({ guid }) => guid))];
};

export interface ListPage {
  readonly deliveries: readonly HookDelivery[];
  readonly next?: string;
}

/** `unknown`: of the page's doubtful GUIDs, those that are not on record. `isWanted`: whether we record such events. */
export const takePage = (
  look: Look,
  { deliveries, next }: ListPage,
  unknown: ReadonlySet<string>,
  isWanted: (delivery: HookDelivery) => boolean,
): Look => {
  const listed = deliveries.filter(({ deliveredAt }) => deliveredAt >= look.since);
  const missed = new Map(look.missed.map((one) => [one.guid, one]));
  const succeeded = new Set(look.succeeded);
  for (const delivery of listed) {
    const { guid, isSuccess } = delivery;
    if (isSuccess) missed.delete(guid);
    if (!unknown.has(guid)) continue;
    if (isSuccess) succeeded.add(guid);
    else if (isWanted(delivery) && !succeeded.has(guid))
      missed.set(guid, addFailure(missed.get(guid), delivery));
  }
  const { kept, left } = keepOldest([...missed.values()]);
  const isOver = next === undefined || listed.length < deliveries.length;
  const { cursor: _, ...rest } = look;
  return {
    ...rest,
    ...(!isOver && { cursor: next }),
    phase: isOver ? 'asking' : 'listing',
    missed: kept,
    succeeded: [...succeeded],
    counts: { ...look.counts, listed: look.counts.listed + listed.length, left: look.counts.left + left },
  };
};

/** What was asked for, or given up, stays in mind; of the others the oldest, which GitHub forgets first. */
const keepOldest = (all: readonly Missed[]): { kept: readonly Missed[]; left: number } => {
  const isBusy = (missed: Missed): boolean => missed.asks > 0 || isEnded(missed);
  const busy = all.filter(isBusy);
  const others = oldestFirst(all.filter((missed) => !isBusy(missed)));
  const room = Math.max(MOST_ASKED - busy.filter((missed) => !isEnded(missed)).length, 0);
  const kept = [...busy, ...others.slice(0, room).toReversed()];
  return { kept, left: Math.max(others.length - room, 0) };
};

/** From a list that is newest first: GitHub tells times in whole seconds, and of one second only the list knows the order. */
const oldestFirst = (missed: readonly Missed[]): readonly Missed[] =>
  missed.toReversed().sort((one, other) => one.firstAt - other.firstAt);

/** The list is read: what is not worth asking for is given up. */
export const settleLook = (
  look: Look,
  now: number,
): { readonly look: Look; readonly givenUp: readonly Missed[] } => {
  const missed = look.missed.map((one) => {
    const fate = fateOf(one, now);
    return fate === 'ask' || fate === 'wait' ? one : { ...one, end: fate };
  });
  const before = new Set(look.missed.filter(isEnded).map(({ guid }) => guid));
  const givenUp = missed.filter((one) => isEnded(one) && !before.has(one.guid));
  const open = missed.filter((one) => !isEnded(one)).length;
  const { counts } = look;
  return {
    look: {
      ...look,
      missed,
      counts: { ...counts, missed: open + givenUp.length + counts.left, givenUp: givenUp.length },
    },
    givenUp,
  };
};

/** The oldest that is to be asked for now; `undefined` when this look has done what it may. */
export const nextToAsk = (look: Look, now: number): Missed | undefined =>
  look.counts.asked >= MOST_ASKED
    ? undefined
    : oldestFirst(look.missed.filter((missed) => fateOf(missed, now) === 'ask'))[0];

/** Of what it has in mind, only what is `unknown` still: the others arrived meanwhile. */
export const withoutArrived = (look: Look, unknown: ReadonlySet<string>): Look => ({
  ...look,
  missed: look.missed.filter(({ guid }) => unknown.has(guid)),
});

/** What GitHub said when it was asked for this one. */
export const noteAsk = (look: Look, guid: string, said: 'accepted' | End, now: number): Look => {
  const { asked, gone, givenUp } = look.counts;
  const note = (missed: Missed): Missed =>
    said === 'accepted' ? { ...missed, asks: missed.asks + 1, askedAt: now } : { ...missed, end: said };
  return {
    ...look,
    missed: look.missed.map((missed) => (missed.guid === guid ? note(missed) : missed)),
    counts: {
      ...look.counts,
      asked: asked + (said === 'accepted' ? 1 : 0),
      gone: gone + (said === 'gone' ? 1 : 0),
      givenUp: givenUp + (said === 'accepted' || said === 'gone' ? 0 : 1),
    },
  };
};

export const endLook = (look: Look): Look => ({ ...look, phase: 'ended', succeeded: [] });
