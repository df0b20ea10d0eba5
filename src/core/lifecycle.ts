/**
 * The states of a notification, and the only transitions there are.
 *
 * ```
 * pending ─▶ sending ─▶ delivered
 *    │          ├─▶ waiting ─▶ sending …   (retry, or a rate limit; has a due time)
 *    │          └─▶ dead ─▶ pending        (given up; a replay starts it again)
 *    └─▶ merged                            (a newer one of its burst took its place)
 * refused                                  (policy said no; never sent)
 * ```
 * `delivered` may be replayed too: the hub can drop it by its id. One that is waiting stays so when it is replayed, and
 * is due at once. Whose hub is broken stays as it is until the hub is tried again.
 */
export const STATES = ['pending', 'sending', 'waiting', 'delivered', 'dead', 'refused', 'merged'] as const;
export type State = (typeof STATES)[number];

const NEXT: Readonly<Record<State, readonly State[]>> = {
  pending: ['sending', 'merged'],
  sending: ['delivered', 'waiting', 'dead'],
  waiting: ['sending'],
  delivered: ['pending'],
  dead: ['pending'],
  refused: [],
  merged: [],
};

export const isState = (text: string): text is State => STATES.some((state) => state === text);

export const mayBecome = (from: State, to: State): boolean => NEXT[from].includes(to);

/** The states from which `to` can be reached in one step; a store guards its updates with them. */
export const statesBefore = (to: State): readonly State[] => STATES.filter((from) => mayBecome(from, to));

/** What is yet to be sent, or on its way. */
export const UNSENT: readonly State[] = [...statesBefore('sending'), 'sending'];

/** What a replay sends again; what it leaves alone is on its way, or was never to be sent. */
export const REPLAYABLE: readonly State[] = [...statesBefore('pending'), 'waiting'];
