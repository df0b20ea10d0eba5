import { type Clock, type Log, type Store } from './ports.ts';

const HOUR = 3_600_000;
/** So many are deleted at once, and what records or sends gets its turn in the pause after them (ms). */
const BATCH = 200;
const PAUSE = 50;

/**
 * Every hour, deletes the events that came more than `retention` ms ago, in small batches, except those that are yet
 * to be planned or sent. `turn` is for a worker; where several processes share the store, one of them is enough.
 */
export const createExpiry = (options: {
  readonly store: { readonly events: Pick<Store['events'], 'expire'> };
  readonly retention: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}) => {
  const { store, retention, clock, log } = options;
  let before: number | undefined;
  let expired = 0;

  const turn = async (): Promise<number> => {
    before ??= clock.now() - retention;
    const deleted = await store.events.expire(before, BATCH);
    expired += deleted;
    if (deleted === BATCH) return clock.now() + PAUSE;
    const fields = { expired, before: new Date(before).toISOString() };
    log[expired > 0 ? 'info' : 'debug'](fields, 'events past their retention were deleted');
    before = undefined;
    expired = 0;
    return clock.now() + HOUR;
  };

  return { turn };
};
