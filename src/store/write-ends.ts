import { type AttemptEnd } from '../flow/notification-ports.ts';
import { type Engine } from './engine.ts';
import { finishAll, type Finished } from './finish.ts';
import { type BatchLimit, type Write } from './group-commit.ts';

/** So few that an event which is to be recorded need not wait long: each takes about a millisecond. */
export const END_BATCH: BatchLimit<AttemptEnd> = { items: 10, size: 10, sizeOf: () => 1 };

/** Ends attempts in one transaction; one that is not open is answered alone, and the others are not held up by it. */
export const writeEnds =
  (engine: Engine): Write<AttemptEnd, Finished> =>
  (take) =>
    engine.db.transaction().execute((db) => {
      const ends = take();
      return ends.length === 0 ? Promise.resolve([]) : finishAll(db, engine, ends);
    });
