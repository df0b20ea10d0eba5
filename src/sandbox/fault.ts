import { type Answer } from './answer.ts';

/**
 * What happens instead of, or around, the proper answer: a given answer; the connection cut before (`reset`) or after (`reset-after`)
 * the request took effect; no answer at all (`hang`); or the proper answer, late. Each is charged as any
 * request is, and a rate limit that would refuse the request comes first; what a fault itself refuses is no violation.
 */
export type FaultAnswer = Answer | 'reset' | 'reset-after' | 'hang' | { readonly delayMs: number };

export interface Fault {
  /** Any, when left out. */
  readonly method?: string;
  /** Tested against the path without `/api/v3`; any, when left out. */
  readonly path?: RegExp;
  /** How many requests meet it; when left out 1, or with `chance` any number. */
  readonly times?: number;
  /** How likely a request that fits meets it, from 0 to 1; 1 when left out. */
  readonly chance?: number;
  /** A function is called for each request that meets it. */
  readonly answer: FaultAnswer | (() => FaultAnswer);
}

export interface Faults {
  /** The first one added is met first. Returns a function that takes it away again. */
  readonly add: (fault: Fault) => () => void;
  readonly clear: () => void;
  /** For the server: the answer of the first fault that fits, which is used up by one. */
  readonly take: (method: string, path: string) => FaultAnswer | undefined;
}

/** `random` gives numbers in [0, 1); one from a seed makes the same requests meet the same faults. */
export const createFaults = (random: () => number): Faults => {
  const faults = new Map<Fault, number>();
  return {
    add: (fault) => {
      const own = { ...fault };
      faults.set(own, fault.times ?? (fault.chance === undefined ? 1 : Infinity));
      return () => void faults.delete(own);
    },
    clear: () => faults.clear(),
    take: (method, path) => {
      for (const [fault, left] of faults) {
        const fits =
          (fault.method ?? method) === method && (fault.path === undefined || fault.path.test(path));
        if (!fits || (fault.chance !== undefined && random() >= fault.chance)) continue;
        if (left <= 1) faults.delete(fault);
        else faults.set(fault, left - 1);
        return typeof fault.answer === 'function' ? fault.answer() : fault.answer;
      }
      return undefined;
    },
  };
};
