import { type Context } from 'hono';
import { type Sessions } from '../desk-options.ts';
import { type RouteIndex } from '../../../core/route-index.ts';
import { type Clock } from '../../../flow/ports.ts';
import { type Viewer } from '../viewer.ts';
import { type Reaches } from './reaches.ts';
import { type SessionCookie } from './session-cookie.ts';
import { type GithubSession, renewed } from './session.ts';

export interface SessionsOptions {
  readonly cookie: Pick<SessionCookie, 'read' | 'write'>;
  readonly operators: readonly string[];
  readonly index: Pick<RouteIndex, 'publicIds'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Absent where nobody can sign in with GitHub. */
  readonly reaches?: Reaches;
}

const BY_LINK: Viewer = { isOperator: true, actor: 'link', name: 'by link' };
/** A page that stays open listens there: that is no use of the session. */
const LISTENING = '/live';

/** Who somebody is, and what they may see now: each request decides anew. */
export const createSessions = (options: SessionsOptions): Sessions => {
  const { cookie, operators, index, clock, reaches } = options;

  const memberOf = async (session: GithubSession): Promise<Viewer | undefined> => {
    const name = session.login;
    const actor = `github:${name.toLowerCase()}`;
    if (operators.includes(name.toLowerCase())) return { isOperator: true, actor, name };
    const reach = await reaches?.of(session);
    if (!reach) return undefined;
    const readable = new Set([...reach.readable, ...index.publicIds()]);
    return { isOperator: false, actor, name, readable, writable: reach.writable };
  };

  return {
    viewerOf: async (context: Context) => {
      const session = await cookie.read(context);
      if (!session) return undefined;
      const viewer = session.by === 'link' ? BY_LINK : await memberOf(session);
      const longer = renewed(session, clock.now());
      if (viewer && longer && context.req.path !== LISTENING) await cookie.write(context, longer);
      return viewer;
    },
  };
};
