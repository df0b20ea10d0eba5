import { Octokit } from '@octokit/rest';
import { type Answer } from '../core/answer.ts';
import { answerOf } from '../core/answer-of.ts';
import { type JsonObject } from '../core/json.ts';
import { type Sender } from '../flow/github-ports.ts';
import { type Notification } from '../flow/notification-ports.ts';

export interface RepositoryDispatchOptions {
  readonly apiUrl: string;
  /** A token of this installation that can write to this repository. */
  readonly token: (installationId: number, repositoryId: number, isFresh: boolean) => Promise<string>;
}

const TIME_OUT = 10_000;

/**
 * `POST /repos/{owner}/{repo}/dispatches`, once, as the hub's own installation. No plugin repeats it, no redirect is
 * followed behind our back (fetch would turn a redirected POST into a GET).
 * https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
 */
export const createRepositoryDispatch = ({ apiUrl, token }: RepositoryDispatchOptions): Sender => {
  const octokit = new Octokit({ baseUrl: apiUrl, userAgent: 'hub-relay', log: SILENT });

  return {
    send: async (notification, payload, { isTokenFresh, location, signal }) => {
      const { url, isOurs } = urlOf(apiUrl, notification, location);
      const body = { event_type: notification.eventType, client_payload: payload };
      const request: JsonObject = { method: 'POST', url, body };
      if (!isOurs) return { request, answer: refusedRedirect(url) };
      let bearer: string;
      try {
        bearer = await token(notification.lane ?? 0, notification.hubId ?? 0, isTokenFresh);
      } catch (error) {
        return { request, answer: tokenAnswerOf(error) };
      }
      try {
        const { status, headers } = await octokit.request({
          method: 'POST',
          url,
          ...body,
          headers: { authorization: `token ${bearer}` },
          request: { redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_OUT)]) },
        });
        return { request, answer: { kind: 'answer', status, headers: { ...headers } as Headers, text: '' } };
      } catch (error) {
        return { request, answer: answerOf(error) };
      }
    },
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
const urlOf = (
  apiUrl: string,
  { hub }: Notification,
  location?: string,
): { url: string; isOurs: boolean } => {
  if (location === undefined) return { url: `${apiUrl}/repos/${hub}/dispatches`, isOurs: true };
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
