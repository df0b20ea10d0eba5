import { type Observer } from '../../../flow/observer.ts';

/** An observer that passes on that something changed. */
export interface Changes extends Required<Pick<Observer, 'recorded' | 'planned' | 'attempted' | 'changed'>> {
  /** Calls `listener` after each change, at once and often: it takes no time. Returns what ends that. */
  readonly onChange: (listener: () => void) => () => void;
}

export const createChanges = (): Changes => {
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    recorded: changed,
    planned: changed,
    attempted: changed,
    changed,
    onChange: (listener) => {
      // A function of its own, so that one listener may listen twice and end each by itself.
      const own = (): void => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
};
