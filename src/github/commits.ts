import { answerIn } from '../core/answer.ts';
import { ownerAndRepo, type Repository } from '../core/repository.ts';
import { type Authenticate } from './client.ts';

/** No such ref, an empty repository, or one that we can't see. */
const NONE: ReadonlySet<number> = new Set([404, 409, 422]);

/** https://docs.github.com/en/rest/commits/commits#get-a-commit */
export const createCommits = (authenticate: Authenticate) => ({
  commitOf: async (repository: Repository, ref: string): Promise<string | undefined> => {
    const client = await authenticate(repository.installationId);
    try {
      const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{ref}', {
        ...ownerAndRepo(repository),
        ref: ref.replace(/^refs\//, ''),
      });
      return data.sha;
    } catch (error) {
      if (NONE.has(answerIn(error)?.status ?? 0)) return undefined;
      throw error;
    }
  },
});
