import { Octokit } from '@octokit/rest';
import { type Answer } from '../core/answer.ts';
import { answerOf } from '../core/answer-of.ts';
import { type Json, type JsonObject } from '../core/json.ts';
import { type SendCircumstances, type Sent } from '../flow/github-ports.ts';
import { type Notification } from '../flow/notification-ports.ts';

export interface HubPostOptions {
  readonly apiUrl: string;
  /** A token of this installation that can write to this repository. */
  readonly token: (installationId: number, repositoryId: number, isFresh: boolean) => Promise<string>;
}

/** `data`: the body of a 2xx. */
export interface Posted extends Pick<Sent, 'request' | 'answer'> {
  readonly data?: Json;
}

export type HubPost = (
  notification: Notification,
  path: string,
  body: JsonObject,
  circumstances: SendCircumstances,
) => Promise<Posted>;

const TIME_OUT = 10_000;

/**
 * One POST below `/repos/{owner}/{repo}`, as the hub's own installation. No plugin repeats it, no redirect is followed
 * behind our back (fetch would turn a redirected POST into a GET). Resolves whatever happens.
 */
export const createHubPost = ({ apiUrl, token }: HubPostOptions): HubPost => {
  const octokit = new Octokit({ baseUrl: apiUrl, userAgent: 'hub-relay', log: SILENT });

  return async ({ hub, lane = 0, hubId = 0 }, path, body, { isTokenFresh, location, signal }) => {
    const { url, isOurs } = urlOf(apiUrl, `/repos/${hub}${path}`, location);
    const request: JsonObject = { method: 'POST', url, body };
    if (!isOurs) return { request, answer: refusedRedirect(url) };
    let bearer: string;
    try {
      bearer = await token(lane, hubId, isTokenFresh);
    } catch (error) {
      return { request, answer: tokenAnswerOf(error) };
    }
    try {
      const answered = await octokit.request({
        method: 'POST',
        url,
        ...body,
        headers: { authorization: `token ${bearer}` },
        request: { redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_OUT)]) },
      });
      const { status, headers } = answered;
      const answer: Answer = { kind: 'answer', status, headers: { ...headers } as Headers, text: '' };
      return { request, answer, data: answered.data as Json };
    } catch (error) {
      return { request, answer: answerOf(error) };
    }
  };
};

type Headers = Record<string, string | undefined>;

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A token goes to GitHub's API and nowhere else, whatever a redirect says. */
const urlOf = (apiUrl: string, path: string, location?: string): { url: string; isOurs: boolean } => {
  if (location === undefined) return { url: apiUrl + path, isOurs: true };
  const url = URL.parse(location, `${apiUrl}/`);
  return { url: url?.href ?? location, isOurs: url?.origin === new URL(apiUrl).origin };
};

const refusedRedirect = (url: string): Answer => ({
  kind: 'answer',
  status: 400,
  headers: {},
  text: `redirected away from GitHub's API, to ${url}; not followed`,
});

/** Without a token nothing was sent. */
const tokenAnswerOf = (error: unknown): Answer => {
  const answer = answerOf(error);
  return answer.kind === 'answer' ? { ...answer, isForToken: true } : { ...answer, mayHaveArrived: false };
};
