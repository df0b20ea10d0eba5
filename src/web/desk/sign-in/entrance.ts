import { type DeskApp, type DeskContext, type Sessions } from '../desk-options.ts';
import { type ErrorCode } from '../../../errors.ts';
import { type Audit } from '../../../flow/audit-ports.ts';
import { type Clock, type Log } from '../../../flow/ports.ts';
import { type SessionRecords } from '../../../flow/session-record.ts';
import { type SignInCodes } from '../../../flow/sign-in-codes.ts';
import { type GithubSignIn } from '../../../flow/sign-in-ports.ts';
import { type RouteIndex } from '../../../core/route-index.ts';
import { createAttempts } from './attempts.ts';
import { createBegins } from './begun.ts';
import { createCookie } from './cookies.ts';
import { addGithubWay } from './github-way.ts';
import { localPath } from './local-path.ts';
import { remembering } from './remembering.ts';
import { createSessionCookie } from './session-cookie.ts';
import { type Session, startSession, type Who } from './session.ts';
import { createSessions } from './sessions.ts';
import { signInPage } from './sign-in-page.ts';

export interface EntranceOptions {
  readonly records: SessionRecords;
  readonly codes: SignInCodes;
  readonly audit: Pick<Audit, 'note'>;
  readonly index: Pick<RouteIndex, 'publicIds'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Logins, in small letters. */
  readonly operators: readonly string[];
  readonly publicUrl?: string;
  /** A secret that all processes have, and the database has not. */
  readonly pepper: string;
  /** Where people can sign in with GitHub. */
  readonly github?: { readonly signIn: GithubSignIn; readonly publicUrl: string };
}

export interface Entrance {
  readonly sessions: Sessions;
  readonly addEntrance: (app: DeskApp) => void;
}

export const actorOf = (session: Who): string =>
  session.by === 'link' ? 'link' : `github:${session.login.toLowerCase()}`;

/** Who is in, and the pages by which one comes in and goes: all that is shown to anybody. */
export const createEntrance = (options: EntranceOptions): Entrance => {
  const { records, codes, audit, clock, log, github, publicUrl, pepper } = options;
  const isSecure = publicUrl?.startsWith('https:') ?? false;
  const cookie = createSessionCookie({
    cookie: createCookie('hub-relay', isSecure),
    records,
    clock,
    pepper,
  });
  const asked = github && {
    reaches: remembering((token) => github.signIn.reachOf(token), clock),
    logins: remembering((token) => github.signIn.loginOf(token), clock),
  };
  const { operators, index } = options;
  const sessions = createSessions({ cookie, operators, index, clock, ...(asked && { github: asked }) });
  const attempts = createAttempts(clock);

  const show = (
    context: DeskContext,
    returnTo?: string,
    refusal?: ErrorCode,
  ): Response | Promise<Response> => {
    context.header('cache-control', 'no-store');
    const status = refusal === undefined ? 200 : refusal === 'code-attempts' ? 429 : 403;
    const page = signInPage({
      hasGithub: github !== undefined,
      returnTo: localPath(returnTo),
      ...(refusal && { refusal }),
    });
    return context.html(page, status);
  };

  const enter = async (context: DeskContext, who: Who, returnTo: string): Promise<Response> => {
    const session = startSession(who, clock.now());
    await audit.note({ at: clock.now(), kind: 'signed-in', actor: actorOf(who), content: { by: who.by } });
    await cookie.write(context, session);
    return context.redirect(returnTo, 303);
  };

  const leave = async (context: DeskContext, session: Session): Promise<void> => {
    await cookie.end(context, session);
    await audit.note({
      at: clock.now(),
      kind: 'signed-out',
      actor: actorOf(session),
      content: { by: session.by },
    });
    if (session.by === 'link') return;
    asked?.reaches.forget(session);
    asked?.logins.forget(session);
    // Here it is over in any case; nobody need wait for GitHub.
    github?.signIn.revoke(session.token).catch((error: unknown) => {
      log.warn({ err: error }, 'the token of somebody who signed out could not be revoked at GitHub');
    });
  };

  const addEntrance = (app: DeskApp): void => {
    app.get('/sign-in', (context) => show(context, context.req.query('to')));

    app.post('/sign-in', async (context) => {
      const { code, to } = await context.req.parseBody();
      const returnTo = localPath(typeof to === 'string' ? to : undefined);
      if (attempts.areTooMany()) return show(context, returnTo, 'code-attempts');
      if (typeof code === 'string' && (await codes.use(code.trim())))
        return enter(context, { by: 'link' }, returnTo);
      attempts.count();
      if (attempts.areTooMany()) log.warn({}, 'many wrong codes were entered on the sign-in page');
      return show(context, returnTo, 'code-wrong');
    });

    app.post('/sign-out', async (context) => {
      const session = await cookie.read(context);
      if (session) await leave(context, session);
      return context.redirect('/sign-in', 303);
    });

    if (github) {
      const begins = createBegins(createCookie('hub-relay-sign-in', isSecure), records, clock, pepper);
      addGithubWay(app, {
        github: github.signIn,
        publicUrl: github.publicUrl,
        begins,
        log,
        enter,
        refuse: (context, code) => show(context, undefined, code),
      });
    }
  };

  return { sessions, addEntrance };
};
