import { type IncomingMessage } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { addAssets } from '../desk/assets.ts';
import { type DeskApp } from '../desk/desk-options.ts';
import { addGuard } from '../desk/guard.ts';
import { type PageHandler } from '../pages.ts';
import { addEntrance } from './entrance.ts';
import { addImport } from './import.ts';
import { type SetUpEnv, type SetUpOptions } from './options.ts';
import { addRegister } from './register.ts';
import { addWelcome, type WelcomeParts } from './welcome.ts';

const listen = (app: Hono<SetUpEnv>): ((...args: Parameters<PageHandler>) => Promise<boolean>) => {
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    hostname: 'localhost',
  });
  return async (request, response) => {
    await listener(request, response);
    return true;
  };
};

/**
 * The set-up page, in place of Probot's own behind the same paths. Probot exports neither its pages nor its manifest, only
 * `run`, which opens both without a way in between; and there the manifest comes from the current directory, nothing says who
 * began, any web page may overwrite .env by a form, and the person has to start the server again.
 */
export const createSetUp = (options: SetUpOptions & { readonly host: string }): PageHandler => {
  const app = new Hono<SetUpEnv>();
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  // It takes no webhooks yet.
  app.get('/readyz', (context) => context.json({ status: 'set-up' }, 503));
  guard(app, options, options.githubUrl);
  addAssets(app as unknown as Hono);
  addEntrance(app, options);
  addRegister(app, options);
  addImport(app, options);
  addWelcome(app, { ...options, check: () => undefined });
  return listen(app);
};

export type WelcomeOptions = Pick<SetUpOptions, 'log' | 'publicUrl'>;

/** The end of a set-up on the server itself; without parts, for those who installed the App later. */
export const createWelcome = (parts: WelcomeParts | undefined, options: WelcomeOptions): PageHandler => {
  const app = new Hono<SetUpEnv>();
  guard(app, options);
  addWelcome(app, parts);
  const handle = listen(app);
  return (request, response) =>
    isWelcomePath(request, parts !== undefined) ? handle(request, response) : Promise.resolve(false);
};

const isWelcomePath = ({ url = '' }: IncomingMessage, isSetUp: boolean): boolean =>
  (isSetUp ? /^\/probot\/(success|state|check|credentials)(\?|$)/ : /^\/probot\/success(\?|$)/).test(url);

const guard = (app: Hono<SetUpEnv>, { log, publicUrl }: WelcomeOptions, formsTo?: string): void => {
  // People may be at the machine itself, too, where that is not the address that others know.
  const own = publicUrl === undefined ? [] : [new URL(publicUrl).origin];
  addGuard(app as unknown as DeskApp, {
    log,
    isOwnOrigin: (from, url) => from === new URL(url).origin || own.includes(from),
    ...(formsTo !== undefined && { formsTo: new URL(formsTo).origin }),
  });
};
