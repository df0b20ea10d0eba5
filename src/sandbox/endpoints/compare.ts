import { notFound, ok } from '../answer.ts';
import { type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { difference, type Commit } from '../git.ts';
import { paginate } from '../paginate.ts';
import { commitPayload } from '../payloads/commit.ts';
import { diffEntries } from '../payloads/diff-entry.ts';
import { repositoryRoute } from '../repository-route.ts';
import { resolveRef, type Repository } from '../repository.ts';
import { repositoryApi, repositoryHtml } from '../urls.ts';

const DOCS = 'https://docs.github.com/rest/commits/commits#compare-two-commits';
const MOST_FILES = 300;
const MOST_COMMITS = 250;

/** The commit and those before it, newest first. */
const history = (repository: Repository, from: Commit): readonly Commit[] => {
  const commits: Commit[] = [];
  for (let at: Commit | undefined = from; at !== undefined; at = repository.commits.get(at.parent ?? ''))
    commits.push(at);
  return commits;
};

const describeStatus = (ahead: number, behind: number): string => {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
};

/** Two refs of the same repository, with three dots; forks and the two-dot form are not served. */
export const compareRoutes = (context: Context): readonly Route[] => [
  repositoryRoute(context, {
    method: 'GET',
    path: '/compare/*basehead',
    need: { name: 'contents', level: 'read' },
    docs: DOCS,
    handle: (call) => {
      const { repository, params, query } = call;
      const { urls } = context;
      const [baseRef = '', headRef = ''] = (params['basehead'] ?? '').split('...');
      const base = resolveRef(repository, baseRef);
      const head = resolveRef(repository, headRef);
      if (base === undefined || head === undefined) return notFound(DOCS);
      const older = history(repository, base);
      const newer = history(repository, head);
      const mergeBase = newer.find((commit) => older.includes(commit));
      if (mergeBase === undefined) return notFound(DOCS);
      const ahead = newer.slice(0, newer.indexOf(mergeBase)).reverse();
      const behind = older.indexOf(mergeBase);
      const isPaged = query['page'] !== undefined || query['per_page'] !== undefined;
      const page = isPaged ? paginate(urls, call, ahead) : { items: ahead.slice(-MOST_COMMITS), headers: {} };
      const isFirstPage = (query['page'] ?? '1') === '1';
      const diff = { changes: difference(mergeBase, head), sha: head.sha, files: head.files };
      const html = `${repositoryHtml(urls, repository)}/compare/${baseRef}...${headRef}`;
      const body = {
        url: `${repositoryApi(urls, repository)}/compare/${baseRef}...${headRef}`,
        html_url: html,
        permalink_url: `${repositoryHtml(urls, repository)}/compare/${base.sha}...${head.sha}`,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: commitPayload(urls, repository, base),
        merge_base_commit: commitPayload(urls, repository, mergeBase),
        status: describeStatus(ahead.length, behind),
        ahead_by: ahead.length,
        behind_by: behind,
        total_commits: ahead.length,
        commits: page.items.map((commit) => commitPayload(urls, repository, commit)),
        // "The list of changed files is only shown on the first page of results."
        ...(isFirstPage && { files: diffEntries(urls, repository, diff).slice(0, MOST_FILES) }),
      };
      return ok(body, page.headers);
    },
  }),
];
