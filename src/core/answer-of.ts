import { type Answer, answerIn } from './answer.ts';

/** Octokit throws for every answer but 2xx, and, without a response, where there was none. */
export const answerOf = (error: unknown): Answer => {
  const answer = answerIn(error);
  if (answer) return answer;
  const chain = causesOf(error);
  const code = chain.map((each) => each.code).find((each) => typeof each === 'string');
  const isTimeOut = chain.some(({ name }) => name === 'TimeoutError');
  const why = code ?? (isTimeOut ? 'none in time' : chain.at(-1)?.message);
  return {
    kind: 'no-answer',
    reason: `no answer from GitHub (${why ?? 'unknown'})`,
    mayHaveArrived: code === undefined || !NEVER_SENT.has(code),
  };
};

interface Cause {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string | number;
  readonly cause?: unknown;
}

/** Octokit's error, that of fetch, and that of the connection: each is the cause of the one before. */
const causesOf = (error: unknown): readonly Cause[] => {
  const chain: Cause[] = [];
  let next = error;
  while (typeof next === 'object' && next !== null && chain.length < 5) {
    const cause: Cause = next;
    chain.push(cause);
    next = cause.cause;
  }
  return chain;
};

/** Errors that come before the first byte is sent. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
