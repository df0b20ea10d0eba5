import { notFound, ok, problem, type Answer } from '../answer.ts';
import { type Call, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { type Installation, type Level } from '../installation.ts';
import { paginate } from '../paginate.ts';
import { userPayload } from '../payloads/account.ts';
import { installationPayload } from '../payloads/installation.ts';
import { repositoryPayload } from '../payloads/repository.ts';
import { type Repository } from '../repository.ts';
import { type UserToken } from '../user-token.ts';

const DOCS = 'https://docs.github.com/rest/apps/installations';
const NOT_OF_AN_APP = problem(
  403,
  'You must authenticate with an access token authorized to a GitHub App in order to list installations',
  DOCS,
);

const levelOf = ({ owner, collaborators }: Repository, { user }: UserToken): Level | undefined =>
  owner.id === user.id ? 'admin' : collaborators.get(user.id);

const permissionsOf = (level: Level | undefined): Readonly<Record<string, boolean>> => ({
  admin: level === 'admin',
  maintain: level === 'admin',
  push: level === 'admin' || level === 'write',
  triage: level === 'admin' || level === 'write',
  pull: level !== undefined,
});

/** What a person and an App can reach, by the token that the person gave the App. */
export const userRoutes = ({ world, urls }: Context): readonly Route[] => {
  const shared = (installation: Installation, token: UserToken): readonly Repository[] =>
    world.repositoriesOf(installation).filter((repository) => levelOf(repository, token) !== undefined);

  const visible = (token: UserToken): readonly Installation[] =>
    [...world.installations.values()].filter(
      (one) => one.app === token.app && (one.account.id === token.user.id || shared(one, token).length > 0),
    );

  const asUser =
    (handle: (call: Call, token: UserToken) => Answer) =>
    (call: Call): Answer => {
      if (call.caller.kind !== 'user') return problem(401, 'Requires authentication', DOCS);
      return call.caller.token.app === undefined ? NOT_OF_AN_APP : handle(call, call.caller.token);
    };

  return [
    {
      method: 'GET',
      path: '/user',
      handle: ({ caller }) =>
        caller.kind === 'user'
          ? ok(userPayload(urls, caller.token.user))
          : problem(401, 'Requires authentication', 'https://docs.github.com/rest/users/users'),
    },
    {
      method: 'GET',
      path: '/user/installations',
      handle: asUser((call, token) => {
        const all = visible(token);
        const { items, headers } = paginate(urls, call, all);
        const installations = items.map((one) => installationPayload(urls, one));
        return ok({ total_count: all.length, installations }, headers);
      }),
    },
    {
      method: 'GET',
      path: '/user/installations/:id/repositories',
      handle: asUser((call, token) => {
        const installation = visible(token).find(({ id }) => String(id) === call.params['id']);
        if (installation === undefined) return notFound(DOCS);
        if (installation.suspendedAt !== undefined)
          return problem(403, 'This installation has been suspended', DOCS);
        const all = shared(installation, token);
        const { items, headers } = paginate(urls, call, all);
        const repositories = items.map((one) => ({
          ...repositoryPayload(urls, one),
          permissions: permissionsOf(levelOf(one, token)),
        }));
        return ok({ total_count: all.length, repositories }, headers);
      }),
    },
    {
      method: 'DELETE',
      path: '/applications/:client/token',
      handle: ({ caller, params, body }) => {
        const value = body?.['access_token'];
        if (caller.kind !== 'client' || caller.app.clientId !== params['client']) return notFound();
        const token = typeof value === 'string' ? world.userTokens.get(value) : undefined;
        if (token?.app !== caller.app) return problem(422, 'Validation Failed');
        world.userTokens.delete(token.value);
        return { status: 204 };
      },
    },
  ];
};
