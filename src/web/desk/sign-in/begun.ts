import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Context } from 'hono';
import { type ErrorCode } from '../../../errors.ts';
import { type Clock } from '../../../flow/ports.ts';
import { type SessionRecords } from '../../../flow/session-record.ts';
import { type Cookie } from './cookies.ts';
import { localPath } from './local-path.ts';
import { createSeal, type Seal } from './seal.ts';

/** What a browser began: `state` comes back through GitHub, `verifier` proves to GitHub that we are who began (PKCE). */
interface Begun {
  readonly state: string;
  readonly verifier: string;
  readonly returnTo: string;
  readonly until: number;
}

export interface Begins {
  begin(context: Context, returnTo: string | undefined): Promise<{ state: string; challenge: string }>;
  /** The cookie counts once: it is taken away, whatever it holds. */
  finish(
    context: Context,
    state: string | undefined,
  ): Promise<Pick<Begun, 'verifier' | 'returnTo'> | { readonly refusal: ErrorCode }>;
}

/** As long as GitHub's codes. */
const LIFETIME = 10 * 60_000;
/** The cookie is kept longer, so that who comes late is told so. */
const COOKIE_SECONDS = 3_600;
/** Those answered already, so that an answer that is brought again is called so; GitHub refuses it in any case. */
const MOST_USED = 1_000;

/** Signing in with GitHub, from where a browser leaves us to where it comes back: the same browser, in time, and once. */
export const createBegins = (
  cookie: Cookie,
  records: SessionRecords,
  clock: Pick<Clock, 'now'>,
  pepper: string,
): Begins => {
  const used = new Set<string>();
  const seal = async (): Promise<Seal> => {
    const { secret } = await records.read();
    return createSeal({ secret, pepper }, 'sign-in');
  };

  return {
    begin: async (context, returnTo) => {
      const state = randomText();
      const verifier = randomText();
      const begun: Begun = { state, verifier, returnTo: localPath(returnTo), until: clock.now() + LIFETIME };
      cookie.write(context, (await seal()).seal(begun), COOKIE_SECONDS);
      return { state, challenge: createHash('sha256').update(verifier).digest('base64url') };
    },

    finish: async (context, state) => {
      const text = cookie.read(context);
      cookie.clear(context);
      if (state !== undefined && used.has(state)) return { refusal: 'sign-in-repeated' };
      const begun = text === undefined ? undefined : ((await seal()).open(text) as Begun | undefined);
      if (!begun || state === undefined || !isSame(begun.state, state)) return { refusal: 'sign-in-forged' };
      if (clock.now() >= begun.until) return { refusal: 'sign-in-expired' };
      used.add(state);
      for (const oldest of used) {
        if (used.size <= MOST_USED) break;
        used.delete(oldest);
      }
      return { verifier: begun.verifier, returnTo: localPath(begun.returnTo) };
    },
  };
};

/** 256 bits, in the letters that PKCE allows. */
const randomText = (): string => randomBytes(32).toString('base64url');

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other.slice(0, one.length)));
