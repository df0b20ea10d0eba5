import { markerOf } from '../core/failure-report.ts';
import { ownerAndRepo, type Repository } from '../core/repository.ts';
import { type Writer } from '../flow/github-ports.ts';
import { type Authenticate, type Client } from './client.ts';
import { isGone, writing } from './writing.ts';

/**
 * Issues, found again by a comment in their body that nobody sees.
 * https://docs.github.com/en/rest/issues/issues
 */
export const createIssues = (authenticate: Authenticate): Pick<Writer, 'issue'> => ({
  issue: (repository, { title, body, state }, known) =>
    writing(async (request) => {
      const client = await authenticate(repository.installationId);
      const number =
        known.number ?? (known.isUncertain ? await find(client, repository, known.id) : undefined);
      if (number !== undefined) {
        try {
          return await client.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
            ...ownerAndRepo(repository),
            issue_number: number,
            // People may have given it a better title.
            body,
            ...(state !== undefined && { state, state_reason: state === 'open' ? 'reopened' : 'completed' }),
            request,
          });
        } catch (error) {
          // Where issues are disabled that is the answer too, and then to making one.
          if (!isGone(error)) throw error;
        }
      }
      return client.request('POST /repos/{owner}/{repo}/issues', {
        ...ownerAndRepo(repository),
        title,
        body,
        request,
      });
    }),
});

/** It was made a moment ago, if it was. https://docs.github.com/en/rest/issues/issues#list-repository-issues */
const find = async (client: Client, repository: Repository, id: string): Promise<number | undefined> => {
  const { data } = await client.request('GET /repos/{owner}/{repo}/issues', {
    ...ownerAndRepo(repository),
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: 100,
  });
  const marker = markerOf(id);
  return data.find(({ body, user }) => user?.type === 'Bot' && (body ?? '').includes(marker))?.number;
};
