import { type State } from '../../core/lifecycle.ts';
import { follow, type FollowStore } from './follow.ts';

/** What became of many events: how many of each state of theirs, and of their notifications. */
export interface Counts {
  readonly events: Readonly<Record<string, number>>;
  readonly notifications: Readonly<Partial<Record<State, number>>>;
  /** Events of which something was still to come when the time was over. */
  readonly unfinished: number;
  /** Events that the record does not have. */
  readonly missing: number;
}

/** One after the other, in their order: the later ones are mostly done when their turn comes. */
export const followMany = async (
  store: FollowStore,
  ids: readonly string[],
  until: number,
  onProgress?: (text: string) => void,
): Promise<Counts> => {
  const events: Record<string, number> = {};
  const notifications: Partial<Record<State, number>> = {};
  let unfinished = 0;
  let missing = 0;
  for (const [at, id] of ids.entries()) {
    const followed = await follow(store, id, until);
    if (followed.event === undefined) missing += 1;
    else {
      events[followed.event.state] = (events[followed.event.state] ?? 0) + 1;
      if (!followed.isAtRest) unfinished += 1;
    }
    for (const { state } of followed.notifications) notifications[state] = (notifications[state] ?? 0) + 1;
    onProgress?.(`${at + 1} of ${ids.length} followed`);
  }
  onProgress?.('');
  return { events, notifications, unfinished, missing };
};
