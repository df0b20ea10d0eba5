import { type BodyRoom } from './limits.ts';

/** What one body holds of the common room. */
export interface Share {
  /** False, and nothing is taken, where there is not so much room. */
  take(bytes: number): boolean;
  /** Gives back everything; again has no effect, and nothing can be taken after it. */
  release(): void;
}

/** The memory for all bodies that are being read or handled. */
export interface BodyBudget {
  open(): Share;
  /** In bytes. */
  readonly taken: number;
}

/**
 * Counted is what came, never what was announced: who only announces takes nothing from others. Large bodies cannot
 * take the room of small ones, so GitHub's usual webhooks get through while some senders hold what there is for large ones.
 */
export const createBodyBudget = ({ each, small, large }: BodyRoom): BodyBudget => {
  const free = { small, large };
  return {
    get taken() {
      return small - free.small + (large - free.large);
    },
    open: () => {
      const held = { small: 0, large: 0 };
      let isOpen = true;
      return {
        take: (bytes) => {
          const first = Math.min(bytes, each - held.small);
          const rest = bytes - first;
          if (!isOpen || first > free.small || rest > free.large) return false;
          free.small -= first;
          free.large -= rest;
          held.small += first;
          held.large += rest;
          return true;
        },
        release: () => {
          if (!isOpen) return;
          isOpen = false;
          free.small += held.small;
          free.large += held.large;
        },
      };
    },
  };
};
