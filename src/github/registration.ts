import { Octokit } from '@octokit/rest';
import { answerIn } from '../core/answer.ts';
import { type Registration } from '../flow/set-up-ports.ts';
import { createAppClient, SILENT, timelyFetch } from './app-client.ts';

/** GitHub's part of a set-up. */
export const createRegistration = (apiUrl: string): Registration => ({
  /** https://docs.github.com/en/rest/apps/apps#create-a-github-app-from-a-manifest */
  convert: (code) =>
    unlessRefused([404, 422], async () => {
      const client = new Octokit({
        baseUrl: apiUrl,
        userAgent: 'hub-relay',
        log: SILENT,
        request: { fetch: timelyFetch },
      });
      const { data } = await client.request('POST /app-manifests/{code}/conversions', { code });
      return {
        appId: data.id,
        name: data.name,
        pageUrl: data.html_url,
        privateKey: data.pem,
        ...(data.webhook_secret !== null && { webhookSecret: data.webhook_secret }),
        client: { id: data.client_id, secret: data.client_secret },
      };
    }),

  /** https://docs.github.com/en/rest/apps/apps#get-the-authenticated-app */
  identify: (credentials) =>
    unlessRefused([401, 404], async () => {
      const { data } = await createAppClient({ ...credentials, apiUrl }).request('GET /app');
      return { name: data?.name ?? '', pageUrl: data?.html_url ?? '' };
    }),
});

/** What Octokit rejects with holds the address that was asked for, and with it the code: only its status goes on. */
const unlessRefused = async <T>(
  statuses: readonly number[],
  ask: () => Promise<T>,
): Promise<T | 'refused'> => {
  try {
    return await ask();
  } catch (error) {
    const status = answerIn(error)?.status;
    if (status !== undefined && statuses.includes(status)) return 'refused';
    throw new Error(status === undefined ? 'GitHub did not answer' : `GitHub answered ${status}`);
  }
};
