import { type Finding, findingsOf } from './finding.ts';

const { ok, warn, fail } = findingsOf('clock');

const SECOND = 1_000;
/** GitHub tells its time in whole seconds, and an answer takes a while. */
const NOTEWORTHY = 10 * SECOND;
/** Our tokens are valid from a minute before our time; GitHub takes none from its future. */
const TOO_MUCH = 60 * SECOND;
const REMEDY =
  'Have the machine’s clock set by NTP: GitHub refuses what is signed at another time than its own.';

/** `answeredAt` by GitHub's clock; `from` and `to` by ours: when it was asked, and when the answer was there. */
export const checkClock = (
  answeredAt: number | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Finding[] => {
  if (answeredAt === undefined) return [warn('GitHub did not tell its time', REMEDY)];
  // It is cut to the second: half of one is right on average.
  const skew = answeredAt + SECOND / 2 - (from + to) / 2;
  const seconds = Math.round(Math.abs(skew) / SECOND);
  if (Math.abs(skew) <= NOTEWORTHY) return [ok('agrees with GitHub’s within 10 s')];
  const found = `this machine’s clock is ${seconds} s ${skew > 0 ? 'behind' : 'ahead of'} GitHub’s`;
  return [Math.abs(skew) > TOO_MUCH ? fail(found, REMEDY) : warn(found, REMEDY)];
};
