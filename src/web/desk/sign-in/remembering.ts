import { RelayError } from '../../../errors.ts';
import { type Clock } from '../../../flow/ports.ts';
import { type GithubSession } from './session.ts';

/** What GitHub said of people who are signed in, remembered for a minute. */
export interface Remembered<Answer> {
  /** `undefined` where GitHub takes the token no more. Rejects with `github-unreadable` where GitHub can't be asked. */
  of(session: GithubSession): Promise<Answer | undefined>;
  forget(session: GithubSession): void;
}

/** How long an answer counts. */
const LASTS = 60_000;
/** How long GitHub is left alone after it did not answer. */
const PAUSE = 5_000;
/** Sessions of which the answer is remembered; of any other, GitHub is asked again. */
const MOST_SESSIONS = 1_000;

interface Entry<Answer> {
  readonly answer: Promise<Answer | undefined>;
  until: number;
}

/** Where the answer is old and GitHub gives no new one, there is none: what was taken from somebody stays taken. */
export const remembering = <Answer>(
  ask: (token: string) => Promise<Answer | undefined>,
  clock: Pick<Clock, 'now'>,
  most: number = MOST_SESSIONS,
): Remembered<Answer> => {
  const entries = new Map<string, Entry<Answer>>();

  const askAnew = (session: GithubSession): Entry<Answer> => {
    const answer = ask(session.token).catch((error: unknown) => {
      entry.until = clock.now() + PAUSE;
      throw new RelayError('github-unreadable', '', { cause: error });
    });
    const entry: Entry<Answer> = { answer, until: clock.now() + LASTS };
    entries.set(session.id, entry);
    for (const id of entries.keys()) {
      if (entries.size <= most) break;
      entries.delete(id);
    }
    return entry;
  };

  return {
    of: (session) => {
      const known = entries.get(session.id);
      if (known && clock.now() < known.until) return known.answer;
      entries.delete(session.id);
      return askAnew(session).answer;
    },
    forget: ({ id }) => void entries.delete(id),
  };
};
