import { type Observer } from './observer.ts';
import { type Clock, type Log, type Store } from './ports.ts';

const PERIOD = 5_000;

/** After the store was away: so long its living processes have to write down what they know before they count as dead. */
const AFTER_FAILURE = 10_000;

type Parts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer?: Observer;
};

/**
 * Puts back what processes had in flight when they died: its answers are lost, so it is sent again, and says so. Of a
 * store that is ours alone that is done once, before anything is sent; of a shared one, lease by lease.
 */
export const createReleaseTurn = (parts: Parts) => async (): Promise<number | undefined> => {
  const { store, clock, log } = parts;
  if (!store.isShared) return undefined;
  try {
    await release(parts, clock.now());
    return clock.now() + PERIOD;
  } catch (error) {
    log.error({ err: error }, 'interrupted attempts could not be looked for');
    return clock.now() + AFTER_FAILURE;
  }
};

/** What was left by the process before us, where there can be no other beside us. */
export const releaseAll = async (parts: Parts): Promise<void> => {
  if (!parts.store.isShared) await release(parts, Number.MAX_SAFE_INTEGER);
};

const release = async ({ store, clock, log, observer }: Parts, leasedUntil: number): Promise<void> => {
  const released = await store.notifications.release(clock.now(), leasedUntil);
  if (released === 0) return;
  log.warn({ released }, 'attempts were interrupted and will be made again');
  observer?.changed?.();
};
