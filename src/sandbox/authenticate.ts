import { problem, type Answer } from './answer.ts';
import { type Caller } from './call.ts';
import { type Context } from './context.ts';
import { type App } from './installation.ts';
import { verifyJwt } from './jwt.ts';

const isAppPath = (path: string): boolean =>
  path === '/app' ||
  path.startsWith('/app/') ||
  /^\/(repos\/[^/]+\/[^/]+|repositories\/\d+)\/installation$/.test(path);

/** "You must use Basic Authentication … where the username is the client_id and the password is its client_secret." */
const clientOf = (apps: Iterable<App>, credential: string): App | undefined => {
  const text = Buffer.from(credential, 'base64').toString();
  return [...apps].find(({ clientId, clientSecret }) => text === `${clientId}:${clientSecret}`);
};

const NOT_A_JWT = problem(401, 'A JSON web token could not be decoded');

/**
 * Who asks, or why that is not accepted. Some paths take only an App's JWT, the others only an installation's or a user's token, or nobody's name.
 * @see https://docs.github.com/rest/authentication/authenticating-to-the-rest-api
 */
export const authenticate = (
  { world, tokens, clock }: Pick<Context, 'world' | 'tokens' | 'clock'>,
  path: string,
  authorization: string | undefined,
): Caller | Answer => {
  const [, scheme = '', credential = ''] = /^(\S+) +(\S+)$/.exec(authorization ?? '') ?? [];
  const isBearer = scheme.toLowerCase() === 'bearer';
  if (isAppPath(path)) {
    // "If you are passing a JSON web token (JWT), you must use Authorization: Bearer."
    if (!isBearer) return NOT_A_JWT;
    const verdict = verifyJwt(credential, world.apps.values(), clock());
    return 'app' in verdict ? { kind: 'app', app: verdict.app } : problem(verdict.status, verdict.message);
  }
  if (authorization === undefined) return { kind: 'anonymous' };
  if (path.startsWith('/applications/')) {
    const app = scheme.toLowerCase() === 'basic' ? clientOf(world.apps.values(), credential) : undefined;
    return app === undefined ? problem(401, 'Bad credentials') : { kind: 'client', app };
  }
  if (credential.split('.').length === 3 && isBearer) {
    const verdict = verifyJwt(credential, world.apps.values(), clock());
    return 'app' in verdict ? { kind: 'app', app: verdict.app } : problem(verdict.status, verdict.message);
  }
  const isKnownScheme = isBearer || scheme.toLowerCase() === 'token';
  const userToken = isKnownScheme ? world.userTokens.get(credential) : undefined;
  if (userToken !== undefined) {
    const isOver = userToken.expiresAt !== undefined && clock() >= userToken.expiresAt;
    return isOver ? problem(401, 'Bad credentials') : { kind: 'user', token: userToken };
  }
  const token = isKnownScheme ? tokens.find(credential, clock()) : undefined;
  if (token === undefined || !world.installations.has(token.installation.id))
    return problem(401, 'Bad credentials');
  if (token.installation.suspendedAt !== undefined)
    return problem(403, 'This installation has been suspended');
  return { kind: 'installation', token };
};
