/**
 * The states of a notification, and the only transitions there are.
 *
 * ```
 * pending ─▶ sending ─▶ delivered
 *    │          ├─▶ waiting ─▶ sending …   (retry, or a rate limit; has a due time)
 *    │          └─▶ dead ─▶ pending        (given up; a replay starts it again)
 *    └─▶ merged                            (coalesced into another one)
 * refused                                  (policy said no; never sent)
 * ```
 * `delivered` may be replayed too: the hub can drop it by its id.
 */
export const STATES = ['pending', 'sending', 'waiting', 'delivered', 'dead', 'refused', 'merged'] as const;
export type State = (typeof STATES)[number];

const NEXT: Readonly<Record<State, readonly State[]>> = {
  pending: ['sending', 'merged', 'dead'],
  sending: ['delivered', 'waiting', 'dead'],
  waiting: ['sending', 'merged', 'dead'],
  delivered: ['pending'],
  dead: ['pending'],
  refused: [],
  merged: [],
};

export const isState = (text: string): text is State => STATES.some((state) => state === text);

export const mayBecome = (from: State, to: State): boolean => NEXT[from].includes(to);

/** The states from which `to` can be reached in one step; a store guards its updates with them. */
export const statesBefore = (to: State): readonly State[] => STATES.filter((from) => mayBecome(from, to));
