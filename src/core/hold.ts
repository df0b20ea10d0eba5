const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** No limit of GitHub's lasts longer than an hour; what is far beyond that is a mistake of something in between. */
export const LONGEST_HOLD = 24 * HOUR;

/** The only form of a date that may be sent: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Until when `Retry-After` asks us to wait, in milliseconds since 1970; `undefined` where it says nothing that can be
 * understood. At least a second: what asks to be tried again at once, again and again, is not obeyed.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export const retryAfter = (text: string | undefined, now: number): number | undefined => {
  if (text === undefined) return undefined;
  const wait = HTTP_DATE.test(text) ? Date.parse(text) - now : secondsIn(text) * SECOND;
  return Number.isNaN(wait) ? undefined : now + Math.min(Math.max(wait, SECOND), LONGEST_HOLD);
};

const secondsIn = (text: string): number => (text.trim() !== '' && Number(text) >= 0 ? Number(text) : NaN);

/** When to look again (ms since 1970) where nobody told: after a minute, doubled with each of the `strikes` up to an hour. */
export const untilNextLook = (now: number, strikes: number): number =>
  now + Math.min(MINUTE * 2 ** Math.min(strikes, 10), HOUR);
