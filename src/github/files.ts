import { answerIn, isRateLimit } from '../core/answer.ts';
import { type ChangedFiles } from '../core/facts.ts';
import { ownerAndRepo, type Repository } from '../core/repository.ts';
import { type ConfigFile } from '../flow/ports.ts';
import { type Authenticate } from './client.ts';
import { createFileBatch } from './file-batch.ts';
import { NOT_A_FILE, TOO_LARGE } from './unreadable.ts';

const PER_PAGE = 100;
/** GitHub lists at most 3,000 files of a pull request. */
const MOST_FILES = 3_000;

const REFUSALS: ReadonlySet<number> = new Set([403, 404, 422]);

export interface FilesOptions {
  readonly authenticate: Authenticate;
  readonly path: string;
  readonly graphqlUrl: string;
}

/** Reading files by the authenticated Octokit of the repository's own installation. */
export const createFiles = ({ authenticate, path, graphqlUrl }: FilesOptions) => {
  /** https://docs.github.com/en/rest/repos/contents#get-repository-content */
  const read = async (
    repository: Repository,
    { etag, ref }: { readonly etag?: string; readonly ref?: string } = {},
  ): Promise<ConfigFile> => {
    const client = await authenticate(repository.installationId);
    try {
      const { data, headers } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', {
        ...ownerAndRepo(repository),
        path,
        ...(ref !== undefined && { ref }),
        ...(etag !== undefined && { headers: { 'if-none-match': etag } }),
      });
      return { ...readContent(data), ...(headers.etag !== undefined && { etag: headers.etag }) };
    } catch (error) {
      const answer = answerIn(error);
      if (answer?.status === 404) return { state: 'missing' };
      if (answer?.status === 403 && !isRateLimit(answer)) {
        return { state: 'unreadable', problem: `GitHub answered 403: ${answer.text}` };
      }
      throw error;
    }
  };

  return {
    configFile: async (repository: Repository, etag?: string): Promise<ConfigFile | 'unchanged'> => {
      try {
        return await read(repository, etag === undefined ? {} : { etag });
      } catch (error) {
        if (answerIn(error)?.status === 304) return 'unchanged';
        throw error;
      }
    },

    configFileAt: (repository: Repository, sha: string): Promise<ConfigFile> =>
      read(repository, { ref: sha }),

    configFiles: createFileBatch({
      authenticate,
      path,
      graphqlUrl,
      readAlone: (repository) => read(repository),
    }),

    /** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
    changedFiles: async (repository: Repository, pull: number): Promise<ChangedFiles> => {
      const client = await authenticate(repository.installationId);
      const files: string[] = [];
      try {
        for (let page = 1; page <= MOST_FILES / PER_PAGE; page += 1) {
          const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
            ...ownerAndRepo(repository),
            pull_number: pull,
            per_page: PER_PAGE,
            page,
            // The event is tried again from the record; nobody behind it should wait for this one.
            request: { retries: 0 },
          });
          for (const { filename, previous_filename: before } of data) {
            // A file that was moved has changed where it was, too.
            files.push(filename, ...(before === undefined ? [] : [before]));
          }
          if (data.length < PER_PAGE) return { known: true, files };
        }
        return { known: false, why: `the pull request changes ${MOST_FILES} files or more` };
      } catch (error) {
        const answer = answerIn(error);
        if (answer && REFUSALS.has(answer.status) && !isRateLimit(answer)) {
          return { known: false, why: `GitHub answered ${answer.status} when asked for the changed files` };
        }
        throw error;
      }
    },
  };
};

/** GitHub gives a directory as a list, and a file over 1 MB without its content. */
const readContent = (data: unknown): ConfigFile => {
  const { type, encoding, content } = data as { type?: string; encoding?: string; content?: string };
  if (type !== 'file' || content === undefined) return NOT_A_FILE;
  if (encoding !== 'base64') return TOO_LARGE;
  return { state: 'read', text: Buffer.from(content, 'base64').toString('utf8') };
};
