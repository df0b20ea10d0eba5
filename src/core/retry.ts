const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const BACK_OFF = [2 * SECOND, 10 * SECOND, MINUTE, 5 * MINUTE];

/** How long to leave GitHub alone after it could not be read `failures` times in a row (1 or more), in milliseconds. */
export const backOff = (failures: number): number => BACK_OFF[Math.min(failures, BACK_OFF.length) - 1] ?? 0;

/** How long to wait after the first failure, the second, …, in milliseconds (design, section 7). */
export const RETRY_SCHEDULE: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
];

/**
 * The same for an endpoint, over three days.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
 */
export const ENDPOINT_SCHEDULE: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/**
 * When to try again (ms since 1970) after `failures` counted failures, 1 or more; `undefined` when the schedule is at
 * its end. `random`, in [0, 1), spreads each step from half to one and a half times its length, so that what failed
 * together does not return together.
 */
export const retryAt = (
  failures: number,
  now: number,
  random: number,
  schedule: readonly number[] = RETRY_SCHEDULE,
): number | undefined => {
  const step = schedule[failures - 1];
  return step === undefined ? undefined : now + Math.round(step * (0.5 + random));
};
