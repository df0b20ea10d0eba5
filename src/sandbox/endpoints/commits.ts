import { ok, problem } from '../answer.ts';
import { type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { difference } from '../git.ts';
import { commitPayload } from '../payloads/commit.ts';
import { diffEntries } from '../payloads/diff-entry.ts';
import { repositoryRoute } from '../repository-route.ts';
import { resolveRef } from '../repository.ts';

const DOCS = 'https://docs.github.com/rest/commits/commits#get-a-commit';

/** More come in further pages, which are not served. */
const MOST_FILES = 300;

const SHA_TYPE = /application\/vnd\.github(\.v3)?\.sha\b/;

const sum = (entries: readonly Readonly<Record<string, unknown>>[], key: string): number =>
  entries.reduce((total, entry) => total + Number(entry[key]), 0);

/** @see https://docs.github.com/rest/commits/commits#get-a-commit */
export const commitRoutes = (context: Context): readonly Route[] => [
  repositoryRoute(context, {
    method: 'GET',
    path: '/commits/:ref',
    need: { name: 'contents', level: 'read' },
    docs: DOCS,
    handle: ({ repository, params, headers }) => {
      const { urls } = context;
      const ref = params['ref'] ?? '';
      const commit = resolveRef(repository, ref);
      if (commit === undefined) {
        return repository.branches.size === 0
          ? problem(409, 'Git Repository is empty.', DOCS)
          : problem(422, `No commit found for SHA: ${ref}`, DOCS);
      }
      const { sha, files } = commit;
      if (SHA_TYPE.test(headers['accept'] ?? ''))
        return {
          status: 200,
          headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' },
          body: sha,
        };
      const changes = difference(repository.commits.get(commit.parent ?? ''), commit);
      const entries = diffEntries(urls, repository, { changes, sha, files });
      const stats = {
        total: sum(entries, 'changes'),
        additions: sum(entries, 'additions'),
        deletions: sum(entries, 'deletions'),
      };
      return ok({
        ...commitPayload(urls, repository, commit),
        stats,
        files: entries.slice(0, MOST_FILES),
      });
    },
  }),
];
