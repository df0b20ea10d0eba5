import { RelayError } from '../../../errors.ts';
import { type Clock } from '../../../flow/ports.ts';
import { type GithubSignIn, type Reach } from '../../../flow/sign-in-ports.ts';
import { type GithubSession } from './session.ts';

/** What GitHub said that members can reach, remembered for a minute. */
export interface Reaches {
  /** `undefined` where GitHub takes the token no more. Rejects with `github-unreadable` where GitHub can't be asked. */
  of(session: GithubSession): Promise<Reach | undefined>;
  forget(session: GithubSession): void;
}

/** How long an answer counts. */
const LASTS = 60_000;
/** How long GitHub is left alone after it did not answer. */
const PAUSE = 5_000;
/** Sessions of which the answer is remembered; of any other, GitHub is asked again. */
const MOST_SESSIONS = 1_000;

interface Remembered {
  readonly answer: Promise<Reach | undefined>;
  until: number;
}

/** Where the answer is old and GitHub gives no new one, nothing is shown: what was taken from somebody stays taken. */
export const createReaches = (
  github: Pick<GithubSignIn, 'reachOf'>,
  clock: Pick<Clock, 'now'>,
  most: number = MOST_SESSIONS,
): Reaches => {
  const remembered = new Map<string, Remembered>();

  const ask = (session: GithubSession): Remembered => {
    const answer = github.reachOf(session.token).catch((error: unknown) => {
      entry.until = clock.now() + PAUSE;
      throw new RelayError('github-unreadable', '', { cause: error });
    });
    const entry: Remembered = { answer, until: clock.now() + LASTS };
    remembered.set(session.id, entry);
    for (const id of remembered.keys()) {
      if (remembered.size <= most) break;
      remembered.delete(id);
    }
    return entry;
  };

  return {
    of: (session) => {
      const known = remembered.get(session.id);
      if (known && clock.now() < known.until) return known.answer;
      remembered.delete(session.id);
      return ask(session).answer;
    },
    forget: ({ id }) => void remembered.delete(id),
  };
};
