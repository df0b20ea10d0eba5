import { setImmediate } from 'node:timers/promises';
import { type Clock } from './ports.ts';

/**
 * Work that strangers can make long, in pieces: everybody else has a turn between them, and when all together have taken
 * their time no more is done.
 */
export interface Budget {
  /** `undefined` once the time is over. */
  readonly spend: <T>(piece: () => T) => Promise<T | undefined>;
  readonly isOver: () => boolean;
}

/** So long one may go on before others have their turn; milliseconds. */
const AT_ONCE = 10;

/** `most`: milliseconds of work; what is waited for in between does not count. */
export const createBudget = (clock: Pick<Clock, 'now'>, most: number): Budget => {
  let spent = 0;
  let sinceTurn = 0;
  const isOver = (): boolean => spent >= most;
  return {
    isOver,
    spend: async (piece) => {
      if (sinceTurn >= AT_ONCE) {
        sinceTurn = 0;
        await setImmediate();
      }
      if (isOver()) return undefined;
      const began = clock.now();
      const done = piece();
      const took = Math.max(0, clock.now() - began);
      spent += took;
      sinceTurn += took;
      return done;
    },
  };
};

/** Where nobody else waits. */
export const BOUNDLESS: Pick<Budget, 'spend'> = { spend: (piece) => Promise.resolve(piece()) };
