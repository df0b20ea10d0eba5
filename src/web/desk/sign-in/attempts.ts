import { type Clock } from '../../../flow/ports.ts';

/** How many wrong codes are taken, by everybody together: guessing 256 bits is of no use, and shall cost nothing either. */
const MOST = 10;
const WITHIN = 60_000;

export interface Attempts {
  areTooMany(): boolean;
  /** One more that was wrong. */
  count(): void;
}

export const createAttempts = ({ now }: Pick<Clock, 'now'>): Attempts => {
  let wrong: readonly number[] = [];
  const recent = (): readonly number[] => wrong.filter((at) => now() - at < WITHIN);
  return {
    areTooMany: () => recent().length >= MOST,
    count: () => void (wrong = [...recent(), now()]),
  };
};
