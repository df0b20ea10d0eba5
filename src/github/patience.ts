import { answerIn, holdUntil, isRateLimit } from '../core/answer.ts';

/**
 * Does what is asked of GitHub in the App's own name, until GitHub says that it is too much; then, until the time that it
 * named, rejects with such an answer without asking. Otherwise each of a thousand installations would be refused once, and
 * "continuing to make requests while you are rate limited may result in the banning of your integration".
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export const createPatience = (now: () => number) => {
  let until = 0;
  return async <T>(ask: () => Promise<T>): Promise<T> => {
    const wait = until - now();
    if (wait > 0) throw tooMuch(Math.ceil(wait / SECOND));
    try {
      return await ask();
    } catch (error) {
      const answer = answerIn(error);
      if (answer && isRateLimit(answer))
        until = Math.max(until, holdUntil(answer, { now: now(), strikes: 0 }));
      throw error;
    }
  };
};

const SECOND = 1_000;

/** In the shape of Octokit's errors, so that it is understood as GitHub's own answer would be. */
const tooMuch = (seconds: number): Error => {
  const message = `GitHub told the App to wait for another ${seconds} s before it asks for more tokens; it was not asked`;
  return Object.assign(new Error(message), {
    response: { status: 429, headers: { 'retry-after': String(seconds) }, data: { message } },
  });
};
