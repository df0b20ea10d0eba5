import { setTimeout as sleep } from 'node:timers/promises';
import { type Leader } from './lead.ts';
import { type Clock, type Store } from './ports.ts';

export interface DrainOptions {
  /** Milliseconds from now after which no more is waited for; no limit where it is left out. */
  readonly limit?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/**
 * `led`: this process was the one that plans; otherwise another one is. `isRead`: what GitHub has was compared at least
 * once, so that events could be planned. `isDone`: nothing was left that is due. `nextAt` (ms since 1970): when the next
 * notification is to be sent, where one waits.
 */
export interface Drained {
  readonly led: boolean;
  readonly isRead: boolean;
  readonly isDone: boolean;
  readonly nextAt?: number;
}

export interface Drainable extends DrainOptions {
  readonly store: Pick<Store, 'notifications'>;
  readonly leader: Pick<Leader, 'isLeading' | 'isReading' | 'restsUntil' | 'finish'>;
  readonly sending: { readonly isAtWork: () => boolean };
  readonly clock: Pick<Clock, 'now'>;
}

/** What is due so soon is waited for, in milliseconds: a lane that is paced is never longer at rest. */
const LINGER = 5_000;
/** A process that was killed leads until the database notices; the next run of the timer is soon enough. */
const ELECTION = 3_000;
/** Between two looks. It ends when there is nothing to do, so that it is never polled for long. */
const LOOK_EVERY = 50;

/** Resolves when everything that is due was done by the workers that were started before, or when the time is up. */
export const drain = async (parts: Drainable): Promise<Drained> => {
  const { store, leader, sending, clock, limit = Infinity, signal } = parts;
  const startedAt = clock.now();
  const isOver = (): boolean => signal?.aborted === true || clock.now() >= startedAt + limit;
  const pause = () => sleep(LOOK_EVERY, undefined, signal && { signal }).catch(() => undefined);

  while (!leader.isLeading() && !isOver() && clock.now() < startedAt + ELECTION) await pause();
  const isDue = async (): Promise<boolean> => {
    const soon = clock.now() + LINGER;
    const isAtWork = (): boolean => sending.isAtWork() || leader.restsUntil() <= soon;
    // Twice, because while the store is asked what was due may be taken up, and is then due no more.
    return isAtWork() || ((await store.notifications.nextDue()) ?? Infinity) <= soon || isAtWork();
  };

  let isFinished = false;
  let isDone = false;
  while (leader.isLeading() && !isDone && !isOver()) {
    if (await isDue()) {
      isFinished = false;
      await pause();
    } else if (isFinished) isDone = true;
    else {
      await leader.finish();
      isFinished = true;
    }
  }
  const nextAt = await store.notifications.nextDue();
  return {
    led: leader.isLeading(),
    isRead: leader.isLeading() && !leader.isReading(),
    isDone,
    ...(nextAt !== undefined && { nextAt }),
  };
};
