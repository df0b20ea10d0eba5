/** How fast one lane may send: `burst` at once after a pause, and then one every `interval` ms. */
export interface Pace {
  readonly burst: number;
  readonly interval: number;
}

/**
 * "Make requests … wait at least one second between each", and 900 points a minute, of which a POST costs 5 and a GET 1: a
 * burst and a minute's worth together leave room for a hundred readings in the same minute, as at a start, when an
 * installation with thousands of repositories is listed.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
export const GITHUB_PACE: Pace = { burst: 60, interval: 1_000 };
export const MOST_PER_MINUTE = 160;

/**
 * The same for an App itself, which asks for a token of each installation before it reads it. It writes nothing with these, and
 * need not wait a second; what is left of a minute is for what it reads in its own name.
 */
export const APP_PACE: Pace = { burst: 90, interval: 800 };

/*
 * A lane keeps one number, the time from which it may send again (GCRA, the leaky bucket of ITU-T I.371): it lies in
 * the past by what the lane has saved up, and each send moves it on by one interval.
 */

/** How many may be sent now. Times in milliseconds since 1970. */
export const allowance = (freeAt: number, now: number, pace: Pace): number =>
  freeAt > now ? 0 : Math.floor((now - savedUp(freeAt, now, pace)) / pace.interval) + 1;

/** From when the lane may send again, after `sends` now. */
export const freeAfter = (freeAt: number, now: number, sends: number, pace: Pace): number =>
  savedUp(freeAt, now, pace) + sends * pace.interval;

/** No more is saved up than one burst. */
const savedUp = (freeAt: number, now: number, { burst, interval }: Pace): number =>
  Math.max(freeAt, now - (burst - 1) * interval);
