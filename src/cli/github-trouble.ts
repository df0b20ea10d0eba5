import { answerIn, isRateLimit } from '../core/answer.ts';
import { RelayError } from '../errors.ts';

/** GitHub says 404 to an App that it does not know, 401 to a wrong key. */
const CREDENTIALS: ReadonlySet<number | undefined> = new Set([401, 403, 404]);

/** Why GitHub could not be asked, as a person can be told it. */
export const githubTrouble = (error: unknown): RelayError => {
  if (error instanceof RelayError) return error;
  const answer = answerIn(error);
  const said = error instanceof Error ? error.message : String(error);
  const found = answer ? `It answered ${answer.status}: ${answer.text}.` : said;
  if (answer && isRateLimit(answer)) return new RelayError('rate-limited', found, { cause: error });
  const code = CREDENTIALS.has(answer?.status) ? 'credentials-refused' : 'github-unreadable';
  return new RelayError(code, found, { cause: error });
};
