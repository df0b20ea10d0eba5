import { invalidRequest, notFound, problem, type Answer } from '../answer.ts';
import { type Call, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { allows, type Installation, type Level, type Permissions } from '../installation.ts';
import { isoTime } from '../iso-time.ts';
import { repositoryPayload } from '../payloads/repository.ts';
import { type Repository } from '../repository.ts';

const DOCS = 'https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app';
const KEYS = new Set(['repositories', 'repository_ids', 'permissions']);
const LEVELS = new Set<unknown>(['read', 'write', 'admin']);

const NO_SUCH_REPOSITORY = problem(
  422,
  'There is at least one repository that does not exist or is not accessible to the parent installation.',
  DOCS,
);
const NOT_GRANTED = problem(422, 'The permissions requested are not granted to this installation.', DOCS);

const isLevel = (value: unknown): value is Level => LEVELS.has(value);

const isListOf = <T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] =>
  Array.isArray(value) && value.every(is);

const isText = (value: unknown): value is string => typeof value === 'string';
const isId = (value: unknown): value is number => Number.isInteger(value);

type Narrowed<T> = { readonly value: T } | { readonly refusal: Answer };

const narrowPermissions = (asked: unknown, { permissions }: Installation): Narrowed<Permissions> => {
  if (asked === undefined) return { value: permissions };
  if (typeof asked !== 'object' || asked === null) {
    return { refusal: invalidRequest("For 'properties/permissions', the value is not an object.", DOCS) };
  }
  const pairs = Object.entries(asked).map(([name, level]: [string, unknown]) => [name, level] as const);
  const known = pairs.filter((pair): pair is readonly [string, Level] => isLevel(pair[1]));
  const isGranted =
    known.length === pairs.length && known.every(([name, level]) => allows(permissions, name, level));
  return isGranted ? { value: Object.fromEntries(known) } : { refusal: NOT_GRANTED };
};

const narrowRepositories = (
  { repositories: names, repository_ids: ids }: Readonly<Record<string, unknown>>,
  reachable: readonly Repository[],
): Narrowed<readonly Repository[] | undefined> => {
  if (names === undefined && ids === undefined) return { value: undefined };
  if (names !== undefined && !isListOf(names, isText)) {
    return {
      refusal: invalidRequest("For 'properties/repositories', the value is not an array of strings.", DOCS),
    };
  }
  if (ids !== undefined && !isListOf(ids, isId)) {
    return {
      refusal: invalidRequest(
        "For 'properties/repository_ids', the value is not an array of integers.",
        DOCS,
      ),
    };
  }
  const wanted = [
    // Names only, without the owner: "acme/docs" is a repository that does not exist.
    ...(names ?? []).map((name) => reachable.find((one) => one.name.toLowerCase() === name.toLowerCase())),
    ...(ids ?? []).map((id) => reachable.find((one) => one.id === id)),
  ];
  const found = wanted.filter((repository) => repository !== undefined);
  return found.length === wanted.length ? { value: [...new Set(found)] } : { refusal: NO_SUCH_REPOSITORY };
};

/** @see https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
export const accessTokenRoutes = ({ world, tokens, urls }: Context): readonly Route[] => {
  const issue = (call: Call, installation: Installation): Answer => {
    const body = call.body ?? {};
    const unknown = Object.keys(body).find((key) => !KEYS.has(key));
    if (unknown !== undefined) return invalidRequest(`"${unknown}" is not a permitted key.`, DOCS);
    const narrowed = narrowRepositories(body, world.repositoriesOf(installation));
    if ('refusal' in narrowed) return narrowed.refusal;
    const granted = narrowPermissions(body['permissions'], installation);
    if ('refusal' in granted) return granted.refusal;
    const repositoryIds = narrowed.value && new Set(narrowed.value.map(({ id }) => id));
    const token = tokens.issue({ installation, permissions: granted.value, repositoryIds }, call.now);
    const isSelected = installation.selection !== 'all' || narrowed.value !== undefined;
    return {
      status: 201,
      body: {
        token: token.value,
        expires_at: isoTime(token.expiresAt),
        permissions: { metadata: 'read', ...token.permissions },
        repository_selection: isSelected ? 'selected' : 'all',
        ...(narrowed.value && { repositories: narrowed.value.map((one) => repositoryPayload(urls, one)) }),
      },
    };
  };

  return [
    {
      method: 'POST',
      path: '/app/installations/:id/access_tokens',
      handle: (call) => {
        const installation = world.installations.get(Number(call.params['id']));
        const isOwn = call.caller.kind === 'app' && installation?.app === call.caller.app;
        if (installation === undefined || !isOwn) return notFound(DOCS);
        return installation.suspendedAt === undefined
          ? issue(call, installation)
          : problem(403, 'This installation has been suspended', DOCS);
      },
    },
  ];
};
