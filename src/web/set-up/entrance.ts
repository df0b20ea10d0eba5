import { isIP } from 'node:net';
import { type Context } from 'hono';
import { type DeskContext } from '../desk/desk-options.ts';
import { problemPage } from '../desk/problem-page.ts';
import { createCookie } from '../desk/sign-in/cookies.ts';
import { ERRORS } from '../../errors.ts';
import { codePage } from './code-page.ts';
import { type SetUpApp, type SetUpEnv, type SetUpOptions } from './options.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/;
/** What a proxy adds: somebody else is at the other end then. */
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
const NAME = 'hub-relay-set-up';

/** Where the browser is, as GitHub has to send it back. Behind a proxy that speaks TLS the request does not know it. */
export const originOf = (context: Context, publicUrl: string | undefined): string => {
  const { host, origin } = new URL(context.req.url);
  return publicUrl !== undefined && new URL(publicUrl).host === host ? new URL(publicUrl).origin : origin;
};

const cookieFor = (context: Context, publicUrl: string | undefined) =>
  createCookie(NAME, originOf(context, publicUrl).startsWith('https:'));

/** The session of whoever sets this server up; '' where there is none. */
export const sessionOf = (
  context: Context,
  { door, publicUrl }: Pick<SetUpOptions, 'door' | 'publicUrl'>,
): string => {
  const session = cookieFor(context, publicUrl).read(context) ?? '';
  return door.isSession(session) ? session : '';
};

/**
 * Lets in who is at this machine, and who knows the code. Names that somebody else's DNS could make lead here are refused
 * first: a page from there would be at this machine as well. https://en.wikipedia.org/wiki/DNS_rebinding
 */
export const addEntrance = (app: SetUpApp, options: SetUpOptions & { readonly host: string }): void => {
  const { door, publicUrl, host } = options;
  const names = [host.toLowerCase(), ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])];
  const isOurs = (name: string): boolean =>
    LOOPBACK.test(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0 || names.includes(name);

  /** A proxy on this machine looks like somebody at it, so where one is expected nobody is. */
  const isHere = (context: Context<SetUpEnv>): boolean =>
    publicUrl === undefined &&
    LOOPBACK.test(host) &&
    LOOPBACK.test(new URL(context.req.url).hostname) &&
    LOOPBACK_ADDRESS.test(context.env.incoming?.socket.remoteAddress ?? '') &&
    FORWARDING.every((header) => context.req.header(header) === undefined);

  const admit = (context: Context<SetUpEnv>, session: string): void =>
    cookieFor(context, publicUrl).write(context, session, 24 * 3600);

  app.use(async (context, next) => {
    context.header('cache-control', 'no-store');
    if (isOurs(new URL(context.req.url).hostname)) return next();
    const { text, remedy } = ERRORS['set-up-host'];
    return problemPage(context as unknown as DeskContext, 403, {
      title: 'Refused',
      sentence: `${text} ${remedy} [set-up-host]`,
    });
  });
  app.post('/probot/enter', async (context) => {
    const { code } = await context.req.parseBody();
    const session = door.open(typeof code === 'string' ? code.trim() : '');
    if (session === undefined) return context.html(codePage(true), 403);
    admit(context, session);
    return context.redirect('/probot', 303);
  });
  app.use(async (context, next) => {
    const known = sessionOf(context, options);
    if (known !== '') {
      context.set('session', known);
      return next();
    }
    if (context.req.method !== 'GET' || !isHere(context)) return context.html(codePage(false), 403);
    const session = door.admit();
    admit(context, session);
    context.set('session', session);
    return next();
  });
};
