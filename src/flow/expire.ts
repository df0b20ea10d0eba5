import { type Observer } from './observer.ts';
import { type Clock, type Expired, type Log, type Store } from './ports.ts';

const HOUR = 3_600_000;
/** So many are deleted at once, and what records or sends gets its turn in the pause after them (ms). */
const BATCH = 200;
const PAUSE = 50;

const NONE: Expired = { events: 0, unsent: 0 };

/**
 * Every hour, deletes the events that came more than `retention` ms ago, in small batches, except those that are yet
 * to be planned, or sent to a hub that can be told. `turn` is for a worker; where several processes share the store, one of them is enough.
 */
export const createExpiry = (options: {
  readonly store: { readonly events: Pick<Store['events'], 'expire'> };
  readonly retention: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly observer?: Observer;
}) => {
  const { store, retention, clock, log, observer } = options;
  let before: number | undefined;
  let expired: Expired = NONE;

  const turn = async (): Promise<number> => {
    before ??= clock.now() - retention;
    const deleted = await store.events.expire(before, BATCH);
    if (deleted.events > 0) observer?.changed?.();
    expired = { events: expired.events + deleted.events, unsent: expired.unsent + deleted.unsent };
    if (deleted.events === BATCH) return clock.now() + PAUSE;
    const { events, unsent } = expired;
    const fields = { expired: events, before: new Date(before).toISOString() };
    log[events > 0 ? 'info' : 'debug'](fields, 'events past their retention were deleted');
    if (unsent > 0) {
      log.warn(
        { unsent },
        'some of their notifications were never sent: their hubs have been broken all that time',
      );
    }
    before = undefined;
    expired = NONE;
    return clock.now() + HOUR;
  };

  return { turn };
};
