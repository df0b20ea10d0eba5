import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Account } from '../account.ts';
import { type InstallationActions } from '../actions/installations.ts';
import { type Setup, slugOf } from '../actions/setup.ts';
import { newAppKey } from '../app-key.ts';
import { type Context } from '../context.ts';
import { type App } from '../installation.ts';
import { type ManifestCodes } from '../manifest-codes.ts';
import { fullName } from '../repository.ts';
import { problemsOfName, readManifest } from './app-manifest.ts';
import { appPage, createAppPage, installedPage, installPage, refusedPage } from './app-pages.ts';
import { errorPage } from './site-page.ts';

const NEW_APP = /^(?:\/organizations\/([^/]+))?\/settings\/apps\/new$/;
const APP = /^\/apps\/([^/]+)(\/installations\/new)?$/;
const INSTALLATION = /^(?:\/organizations\/[^/]+)?\/settings\/installations\/(\d+)$/;

/** The pages on which an App is registered and installed; like those of signing in, they are no part of the API. */
export const isAppSite = ({ url = '' }: Pick<IncomingMessage, 'url'>): boolean => {
  const path = url.split('?')[0] ?? '';
  return [NEW_APP, APP, INSTALLATION].some((pattern) => pattern.test(path));
};

export interface AppSiteParts {
  readonly context: Pick<Context, 'world'>;
  readonly codes: ManifestCodes;
  readonly setup: Pick<Setup, 'createApp' | 'install'>;
  readonly announceInstallation: InstallationActions['announceInstallation'];
}

type Page = readonly [status: number, body: string];
type Way = { readonly location: string };

const asked = (fields: URLSearchParams, name: string): string | undefined => fields.get(name) ?? undefined;

/** An address with what GitHub adds to it. */
const withQuery = (url: string, query: Readonly<Record<string, string | undefined>>): Way => {
  const location = new URL(url);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) location.searchParams.set(name, value);
  return { location: location.href };
};

/** @see https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export const createAppSite = ({ context: { world }, codes, setup, announceInstallation }: AppSiteParts) => {
  /** Somebody has to sit before the page. */
  const people = (): readonly Account[] =>
    world.people().length > 0 ? world.people() : [world.account('octocat', 'User')];

  const problemsOfTaken = (name: string): readonly string[] => {
    if (slugOf(name).replaceAll('-', '') === '') return ["Error Name can't be blank"];
    const isTaken = [...world.apps.values()].some(({ slug }) => slug === slugOf(name));
    return isTaken ? ['Error Name has already been taken'] : problemsOfName(name);
  };

  /** The form of whoever wants an App comes first, with the manifest alone; then that of this page, with a name and a person. */
  const createApp = (path: string, query: URLSearchParams, fields: URLSearchParams): Page | Way => {
    const organization = NEW_APP.exec(path)?.[1];
    const owner =
      organization === undefined ? undefined : world.findAccount(decodeURIComponent(organization));
    if (organization !== undefined && owner?.type !== 'Organization') return [404, errorPage('Not Found')];
    const text = fields.get('manifest') ?? '';
    const manifest = readManifest(text);
    if ('map' in manifest) return [422, refusedPage(manifest)];
    const state = asked(fields, 'state') ?? asked(query, 'state');
    const name = (fields.get('name') ?? manifest.name).trim();
    const user = people().find(({ login }) => login === fields.get('login'));
    const problems = problemsOfTaken(name);
    if (user === undefined || problems.length > 0) {
      const logins = people().map(({ login }) => login);
      const shown = { action: path, name, manifest: text, state, logins, problems };
      return [problems.length > 0 ? 422 : 200, createAppPage(shown)];
    }
    const { hookUrl, redirectUrl, ...rest } = manifest;
    const app = setup.createApp({
      ...rest,
      name,
      owner: owner ?? user,
      webhookSecret: randomBytes(20).toString('hex'),
      key: newAppKey(),
      ...(hookUrl !== undefined && { webhookUrl: hookUrl }),
    });
    return withQuery(redirectUrl, { code: codes.issue(app), state });
  };

  /** Where it can be installed: an App that is not public, only on its owner's account. */
  const accountsFor = ({ isPublic, owner }: App): readonly string[] => [
    ...new Set([
      owner.login,
      ...(isPublic ? [...people(), ...[...world.repositories.values()].map((one) => one.owner)] : []).map(
        ({ login }) => login,
      ),
    ]),
  ];

  const install = (app: App, fields: URLSearchParams): Page | Way => {
    const account = fields.get('account') ?? '';
    const isAll = fields.get('selection') === 'all';
    const repositories = fields.getAll('repository').filter((one) => one.startsWith(`${account}/`));
    const known = [...world.repositories.values()].map(fullName);
    const isKnown = repositories.every((one) => known.includes(one));
    if (!accountsFor(app).includes(account) || !isKnown || (!isAll && repositories.length === 0))
      return [422, errorPage('Choose an account and its repositories.')];
    const isThere = [...world.installations.values()].some(
      (one) => one.app === app && one.account.login === account,
    );
    if (isThere) return [422, errorPage('It is installed there already.')];
    const installation = setup.install(app, account, { repositories: isAll ? 'all' : repositories });
    // Nobody waits for it: the browser is sent on at once.
    void announceInstallation(installation, { sender: people()[0]?.login });
    const state = asked(fields, 'state');
    if (app.setupUrl === undefined) return { location: `/settings/installations/${installation.id}` };
    return withQuery(app.setupUrl, {
      installation_id: String(installation.id),
      setup_action: 'install',
      state,
    });
  };

  const answer = (method: string, url: URL, fields: URLSearchParams): Page | Way => {
    const { pathname, searchParams } = url;
    if (NEW_APP.test(pathname) && method === 'POST') return createApp(pathname, searchParams, fields);
    const [, slug, isInstalling] = APP.exec(pathname) ?? [];
    const app = [...world.apps.values()].find((one) => one.slug === slug);
    if (app !== undefined && isInstalling === undefined && method === 'GET') return [200, appPage(app)];
    if (app !== undefined && isInstalling !== undefined && method === 'POST') return install(app, fields);
    if (app !== undefined && isInstalling !== undefined && method === 'GET') {
      const accounts = accountsFor(app);
      const repositories = [...world.repositories.values()]
        .filter(({ owner }) => accounts.includes(owner.login))
        .map(fullName);
      return [200, installPage(app, { accounts, repositories, state: asked(searchParams, 'state') })];
    }
    const installation = world.installations.get(Number(INSTALLATION.exec(pathname)?.[1]));
    if (installation !== undefined && method === 'GET')
      return [200, installedPage(installation.app, installation.account.login)];
    return [404, errorPage('Not Found')];
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const found = answer(request.method ?? '', url, new URLSearchParams(await text(request)));
    if ('location' in found) response.writeHead(302, { location: found.location }).end();
    else response.writeHead(found[0], { 'content-type': 'text/html; charset=utf-8' }).end(found[1]);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => {
      response.writeHead(400, { 'content-type': 'text/html; charset=utf-8' }).end(errorPage('Bad Request'));
    });
  };
};
