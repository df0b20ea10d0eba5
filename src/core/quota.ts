/** What is left of an installation's hour, after what is kept back for reading; `resetAt` in milliseconds since 1970. */
export interface Quota {
  readonly left: number;
  readonly resetAt: number;
}

const SECOND = 1000;

/** So much of the hour is for reading: who waits for the next hour must still be able to follow a config file. */
const KEPT_BACK = 0.01;

/** GitHub's window is an hour; so much more may lie between its clock and ours, in milliseconds. */
const LONGEST_WINDOW = 65 * 60 * SECOND;

/**
 * What the headers of any answer say of the quota that it was taken from; `undefined` where they do not, or say what
 * cannot be: a reset that is over, or more than an hour ahead. Header names are lower-case, `now` is in milliseconds.
 * Answers overtake each other: of two with the same `resetAt` the one with less `left` is the later.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
 */
export const quotaOf = (
  headers: Readonly<Record<string, string | undefined>>,
  now: number,
): Quota | undefined => {
  // Search, GraphQL and others are counted by themselves; only "core" is what a dispatch is taken from.
  if ((headers['x-ratelimit-resource'] ?? 'core') !== 'core') return undefined;
  const limit = wholeNumber(headers['x-ratelimit-limit']);
  const remaining = wholeNumber(headers['x-ratelimit-remaining']);
  const reset = wholeNumber(headers['x-ratelimit-reset']);
  if (!(limit >= 1 && remaining <= limit)) return undefined;
  // One second more: GitHub's clock and ours need not agree to the millisecond.
  const resetAt = (reset + 1) * SECOND;
  if (!(resetAt > now && resetAt <= now + LONGEST_WINDOW)) return undefined;
  return { left: Math.max(0, remaining - Math.ceil(limit * KEPT_BACK)), resetAt };
};

/** NaN, which no comparison lets through, where it is none. */
const wholeNumber = (text: string | undefined): number =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
