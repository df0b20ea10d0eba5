import { Octokit } from '@octokit/rest';
import { SILENT, timelyFetch } from './app-client.ts';
import { type Client } from './client.ts';

/** Whoever a token belongs to. Rejects after 10 s without an answer. */
export const createTokenClient = ({
  token,
  apiUrl,
}: {
  readonly token: string;
  readonly apiUrl: string;
}): Client =>
  new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'hub-relay',
    log: SILENT,
    request: { fetch: timelyFetch },
  });
