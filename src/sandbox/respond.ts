import { notFound, ok, problem, type Answer } from './answer.ts';
import { authenticate } from './authenticate.ts';
import { type Caller } from './call.ts';
import { clientKey } from './client-key.ts';
import { type Context } from './context.ts';
import { GRAPHQL_PATH, parseBody, type Incoming } from './incoming.ts';
import { type Admission, type LimitName, type Limits, type Resource, type Window } from './rate-limit.ts';
import { fullName } from './repository.ts';
import { type createRouter } from './router.ts';

/** A request that a limit refused: one that a well-behaved client would not have sent. */
export interface LimitViolation {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly limit: LimitName;
  /** `installation 1007`, `app 1002`, `user 1003` or `anonymous`. */
  readonly client: string;
  readonly method: string;
  readonly path: string;
}

const API_VERSIONS = ['2022-11-28', '2026-03-10'];

/** Issues and comments. GitHub does not say it of check runs. @see https://docs.github.com/rest/issues/issues#create-an-issue */
const CONTENT = /\/issues(\/[^/]+(\/comments)?)?$/;

const LIMIT_DOCS = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';

const NO_USER_AGENT: Answer = {
  status: 403,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body:
    'Request forbidden by administrative rules. Please make sure your request has a User-Agent header ' +
    '(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). ' +
    'Check https://developer.github.com for other possible causes.\n',
};

const limitHeaders = (
  { limit, used, resetAt }: Window,
  resource: Resource,
): Readonly<Record<string, string>> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(Math.max(0, limit - used)),
  'x-ratelimit-used': String(used),
  'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
  'x-ratelimit-resource': resource,
});

const resourceOf = (path: string): Resource => (path === GRAPHQL_PATH ? 'graphql' : 'core');

const refuse = (refusedBy: LimitName, caller: Caller, { retryAfter }: Limits, resource: Resource): Answer => {
  if (refusedBy !== 'primary') {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return problem(403, message, `${LIMIT_DOCS}#about-secondary-rate-limits`, {
      'retry-after': String(retryAfter),
    });
  }
  const whose = {
    installation: caller.kind === 'installation' ? `installation ID ${caller.token.installation.id}` : '',
    app: caller.kind === 'app' ? `app ID ${caller.app.id}` : '',
    client: caller.kind === 'client' ? `app ID ${caller.app.id}` : '',
    user: caller.kind === 'user' ? `user ID ${caller.token.user.id}` : '',
    anonymous: '127.0.0.1',
  }[caller.kind];
  const message = `API rate limit exceeded for ${whose}.`;
  // "The response status will still be 200, but you will receive an error message."
  if (resource === 'graphql') return ok({ errors: [{ type: 'RATE_LIMITED', message }] });
  return problem(403, message, `${LIMIT_DOCS}#about-primary-rate-limits`);
};

interface Parts {
  readonly context: Context;
  readonly route: ReturnType<typeof createRouter>;
  readonly limits: Limits;
  readonly onViolation: (violation: LimitViolation) => void;
}

/**
 * A function that gives the proper answer, or `instead` of it that one, which then took no effect; `work` is awaited while the
 * request counts as being in flight.
 */
export const createResponder = ({ context, route, limits, onViolation }: Parts) => {
  const { world, limiter, clock } = context;

  /** `/repositories/{id}/…` is the address that redirects lead to; it means the repository by its present name. */
  const canonical = (path: string): string =>
    path.replace(/^\/repositories\/(\d+)(?=\/|$)/, (_, id: string) => {
      const repository = world.repositories.get(Number(id));
      return `/repos/${repository === undefined ? '-/-' : fullName(repository)}`;
    });

  const answerAdmitted = (incoming: Incoming, path: string, caller: Caller): Answer => {
    const match = route(incoming.method, path);
    if (match === undefined) return notFound();
    const body = parseBody(incoming.text);
    if ('message' in body) return problem(400, body.message);
    const { method, query, headers } = incoming;
    return match.route.handle({
      method,
      path,
      params: match.params,
      query,
      headers,
      body: body.value,
      caller,
      now: clock(),
    });
  };

  const admit = (incoming: Incoming, path: string, caller: Caller): Admission => {
    const client = clientKey(caller);
    const { method } = incoming;
    const resource = resourceOf(path);
    const free = {
      window: limiter.window(client),
      refusedBy: undefined,
      release: () => undefined,
      refund: () => undefined,
    };
    if (path === '/rate_limit') return free;
    const createsContent =
      method !== 'GET' &&
      caller.kind === 'installation' &&
      (path.endsWith('/dispatches') ? limits.dispatchesCreateContent : CONTENT.test(path));
    const admission = limiter.admit(client, { method, resource, createsContent });
    if (admission.refusedBy !== undefined) {
      onViolation({ at: clock(), limit: admission.refusedBy, client, method, path });
    }
    return admission;
  };

  return async (
    incoming: Incoming,
    work: () => Promise<void>,
    instead?: Answer,
  ): Promise<Answer & { readonly free?: () => Answer }> => {
    const { headers } = incoming;
    if (headers['user-agent'] === undefined) return NO_USER_AGENT;
    const version = headers['x-github-api-version'] ?? '2022-11-28';
    if (!API_VERSIONS.includes(version)) return problem(400, `The API version ${version} is not supported.`);
    const selected = { 'x-github-api-version-selected': version };
    const path = canonical(incoming.path);
    const caller = authenticate(context, path, headers['authorization']);
    if ('status' in caller) return { ...caller, headers: { ...selected, ...caller.headers } };
    const admission = admit(incoming, path, caller);
    const resource = resourceOf(path);
    const withHeaders = (answer: Answer): Answer => ({
      ...answer,
      headers: {
        ...selected,
        ...limitHeaders(admission.window, resource),
        // Of a classic token only. https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
        ...(caller.kind === 'user' &&
          caller.token.app === undefined && { 'x-oauth-scopes': caller.token.scopes.join(', ') }),
        ...answer.headers,
      },
    });
    if (admission.refusedBy !== undefined) {
      return withHeaders(refuse(admission.refusedBy, caller, limits, resource));
    }
    try {
      await work();
      const answer = instead ?? answerAdmitted(incoming, path, caller);
      const free = (): Answer => {
        admission.refund();
        return withHeaders(answer);
      };
      return { ...withHeaders(answer), free };
    } finally {
      admission.release();
    }
  };
};
