import { LONGEST_HOLD, retryAfter, untilNextLook } from './hold.ts';

/**
 * What came back from GitHub for one request. `no-answer`: the connection failed or timed out; `mayHaveArrived`
 * when the request may have reached GitHub all the same. Header names are lower-case.
 */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly text: string;
      /** It answers the request for a token: nothing was sent to the hub yet. */
      readonly isForToken?: boolean;
    }
  | {
      readonly kind: 'no-answer';
      readonly reason: string;
      readonly mayHaveArrived: boolean;
      /** Nobody was asked, and nobody can be: there is no such endpoint. */
      readonly code?: 'endpoint-unknown';
    };

export type HttpAnswer = Extract<Answer, { kind: 'answer' }>;

/** The answer in an error that Octokit threw; `undefined` where there was none. The text is GitHub's message, or the body. */
export const answerIn = (error: unknown): HttpAnswer | undefined => {
  const { response } = error as {
    readonly response?: { readonly status: number; readonly headers: object; readonly data?: unknown };
  };
  if (response === undefined) return undefined;
  const { status, headers, data } = response;
  const message = (data as { readonly message?: unknown } | undefined)?.message;
  const text =
    typeof message === 'string' ? message : typeof data === 'string' ? data : JSON.stringify(data ?? '');
  return { kind: 'answer', status, headers: { ...headers }, text: text.slice(0, MOST_TEXT) };
};

/** What is kept of an answer, in characters; GitHub's errors are far shorter. */
const MOST_TEXT = 4_096;

/** What follows. Times in milliseconds since 1970; codes are those of errors.ts. */
export type Decision =
  | { readonly kind: 'delivered' }
  | {
      readonly kind: 'hold-lane';
      readonly until: number;
      readonly code: 'rate-limited' | InstallationCode;
      readonly reason: string;
    }
  | { readonly kind: 'new-token' }
  | { readonly kind: 'redirect'; readonly location: string }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly mayHaveArrived: boolean;
      /** Not before then, whatever the schedule says. */
      readonly notBefore?: number;
    }
  | { readonly kind: 'dead'; readonly code: DeadCode; readonly reason: string };

/** The whole installation is refused, until its owner or the App's changes something. */
export const INSTALLATION_CODES = ['credentials-refused', 'hub-permission'] as const;
export type InstallationCode = (typeof INSTALLATION_CODES)[number];

export type DeadCode =
  | 'hub-permission'
  | 'hub-not-found'
  | 'hub-archived'
  | 'request-refused'
  | 'credentials-refused'
  | 'workflow-refused'
  | 'endpoint-gone'
  | 'endpoint-unknown';

/**
 * `strikes`: how often in a row this lane was told to wait. `isTokenFresh`: the token was made for this request.
 * `mayRedirect`: no redirect was followed yet.
 */
export interface Circumstances {
  readonly now: number;
  readonly strikes: number;
  readonly isTokenFresh: boolean;
  readonly mayRedirect: boolean;
}

const SECOND = 1000;

/** Answer → what to do. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api */
export const decideOn = (answer: Answer, circumstances: Circumstances): Decision => {
  if (answer.kind === 'no-answer') {
    return { kind: 'retry', reason: answer.reason, mayHaveArrived: answer.mayHaveArrived };
  }
  const { status, text, isForToken = false } = answer;
  const reason = `GitHub answered ${status}${text === '' ? '' : `: ${messageOf(text)}`}`;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (isRateLimit(answer)) {
    return { kind: 'hold-lane', until: holdUntil(answer, circumstances), code: 'rate-limited', reason };
  }
  const code = refusalOf(answer);
  if (code !== undefined)
    return {
      kind: 'hold-lane',
      until: untilNextLook(circumstances.now, circumstances.strikes),
      code,
      reason,
    };
  // Only 503 says that nothing was begun; whatever else failed may have failed afterwards.
  if (status >= 500) return { kind: 'retry', reason, mayHaveArrived: status !== 503 && !isForToken };
  if (status === 401 && !circumstances.isTokenFresh) return { kind: 'new-token' };
  const location = answer.headers.location;
  if (isRedirect(status) && location !== undefined && circumstances.mayRedirect) {
    return { kind: 'redirect', location };
  }
  if (status < 400 || RETRIED.has(status)) return { kind: 'retry', reason, mayHaveArrived: false };
  return { kind: 'dead', code: deadCode(status, text), reason };
};

/** Time-out and conflict answers are about the moment, not about the request. */
const RETRIED: ReadonlySet<number> = new Set([408, 409, 425]);

const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 307 || status === 308;

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
export const isRateLimit = ({ status, headers, text }: HttpAnswer): boolean =>
  status === 429 ||
  (status === 403 &&
    (headers['retry-after'] !== undefined ||
      headers['x-ratelimit-remaining'] === '0' ||
      /rate limit|abuse detection/i.test(text)));

/**
 * The App's key was changed, the installation is suspended, or its permission was taken away: whatever is sent in this
 * lane would be refused, and may be right again as it is. So nothing dies of it.
 */
const refusalOf = ({ status, text, isForToken = false }: HttpAnswer): InstallationCode | undefined => {
  if (status === 403 && /installation has been suspended/i.test(text)) return 'credentials-refused';
  if (!isForToken) return undefined;
  if (status === 422 && /permissions requested are not granted/i.test(text)) return 'hub-permission';
  const isUnknown = status === 401 || (status === 404 && /integration not found/i.test(text));
  return isUnknown ? 'credentials-refused' : undefined;
};

/** Whether the answer is about everything in the lane, and not about this one request. */
export const isForLane = (answer: HttpAnswer): boolean =>
  isRateLimit(answer) || refusalOf(answer) !== undefined;

/** When to ask again after it said that it is too much, in milliseconds since 1970. */
export const holdUntil = (
  { headers }: Pick<HttpAnswer, 'headers'>,
  { now, strikes }: Pick<Circumstances, 'now' | 'strikes'>,
): number => {
  const told = retryAfter(headers['retry-after'], now);
  if (told !== undefined) return told;
  const reset = Number(headers['x-ratelimit-reset']) * SECOND;
  if (headers['x-ratelimit-remaining'] === '0' && !Number.isNaN(reset)) {
    // One second more: GitHub's clock and ours need not agree to the millisecond.
    return now + Math.min(Math.max(reset - now, 0) + SECOND, LONGEST_HOLD);
  }
  return untilNextLook(now, strikes);
};

const deadCode = (status: number, text: string): DeadCode => {
  if (status === 401) return 'credentials-refused';
  if (status === 404 || status === 410) return 'hub-not-found';
  if (status === 403) return /archived/i.test(text) ? 'hub-archived' : 'hub-permission';
  if (status === 422 && /not accessible to the parent installation/i.test(text)) return 'hub-not-found';
  return 'request-refused';
};

/** On one line, and short. */
export const messageOf = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
};
