import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { printable } from '../../core/printable.ts';
import { type ErrorCode, RelayError } from '../../errors.ts';
import { postWebhook } from '../../sandbox/webhook.ts';
import { type Webhook } from './webhook.ts';

/** `status` is 0 where nobody answered; `said` is the answer, or why there is none. `duration` in milliseconds. */
export interface Answered {
  readonly status: number;
  readonly said: string;
  readonly duration: number;
}

export interface Line {
  post(webhook: Webhook): Promise<Answered>;
  close(): void;
}

/** As long as GitHub waits. https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/troubleshooting-webhooks#timed-out */
const PATIENCE = 10_000;
const MOST_CONNECTIONS = 50;

/** Connections to one server, which are kept; GitHub keeps some, too. */
export const openLine = (url: string): Line => {
  const options = { keepAlive: true, maxSockets: MOST_CONNECTIONS };
  const agent = url.startsWith('https:') ? new HttpsAgent(options) : new Agent(options);
  return {
    post: async ({ headers, body }) => {
      const began = performance.now();
      const result = await postWebhook({ url, isVerified: true, headers, body, timeoutMs: PATIENCE, agent });
      const isAnswered = result.status === 'OK' || result.status.startsWith('Invalid HTTP');
      return {
        status: isAnswered ? result.statusCode : 0,
        said: isAnswered ? result.body : result.status,
        duration: performance.now() - began,
      };
    },
    close: () => agent.destroy(),
  };
};

export const isAccepted = ({ status }: Answered): boolean => status >= 200 && status < 300;

/** Why it was not accepted, with what to do. `before` begins the sentence. */
export const refusalOf = ({ status, said }: Answered, url: string, before = ''): RelayError => {
  const where = before === '' ? url : `${before} ${url}`;
  if (status === 0) {
    const isLate = said === 'timed out';
    const found = isLate ? `${where} did not answer within ${PATIENCE / 1000} s.` : `${where}: ${said}.`;
    return new RelayError(isLate ? 'simulate-busy' : 'simulate-unanswered', found);
  }
  const words = shortened(said);
  return new RelayError(
    codeOf(status, said),
    `${where} answered ${status}${words === '' ? '' : `: ${words}`}${/[.!?\]]$/.test(words) ? '' : '.'}`,
  );
};

const BUSY: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

const codeOf = (status: number, said: string): ErrorCode => {
  // Octokit answers 400, others 401.
  if (status === 401 || (status === 400 && said.includes('signature does not match')))
    return 'simulate-signature';
  if (status === 413) return 'simulate-too-large';
  return BUSY.has(status) ? 'simulate-busy' : 'simulate-refused';
};

const LONGEST = 200;

/** A server's own words: the `error` of ours, the beginning of any other's. */
const shortened = (said: string): string => {
  const error = /^\{"error":"((?:[^"\\]|\\.)*)"/.exec(said)?.[1];
  const text = printable((error ?? said).replaceAll(/\s+/g, ' ').trim());
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};
