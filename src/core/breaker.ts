import { type DeadCode } from './answer.ts';

/**
 * A hub that answers so that no notification can reach it is broken after a few of them: what is for it then waits
 * instead of dying one by one, and GitHub is not asked again and again for what it refuses.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#do-not-ignore-errors
 */
export const BREAKS_AFTER = 3;

const AT_FAULT: Readonly<Record<DeadCode, boolean>> = {
  'hub-permission': true,
  'hub-not-found': true,
  'hub-archived': true,
  'credentials-refused': true,
  // This is about one request: the route of one spoke must not keep the others from the hub.
  'request-refused': false,
  // And this about one workflow of the hub.
  'workflow-refused': false,
  'endpoint-gone': true,
  // Nobody was asked. Once it is defined again, what comes later must not find it broken.
  'endpoint-unknown': false,
};

/** Whether the answer was about the hub itself, and any other notification would get it too. */
export const isHubAtFault = (code: DeadCode): boolean => AT_FAULT[code];

/** What an attempt tells of its hub; `nothing`: it may be well or not (no answer, a rate limit, a request refused). */
export type Told = 'delivered' | 'at-fault' | 'nothing';

/** How often in a row the hub was at fault, after one more attempt. A delivery proves that it is well, also while it is broken. */
export const failuresAfter = (failures: number, told: Told): number => {
  if (told === 'delivered') return 0;
  return told === 'at-fault' ? failures + 1 : failures;
};

export const isBroken = (failures: number): boolean => failures >= BREAKS_AFTER;

/** A hub that is mended is tried again, but not trusted: one more failure breaks it. One that was not broken is left alone. */
export const failuresAfterMend = (failures: number): number => Math.min(failures, BREAKS_AFTER - 1);
