import { type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Context } from '../context.ts';
import { type App } from '../installation.ts';
import { authorizePage } from './authorize-page.ts';
import { createOauthCodes, type Fields } from './oauth-codes.ts';
import { errorPage } from './site-page.ts';

const AUTHORIZE = '/login/oauth/authorize';
const ACCESS_TOKEN = '/login/oauth/access_token';

/** Those that the page's form keeps. */
const ASKED = ['client_id', 'redirect_uri', 'state', 'code_challenge', 'code_challenge_method'];

/** What is below `/login/oauth` is no part of the API: it has no limits, and is not among the exchanges. */
export const isOauthSite = ({ url = '' }: Pick<IncomingMessage, 'url'>): boolean =>
  url.startsWith('/login/oauth/');

/** Either form, as GitHub takes it. */
const readFields = async (request: IncomingMessage): Promise<Fields> => {
  const body = await text(request);
  if (request.headers['content-type']?.startsWith('application/json'))
    return JSON.parse(body === '' ? '{}' : body) as Fields;
  return Object.fromEntries(new URLSearchParams(body));
};

/** @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app */
export const createOauthSite = (context: Pick<Context, 'world' | 'clock'>) => {
  const { world } = context;
  const codes = createOauthCodes(context);

  /** What is wrong with a request for authorization: that is shown to the person, and never sent to the address given. */
  const checked = (asked: Fields): { readonly app: App; readonly redirectUri: string } | string => {
    const app = [...world.apps.values()].find(({ clientId }) => clientId === asked['client_id']);
    if (app === undefined) return 'There is no such App.';
    const redirectUri = asked['redirect_uri'] ?? app.callbackUrls[0] ?? '';
    if (!app.callbackUrls.includes(redirectUri))
      return 'The redirect_uri is not associated with this application.';
    const method = asked['code_challenge_method'];
    if (asked['code_challenge'] !== undefined && method !== 'S256')
      return 'The code_challenge_method must be S256.';
    return { app, redirectUri };
  };

  const send = (response: ServerResponse, status: number, body: string): void =>
    void response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body);

  const ask = (response: ServerResponse, asked: Fields): void => {
    const found = checked(asked);
    if (typeof found === 'string') {
      send(response, 404, errorPage(found));
      return;
    }
    const kept = Object.entries(asked).filter(([name]) => ASKED.includes(name));
    const people = world.people().map(({ login }) => login);
    send(response, 200, authorizePage(found.app.name, Object.fromEntries(kept), people));
  };

  const answer = (response: ServerResponse, fields: Fields): void => {
    const found = checked(fields);
    if (typeof found === 'string') {
      send(response, 404, errorPage(found));
      return;
    }
    const user = world.people().find(({ login }) => login === fields['login']);
    const location = new URL(found.redirectUri);
    if (fields['cancel'] !== undefined || user === undefined) {
      location.searchParams.set('error', 'access_denied');
      location.searchParams.set('error_description', 'The user has denied your application access.');
    } else {
      const challenge = fields['code_challenge'];
      location.searchParams.set('code', codes.issue({ ...found, user, challenge }));
    }
    if (fields['state'] !== undefined) location.searchParams.set('state', fields['state']);
    response.writeHead(302, { location: location.href }).end();
  };

  const token = (request: IncomingMessage, response: ServerResponse, fields: Fields): void => {
    const body = codes.exchange(fields);
    const isJson = request.headers.accept?.includes('application/json') ?? false;
    const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
    const written = isJson ? JSON.stringify(body) : new URLSearchParams(body).toString();
    // Refusals, too, are answered with 200.
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(written);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const which = `${request.method ?? ''} ${pathname}`;
    if (which === `GET ${AUTHORIZE}`) ask(response, Object.fromEntries(searchParams));
    else if (which === `POST ${AUTHORIZE}`) answer(response, await readFields(request));
    else if (which === `POST ${ACCESS_TOKEN}`) token(request, response, await readFields(request));
    else send(response, 404, errorPage('Not Found'));
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => send(response, 400, errorPage('Bad Request')));
  };
};
