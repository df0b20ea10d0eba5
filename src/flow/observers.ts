import { type Observer } from './observer.ts';
import { type Log } from './ports.ts';

/**
 * Several as one, which never throws: whoever fails is told of in the log, the first time, and is told on; the others
 * and the flow notice nothing.
 */
export const joinObservers = (log: Log, ...observers: readonly (Observer | undefined)[]): Observer => {
  const failed = new Set<Observer>();
  const listening = observers.filter((observer) => observer !== undefined);

  const tell = (say: (observer: Observer) => void): void => {
    for (const observer of listening) {
      try {
        say(observer);
      } catch (error) {
        if (failed.has(observer)) continue;
        failed.add(observer);
        log.error({ err: error }, 'what counts or shows the work failed; the work itself goes on');
      }
    }
  };

  return {
    recorded: (recorded) => tell((observer) => observer.recorded?.(recorded)),
    planned: (planned) => tell((observer) => observer.planned?.(planned)),
    attempted: (attempted) => tell((observer) => observer.attempted?.(attempted)),
    refused: (code) => tell((observer) => observer.refused?.(code)),
    changed: () => tell((observer) => observer.changed?.()),
  };
};
