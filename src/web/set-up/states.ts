import { randomBytes } from 'node:crypto';
import { type Clock } from '../../flow/ports.ts';

/** A code of GitHub's is good for an hour after "Create GitHub App" was clicked; the page before it may stand open a while. */
const LIFETIME = 2 * 3_600_000;
const MOST = 500;

/** What GitHub hands back, so that nobody else's App is brought to this server. Each is one browser's, and works once. */
export interface States {
  issue(session: string): string;
  take(session: string, state: string): boolean;
  /** It was taken for nothing: GitHub could not be asked. */
  giveBack(session: string, state: string): void;
}

export const createStates = ({ now }: Pick<Clock, 'now'>): States => {
  const states = new Map<string, { readonly session: string; readonly at: number }>();
  return {
    issue: (session) => {
      const state = randomBytes(24).toString('base64url');
      const [oldest] = states.keys();
      if (states.size >= MOST && oldest !== undefined) states.delete(oldest);
      states.set(state, { session, at: now() });
      return state;
    },
    take: (session, state) => {
      const found = states.get(state);
      if (found?.session !== session) return false;
      states.delete(state);
      return now() - found.at < LIFETIME;
    },
    giveBack: (session, state) => void states.set(state, { session, at: now() }),
  };
};
