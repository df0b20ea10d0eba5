import { setTimeout as delay } from 'node:timers/promises';
import { type State } from '../../core/lifecycle.ts';
import { type Notification, type Notifications } from '../../flow/notification-ports.ts';
import { type Events, type StoredEvent } from '../../flow/ports.ts';

export interface Followed {
  readonly event: StoredEvent | undefined;
  readonly notifications: readonly Notification[];
  /** Nothing more happens before the time is over. */
  readonly isAtRest: boolean;
}

export interface FollowStore {
  readonly events: Pick<Events, 'find'>;
  readonly notifications: Pick<Notifications, 'list'>;
}

/** Milliseconds between two looks; the record of another process is only read. */
const LOOK = 100;

/** More than any event has. */
export const MOST = 1_000;

/** Looks until the event is planned and nothing more becomes of its notifications by `until` (a time). */
export const follow = async (store: FollowStore, id: string, until: number): Promise<Followed> => {
  for (;;) {
    const event = await store.events.find(id);
    const notifications =
      event === undefined ? [] : await store.notifications.list({ eventId: id, limit: MOST });
    const isPlanned = event !== undefined && event.state !== 'recorded';
    const isAtRest = isPlanned && notifications.every((one) => rests(one, until));
    // What is not on record now never will be: the server answers when it is.
    if (isAtRest || event === undefined || Date.now() >= until) return { event, notifications, isAtRest };
    await delay(LOOK);
  }
};

const OVER: ReadonlySet<State> = new Set<State>(['delivered', 'dead', 'refused', 'merged']);

/** At its end, or due only after the time is over. */
const rests = ({ state, dueAt }: Pick<Notification, 'state' | 'dueAt'>, until: number): boolean =>
  OVER.has(state) || (state !== 'sending' && dueAt > until);
