import { randomBytes } from 'node:crypto';

/** Who came in, by what, and until when. Times are milliseconds since 1970. It is a secret, and kept in their browser. */
export type Session = LinkSession | GithubSession;

interface SessionTimes {
  readonly id: string;
  readonly startedAt: number;
  readonly endsAt: number;
}

/** By a code of `hub-relay dashboard`. */
export interface LinkSession extends SessionTimes {
  readonly by: 'link';
}

/** The token is GitHub's for this user: any process can ask GitHub with it what they can read. */
export interface GithubSession extends SessionTimes {
  readonly by: 'github';
  readonly login: string;
  readonly token: string;
}

/** How long a session lasts without being used. */
const IDLE = 3_600_000;
/** And in all: GitHub's tokens for users last as long. */
const LONGEST = 8 * IDLE;
/** Used again within this time, it need not be renewed. */
const FRESH = 60_000;

export type Who = Pick<LinkSession, 'by'> | Pick<GithubSession, 'by' | 'login' | 'token'>;

export const startSession = (who: Who, now: number): Session => ({
  ...who,
  id: randomBytes(16).toString('base64url'),
  startedAt: now,
  endsAt: now + IDLE,
});

/** When it is over at the latest. */
export const lastEndOf = ({ startedAt }: SessionTimes): number => startedAt + LONGEST;

export const isOver = (session: SessionTimes, now: number): boolean =>
  now >= session.endsAt || now >= lastEndOf(session);

/** As it goes on because it is used; `undefined` where it was renewed a moment ago. */
export const renewed = (session: Session, now: number): Session | undefined => {
  const endsAt = Math.min(now + IDLE, lastEndOf(session));
  return endsAt - session.endsAt < FRESH ? undefined : { ...session, endsAt };
};

/** What a seal opened: only we can have sealed it, but perhaps another version of us. */
export const readSession = (value: unknown): Session | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, startedAt, endsAt, by, login, token } = value as Partial<GithubSession>;
  if (typeof id !== 'string' || typeof startedAt !== 'number' || typeof endsAt !== 'number') return undefined;
  const times = { id, startedAt, endsAt };
  if ((by as unknown) === 'link') return { ...times, by: 'link' };
  if (by !== 'github' || typeof login !== 'string' || typeof token !== 'string') return undefined;
  return { ...times, by, login, token };
};
