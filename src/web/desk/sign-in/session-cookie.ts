import { type Context } from 'hono';
import { type Clock } from '../../../flow/ports.ts';
import { type SessionRecords } from '../../../flow/session-record.ts';
import { type Cookie } from './cookies.ts';
import { createSeal, type Seal } from './seal.ts';
import { isOver, lastEndOf, readSession, type Session } from './session.ts';

export interface SessionCookieOptions {
  readonly cookie: Cookie;
  readonly records: SessionRecords;
  readonly clock: Pick<Clock, 'now'>;
  readonly pepper: string;
}

/** Sessions as browsers carry them. */
export interface SessionCookie {
  /** `undefined` where there is none that counts. */
  read(context: Context): Promise<Session | undefined>;
  write(context: Context, session: Session): Promise<void>;
  /** It counts no more, wherever else it was copied to. */
  end(context: Context, session: Session): Promise<void>;
}

/** Sealed with a key that all processes share, so that any of them takes what another one gave. */
export const createSessionCookie = (options: SessionCookieOptions): SessionCookie => {
  const { cookie, records, clock, pepper } = options;
  let last: { readonly secret: string; readonly seal: Seal } | undefined;

  const sealOf = (secret: string): Seal => {
    if (last?.secret !== secret) {
      last = { secret, seal: createSeal({ secret, pepper }, 'session') };
    }
    return last.seal;
  };

  return {
    read: async (context) => {
      const text = cookie.read(context);
      if (text === undefined) return undefined;
      // Each time, so that a session that another process ended is over here too.
      const { secret, ended } = await records.read();
      const session = readSession(sealOf(secret).open(text));
      return session && !isOver(session, clock.now()) && !ended.has(session.id) ? session : undefined;
    },
    write: async (context, session) => {
      const { secret } = await records.read();
      const seconds = Math.ceil((session.endsAt - clock.now()) / 1000);
      cookie.write(context, sealOf(secret).seal(session), seconds);
    },
    end: async (context, session) => {
      await records.end(session.id, lastEndOf(session));
      cookie.clear(context);
    },
  };
};
