import { Octokit } from '@octokit/rest';
import { SILENT, timelyFetch } from './app-client.ts';

/**
 * The ranges of addresses that GitHub sends webhooks from, asked for without credentials: everybody may ask, and an App
 * as itself, without an installation, may not be answered here.
 * https://docs.github.com/en/rest/meta/meta#get-github-meta-information
 */
export const createHookRanges = (apiUrl: string): ((signal: AbortSignal) => Promise<readonly string[]>) => {
  const client = new Octokit({
    baseUrl: apiUrl,
    userAgent: 'hub-relay',
    log: SILENT,
    request: { fetch: timelyFetch },
  });
  return async (signal) => {
    const { data } = await client.request('GET /meta', { request: { signal } });
    return data.hooks ?? [];
  };
};
