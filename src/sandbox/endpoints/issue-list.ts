import { ok, validationFailed, type FieldError } from '../answer.ts';
import { type RepositoryCall, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { type Issue } from '../issue.ts';
import { paginate } from '../paginate.ts';
import { fullIssuePayload, pullIssuePayload } from '../payloads/issue.ts';
import { repositoryRoute } from '../repository-route.ts';
import { type PullRequest, type Repository } from '../repository.ts';

const DOCS = 'https://docs.github.com/rest/issues/issues#list-repository-issues';

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  state: ['open', 'closed', 'all'],
  sort: ['created', 'updated', 'comments'],
  direction: ['asc', 'desc'],
};

/** The sandbox has none of what these ask for; overlooking one would answer another question. */
const NOT_SERVED = ['milestone', 'assignee', 'type', 'mentioned', 'issue_field_values'];

type Listed = Issue | PullRequest;

const errorsOf = ({ query }: RepositoryCall): readonly FieldError[] =>
  Object.entries(query)
    .filter(([name, value]) => NOT_SERVED.includes(name) || ALLOWED[name]?.includes(value) === false)
    .map(([field, value]) => ({ resource: 'Issue', code: 'invalid', field, value }));

const labelsOf = (one: Listed): readonly string[] => ('labels' in one ? one.labels : []);

const isWanted =
  ({ query }: RepositoryCall) =>
  (one: Listed): boolean => {
    const { state = 'open', creator, labels, since } = query;
    const names = labels === undefined || labels === '' ? [] : labels.split(',');
    return (
      (state === 'all' || one.state === state) &&
      (creator === undefined || one.author.login.toLowerCase() === creator.toLowerCase()) &&
      names.every((name) => labelsOf(one).includes(name)) &&
      (since === undefined || one.updatedAt >= Date.parse(since))
    );
  };

/** Ascending; what is equal goes by number. */
const order = (repository: Repository, sort = 'created') => {
  const rank = (one: Listed): number => {
    if (sort === 'updated') return one.updatedAt;
    if (sort === 'comments') return repository.comments.filter(({ number }) => number === one.number).length;
    return one.createdAt;
  };
  return (one: Listed, other: Listed): number => rank(one) - rank(other) || one.number - other.number;
};

/** Pull requests are issues too, and are listed where issues are disabled. */
export const issueListRoutes = (context: Context): readonly Route[] => [
  repositoryRoute(context, {
    method: 'GET',
    path: '/issues',
    need: { name: 'issues', level: 'read' },
    docs: DOCS,
    handle: (call) => {
      const { urls } = context;
      const { repository, query } = call;
      const errors = errorsOf(call);
      if (errors.length > 0) return validationFailed(errors, DOCS);
      const issues = repository.issuesEnabled ? [...repository.issues.values()] : [];
      const all: readonly Listed[] = [...issues, ...repository.pulls.values()];
      const ascending = all.filter(isWanted(call)).sort(order(repository, query['sort']));
      const { items, headers } = paginate(
        urls,
        call,
        query['direction'] === 'asc' ? ascending : ascending.toReversed(),
      );
      const payload = (one: Listed): Readonly<Record<string, unknown>> =>
        'headSha' in one ? pullIssuePayload(urls, repository, one) : fullIssuePayload(urls, repository, one);
      return ok(items.map(payload), headers);
    },
  }),
];
