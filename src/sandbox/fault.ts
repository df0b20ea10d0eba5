import { type Answer } from './answer.ts';

/**
 * What happens instead of, or around, the proper answer: a given answer; the connection cut before (`reset`) or after (`reset-after`)
 * the request took effect; no answer at all (`hang`); or the proper answer, late.
 */
export type FaultAnswer = Answer | 'reset' | 'reset-after' | 'hang' | { readonly delayMs: number };

export interface Fault {
  /** Any, when left out. */
  readonly method?: string;
  /** Tested against the path without `/api/v3`; any, when left out. */
  readonly path?: RegExp;
  /** How many requests meet it; 1 when left out. */
  readonly times?: number;
  readonly answer: FaultAnswer;
}

export interface Faults {
  /** The first one added is met first. Returns a function that takes it away again. */
  readonly add: (fault: Fault) => () => void;
  readonly clear: () => void;
  /** For the server: the answer of the first fault that fits, which is used up by one. */
  readonly take: (method: string, path: string) => FaultAnswer | undefined;
}

export const createFaults = (): Faults => {
  const faults = new Map<Fault, number>();
  return {
    add: (fault) => {
      const own = { ...fault };
      faults.set(own, fault.times ?? 1);
      return () => void faults.delete(own);
    },
    clear: () => faults.clear(),
    take: (method, path) => {
      for (const [fault, left] of faults) {
        const fits =
          (fault.method ?? method) === method && (fault.path === undefined || fault.path.test(path));
        if (!fits) continue;
        if (left <= 1) faults.delete(fault);
        else faults.set(fault, left - 1);
        return fault.answer;
      }
      return undefined;
    },
  };
};
