import { Octokit } from '@octokit/rest';
import { answerIn } from '../core/answer.ts';
import { type GithubUrls } from '../core/github-context.ts';
import { textAt, type Json } from '../core/json.ts';
import { type GithubSignIn } from '../flow/sign-in-ports.ts';
import { SILENT, timelyFetch } from './app-client.ts';
import { createTokenClient } from './token-client.ts';
import { reachOf } from './user-repositories.ts';

export interface OauthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly urls: GithubUrls;
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app */
export const createGithubSignIn = ({ clientId, clientSecret, urls }: OauthOptions): GithubSignIn => ({
  authorizeUrl: ({ state, challenge, redirectUri }) => {
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    return `${urls.server}/login/oauth/authorize?${query.toString()}`;
  },

  exchange: async ({ code, verifier, redirectUri }) => {
    const response = await timelyFetch(`${urls.server}/login/oauth/access_token`, {
      method: 'POST',
      // The client secret goes nowhere else.
      redirect: 'error',
      headers: { accept: 'application/json', 'user-agent': 'hub-relay' },
      body: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
    });
    if (!response.ok) throw new Error(`GitHub answered ${response.status} when it was asked for a token`);
    // Refusals are answered with 200, too.
    const answer = (await response.json()) as Json;
    const token = textAt(answer, 'access_token');
    if (token !== undefined) return { token };
    const refusal = textAt(answer, 'error');
    if (refusal === undefined) throw new Error('GitHub gave neither a token nor a reason');
    return { refusal };
  },

  loginOf: (token) =>
    unlessRefused(async () => {
      const client = createTokenClient({ token, apiUrl: urls.api });
      return (await client.request('GET /user')).data.login;
    }),

  reachOf: (token) => unlessRefused(() => reachOf(createTokenClient({ token, apiUrl: urls.api }))),

  revoke: async (token) => {
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const client = new Octokit({
      baseUrl: urls.api,
      userAgent: 'hub-relay',
      log: SILENT,
      request: { fetch: timelyFetch },
    });
    await client.request('DELETE /applications/{client_id}/token', {
      client_id: clientId,
      access_token: token,
      headers: { authorization: `Basic ${basic}` },
    });
  },
});

const unlessRefused = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (answerIn(error)?.status === 401) return undefined;
    throw error;
  }
};
