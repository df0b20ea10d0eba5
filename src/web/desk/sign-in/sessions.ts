import { type Context } from 'hono';
import { type Sessions } from '../desk-options.ts';
import { type RouteIndex } from '../../../core/route-index.ts';
import { type Clock } from '../../../flow/ports.ts';
import { type Viewer } from '../viewer.ts';
import { type Reach } from '../../../flow/sign-in-ports.ts';
import { type Remembered } from './remembering.ts';
import { type SessionCookie } from './session-cookie.ts';
import { type GithubSession, renewed } from './session.ts';

export interface SessionsOptions {
  readonly cookie: Pick<SessionCookie, 'read' | 'write'>;
  readonly operators: readonly string[];
  readonly index: Pick<RouteIndex, 'publicIds'>;
  readonly clock: Pick<Clock, 'now'>;
  /** What people can reach, and what they are called. Absent where nobody can sign in with GitHub. */
  readonly github?: { readonly reaches: Remembered<Reach>; readonly logins: Remembered<string> };
}

const BY_LINK: Viewer = { isOperator: true, actor: 'link', name: 'by link' };
/** A page that stays open listens there: that is no use of the session. */
const LISTENING = '/live';

/** Who somebody is, and what they may see now: each request decides anew. */
export const createSessions = (options: SessionsOptions): Sessions => {
  const { cookie, operators, index, clock, github } = options;

  const isOperator = (login: string): boolean => operators.includes(login.toLowerCase());

  /** A login can go to somebody else. While GitHub can't be asked, who operates must still see what is wrong. */
  const loginOf = async (session: GithubSession): Promise<string | undefined> =>
    isOperator(session.login) ? github?.logins.of(session).catch(() => session.login) : session.login;

  const viewerBy = async (session: GithubSession): Promise<Viewer | undefined> => {
    const name = await loginOf(session);
    if (name === undefined) return undefined;
    const actor = `github:${name.toLowerCase()}`;
    if (isOperator(name)) return { isOperator: true, actor, name };
    const reach = await github?.reaches.of(session);
    if (!reach) return undefined;
    const readable = new Set([...reach.readable, ...index.publicIds()]);
    return { isOperator: false, actor, name, readable, writable: reach.writable };
  };

  return {
    viewerOf: async (context: Context) => {
      const session = await cookie.read(context);
      if (!session) return undefined;
      const viewer = session.by === 'link' ? BY_LINK : await viewerBy(session);
      const longer = renewed(session, clock.now());
      if (viewer && longer && context.req.path !== LISTENING) await cookie.write(context, longer);
      return viewer;
    },
  };
};
