import { setTimeout as delay } from 'node:timers/promises';
import { APP_PACE, freeAfter, type Pace } from '../core/pace.ts';
import { type Authenticate } from './client.ts';

/** What was spent longer ago GitHub has forgotten. Milliseconds. */
const MINUTE = 60_000;
/** So long Octokit keeps the token of an installation, in milliseconds. */
const KEPT = 59 * MINUTE;

export interface AppPaceOptions {
  readonly now: () => number;
  /** GitHub's where it is left out. */
  readonly pace?: Pace | undefined;
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
};

/**
 * GitHub counts by the minute what the App asks in its own name, and nearly all of that is asking for tokens: reading hundreds
 * of installations one after the other would be refused in the middle. A token that a send waits for is asked for at once
 * and only counts; what is read waits for what that leaves.
 */
export const createAppPace = ({ now, pace = APP_PACE, wait = sleep }: AppPaceOptions) => {
  const stopping = new AbortController();
  const tokens = new Map<number, { readonly until: number; readonly turn: Promise<void> }>();
  let freeAt = 0;

  const takeTurn = async (): Promise<void> => {
    const milliseconds = freeAt - now();
    freeAt = freeAfter(freeAt, now(), 1, pace);
    if (milliseconds <= 0) return;
    await wait(milliseconds, stopping.signal);
    stopping.signal.throwIfAborted();
  };

  return {
    /** A token is asked for at once. */
    spend: (): void => {
      freeAt = Math.max(freeAt, Math.min(freeAfter(freeAt, now(), 1, pace), now() + MINUTE));
    },
    /** Waits before it gives the client of an installation for which Octokit has no token yet. Rejects where it is stopped meanwhile. */
    inTurn:
      (authenticate: Authenticate): Authenticate =>
      async (id) => {
        if (id === undefined) return authenticate();
        let token = tokens.get(id);
        if (token === undefined || token.until <= now()) {
          token = { until: now() + KEPT, turn: takeTurn() };
          tokens.set(id, token);
        }
        await token.turn;
        return authenticate(id);
      },
    stop: (): void => stopping.abort(new Error('Hub Relay is stopping')),
  };
};

export type AppPace = ReturnType<typeof createAppPace>;
