import { notFound, ok } from '../answer.ts';
import { type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { paginate } from '../paginate.ts';
import { diffEntries } from '../payloads/diff-entry.ts';
import { repositoryRoute } from '../repository-route.ts';

const DOCS = 'https://docs.github.com/rest/pulls/pulls#list-pull-requests-files';

/** "Responses include a maximum of 3000 files." */
const MOST_FILES = 3_000;

/** @see https://docs.github.com/rest/pulls/pulls#list-pull-requests-files */
export const pullFilesRoutes = (context: Context): readonly Route[] => [
  repositoryRoute(context, {
    method: 'GET',
    path: '/pulls/:number/files',
    need: { name: 'pull_requests', level: 'read' },
    docs: DOCS,
    handle: (call) => {
      const { repository, params } = call;
      const pull = repository.pulls.get(Number(params['number']));
      if (pull === undefined) return notFound(DOCS);
      const files = repository.commits.get(pull.headSha)?.files ?? new Map<string, string>();
      const all = diffEntries(context.urls, repository, { changes: pull.files, sha: pull.headSha, files });
      const { items, headers } = paginate(context.urls, call, all.slice(0, MOST_FILES));
      return ok(items, headers);
    },
  }),
];
