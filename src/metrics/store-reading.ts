import { type Backlog, type LaneStatus } from '../flow/desk-ports.ts';
import { type Clock, type Log, type Store } from '../flow/ports.ts';
import { createQuestion, shareCheck } from '../flow/shared-check.ts';

/** What the record held at one moment. */
export interface StoreReading {
  readonly backlog: Backlog;
  readonly lanes: readonly LaneStatus[];
  readonly brokenHubs: number;
}

export interface StoreReadingOptions {
  readonly store: {
    readonly desk: Pick<Store['desk'], 'backlog' | 'lanes'>;
    readonly hubs: Pick<Store['hubs'], 'broken'>;
  };
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** How long the store may take to answer, in milliseconds. */
  readonly patience?: number;
}

/** A scrape is to be answered within 2 s, whatever the store does. Milliseconds. */
const PATIENCE = 1_500;
/** However many scrape, the store is asked once in that time. Milliseconds. */
const KEPT = 3_000;

/** `undefined` where the store does not answer in time, or with an error; the log says so once, until it answers again. */
export const createStoreReading = (
  options: StoreReadingOptions,
): (() => Promise<StoreReading | undefined>) => {
  const { store, clock, log, patience = PATIENCE } = options;
  let wasUp = true;

  const ask = createQuestion(async (): Promise<StoreReading> => {
    const [backlog, lanes, broken] = await Promise.all([
      store.desk.backlog(),
      store.desk.lanes(clock.now()),
      store.hubs.broken(),
    ]);
    return { backlog, lanes, brokenHubs: broken.length };
  }, patience);

  const read = async (): Promise<StoreReading | undefined> => {
    const outcome = await ask();
    const isUp = outcome.kind === 'value';
    if (wasUp && !isUp) {
      const fields = outcome.kind === 'error' ? { err: outcome.error } : { patience };
      log.warn(fields, 'the store could not be read for the metrics: they are given without what it holds');
    }
    wasUp = isUp;
    return isUp ? outcome.value : undefined;
  };

  return shareCheck(read, clock.now, KEPT);
};
