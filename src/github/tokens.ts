import { answerIn } from '../core/answer.ts';
import { type Authenticate } from './client.ts';

/** A token is thrown away this long before GitHub lets it expire (1 h), so that none expires on its way. */
const EARLY = 5 * 60_000;
const TIME_OUT = 10_000;
const MOST_KEPT = 10_000;
/** So many hubs share one token at most. GitHub takes up to 500 ids. */
const MOST_SHARING = 100;

interface Token {
  readonly token: string;
  readonly expiresAt: number;
}

/** One request for a token, and the hubs that it is for. */
interface Asked {
  readonly hubs: Set<number>;
  readonly token: Promise<Token>;
  /** Not known yet while GitHub has not answered. */
  expiresAt?: number;
}

/** https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
type Permissions = { readonly contents: 'write' } | { readonly actions: 'write' };

export interface TokensOptions {
  readonly authenticate: Authenticate;
  /** What they can do; `contents: write`, for a `repository_dispatch`, when left out. */
  readonly permissions?: Permissions;
  readonly now: () => number;
  /** The hubs of an installation, by repository id, for which something waits to be sent; at most `limit`. */
  readonly waitingHubs: (installationId: number, limit: number) => Promise<readonly number[]>;
}

/**
 * Installation tokens that can do one thing in the hubs for which something waits: take a dispatch, or start workflows. Hubs of one installation share
 * a token, so that a push to five hundred of them costs five requests for tokens and not five hundred. A token is kept
 * until shortly before it expires; who asks for one that was asked for already waits for that.
 * https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export const createTokens = ({
  authenticate,
  permissions = { contents: 'write' },
  now,
  waitingHubs,
}: TokensOptions) => {
  const kept = new Map<string, Asked>();
  const joinable = new Map<number, Asked>();
  const keyOf = (installationId: number, hub: number): string => `${installationId}/${hub}`;

  const request = async (installationId: number, hubs: Iterable<number>): Promise<Token> => {
    const app = await authenticate();
    const { data } = await app.request('POST /app/installations/{installation_id}/access_tokens', {
      installation_id: installationId,
      repository_ids: [...hubs],
      permissions,
      request: { retries: 0, signal: AbortSignal.timeout(TIME_OUT) },
    });
    return { token: data.token, expiresAt: Date.parse(data.expires_at) };
  };

  const isGood = (asked: Asked | undefined): boolean =>
    asked !== undefined && (asked.expiresAt === undefined || asked.expiresAt - EARLY > now());

  const keep = (installationId: number, asked: Asked): void => {
    if (kept.size + asked.hubs.size > MOST_KEPT) kept.clear();
    for (const hub of asked.hubs) kept.set(keyOf(installationId, hub), asked);
  };

  const forget = (installationId: number, asked: Asked): void => {
    for (const key of [...asked.hubs].map((hub) => keyOf(installationId, hub))) {
      if (kept.get(key) === asked) kept.delete(key);
    }
  };

  /** Who asks until it is known which hubs wait may join. */
  const askForMany = (installationId: number): Asked => {
    const hubs = new Set<number>();
    const gather = async (): Promise<Token> => {
      const waiting = await waitingHubs(installationId, MOST_SHARING).catch(() => []);
      joinable.delete(installationId);
      for (const hub of waiting) {
        if (hubs.size < MOST_SHARING && !isGood(kept.get(keyOf(installationId, hub)))) hubs.add(hub);
      }
      keep(installationId, asked);
      return request(installationId, hubs);
    };
    const asked: Asked = { hubs, token: gather() };
    joinable.set(installationId, asked);
    return asked;
  };

  const askForOne = (installationId: number, hub: number): Asked => ({
    hubs: new Set([hub]),
    token: request(installationId, [hub]),
  });

  const ask = (installationId: number, hub: number, isAlone: boolean): Asked => {
    const asked = isAlone
      ? askForOne(installationId, hub)
      : (joinable.get(installationId) ?? askForMany(installationId));
    asked.hubs.add(hub);
    keep(installationId, asked);
    asked.token.then(
      ({ expiresAt }) => (asked.expiresAt = expiresAt),
      () => forget(installationId, asked),
    );
    return asked;
  };

  /** Rejects with Octokit's error when GitHub gives no token. `isFresh`: GitHub refused the one that is kept. */
  return async (installationId: number, hub: number, isFresh: boolean): Promise<string> => {
    const key = keyOf(installationId, hub);
    let asked = kept.get(key);
    if (asked && isFresh) {
      forget(installationId, asked);
      asked = undefined;
    }
    while (asked) {
      const known = await asked.token.catch(() => undefined);
      if (known && isGood(asked)) return known.token;
      // Of those that waited in vain, one asks anew, and the others wait for that.
      const newest = kept.get(key);
      asked = newest === asked ? undefined : newest;
    }
    asked = ask(installationId, hub, false);
    try {
      return (await asked.token).token;
    } catch (error) {
      if (asked.hubs.size === 1 || answerIn(error)?.status !== 422) throw error;
      // One of the others is not the installation's any more: that must not keep the token from this one.
      return (await (kept.get(key) ?? ask(installationId, hub, true)).token).token;
    }
  };
};

export type Tokens = ReturnType<typeof createTokens>;
