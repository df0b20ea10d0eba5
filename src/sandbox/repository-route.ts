import { forbidden, notFound, problem, type Answer } from './answer.ts';
import { type Call, type Caller, type Need, type RepositoryCall, type Route } from './call.ts';
import { type Context } from './context.ts';
import { type Repository } from './repository.ts';
import { may, reaches } from './token.ts';

interface RepositoryRoute {
  readonly method: Route['method'];
  /** What follows `/repos/:owner/:repo`. */
  readonly path: string;
  readonly need: Need;
  readonly docs: string;
  readonly handle: (call: RepositoryCall) => Answer;
}

/** An administrator's token with a scope that will do. */
const isAdmins = (caller: Caller, { id }: Repository, scopes: readonly string[]): boolean =>
  caller.kind === 'user' &&
  caller.token.admin.has(id) &&
  caller.token.scopes.some((scope) => scopes.includes(scope));

/** Whether it exists, as far as the caller can know. */
export const sees = (caller: Caller, repository: Repository, { adminScopes }: Partial<Need> = {}): boolean =>
  isAdmins(caller, repository, adminScopes ?? ['repo']) ||
  (caller.kind === 'installation' && reaches(caller.token, repository)) ||
  (repository.visibility === 'public' && (adminScopes === undefined || caller.kind === 'installation'));

/** Anyone may read a public repository; all else needs a token that reaches it and carries the permission. */
export const isAllowed = (
  caller: Caller,
  repository: Repository,
  { name, level, adminScopes }: Need,
): boolean =>
  (level === 'read' && repository.visibility === 'public' && adminScopes === undefined) ||
  isAdmins(caller, repository, adminScopes ?? ['repo']) ||
  (caller.kind === 'installation' && reaches(caller.token, repository) && may(caller.token, name, level));

const acceptedScopes = (caller: Caller, { adminScopes }: Need): Answer['headers'] =>
  caller.kind === 'user' && adminScopes ? { 'x-accepted-oauth-scopes': adminScopes.join(', ') } : {};

/**
 * Where a renamed or transferred repository is now. Methods other than GET must be repeated as they are, hence 307.
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
export const redirect = ({ urls }: Context, call: Call, repository: Repository): Answer => {
  const rest = call.path
    .split('/')
    .slice(4)
    .map((segment) => `/${segment}`);
  const search = new URLSearchParams(call.query).toString();
  const url = `${urls.api}/repositories/${repository.id}${rest.join('')}${search === '' ? '' : `?${search}`}`;
  const [status, message] = call.method === 'GET' ? [301, 'Moved Permanently'] : [307, 'Temporary Redirect'];
  const documentation_url =
    'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects';
  return { status, headers: { location: url }, body: { message, url, documentation_url } };
};

/** A route below a repository: what the caller may not see does not exist, what it may not do is refused. */
export const repositoryRoute = (context: Context, route: RepositoryRoute): Route => ({
  method: route.method,
  path: `/repos/:owner/:repo${route.path}`,
  handle: (call) => {
    const found = context.world.findRepository(call.params['owner'] ?? '', call.params['repo'] ?? '');
    const accepted = acceptedScopes(call.caller, route.need);
    if (found === undefined || !sees(call.caller, found.repository, route.need))
      return { ...notFound(route.docs), headers: { ...accepted } };
    if (found.moved) return redirect(context, call, found.repository);
    const permission = `${route.need.name}=${route.need.level}`;
    if (!isAllowed(call.caller, found.repository, route.need)) {
      if (call.caller.kind === 'anonymous') return problem(401, 'Requires authentication', route.docs);
      if (call.caller.kind === 'user') return notFound(route.docs);
      return forbidden(permission, route.docs);
    }
    const answer = route.handle({ ...call, repository: found.repository });
    const headers = { 'x-accepted-github-permissions': permission, ...accepted, ...answer.headers };
    return { ...answer, headers };
  },
});
