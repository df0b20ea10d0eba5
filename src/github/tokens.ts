import { answerIn } from '../core/answer.ts';
import { type Authenticate } from './client.ts';
import { createPatience } from './patience.ts';

/** A token is thrown away this long before GitHub lets it expire (1 h), so that none expires on its way. */
const EARLY = 5 * 60_000;
/** And this long before, the next one is fetched while this one is still in use, so that nothing waits for it. */
const SOON = 15 * 60_000;
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
  isRenewed?: boolean;
}

/** https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
type Permissions = { readonly contents: 'write' } | { readonly actions: 'write' };

export interface TokensOptions {
  readonly authenticate: Authenticate;
  /** Called with each request for one. */
  readonly onAsked?: () => void;
  /** What they can do; `contents: write`, for a `repository_dispatch`, when left out. */
  readonly permissions?: Permissions;
  readonly now: () => number;
  /** The hubs of an installation, by repository id, that will most likely be told something soon; at most `limit`. */
  readonly likelyHubs: (installationId: number, limit: number) => Promise<readonly number[]>;
}

/**
 * Installation tokens that can do one thing in hubs, and in nothing that is none: take a dispatch, or start workflows. Hubs of one
 * installation share a token, so that a push to five hundred of them costs five requests for tokens and not five hundred, and a
 * hundred that are told now and then one an hour. A token is kept until shortly before it expires; who asks for one that was
 * asked for already waits for that.
 * https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export const createTokens = ({
  authenticate,
  onAsked,
  permissions = { contents: 'write' },
  now,
  likelyHubs,
}: TokensOptions) => {
  const kept = new Map<string, Asked>();
  const joinable = new Map<number, Asked>();
  const patience = createPatience(now);
  const keyOf = (installationId: number, hub: number): string => `${installationId}/${hub}`;

  const request = async (installationId: number, hubs: Iterable<number>): Promise<Token> => {
    const app = await authenticate();
    const { data } = await patience(() => {
      onAsked?.();
      return app.request('POST /app/installations/{installation_id}/access_tokens', {
        installation_id: installationId,
        repository_ids: [...hubs],
        permissions,
        request: { retries: 0, signal: AbortSignal.timeout(TIME_OUT) },
      });
    });
    return { token: data.token, expiresAt: Date.parse(data.expires_at) };
  };

  /** Whether it lasts longer than that. */
  const lasts = (asked: Asked | undefined, time: number): boolean =>
    asked !== undefined && (asked.expiresAt === undefined || asked.expiresAt - time > now());

  const keep = (installationId: number, asked: Asked): void => {
    for (const hub of asked.hubs) {
      const key = keyOf(installationId, hub);
      kept.delete(key);
      kept.set(key, asked);
    }
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
  };

  const forget = (installationId: number, asked: Asked): void => {
    for (const key of [...asked.hubs].map((hub) => keyOf(installationId, hub))) {
      if (kept.get(key) === asked) kept.delete(key);
    }
  };

  const addLikely = async (installationId: number, hubs: Set<number>): Promise<void> => {
    const likely = await likelyHubs(installationId, MOST_SHARING).catch(() => []);
    for (const hub of likely) {
      if (hubs.size < MOST_SHARING && !lasts(kept.get(keyOf(installationId, hub)), SOON)) hubs.add(hub);
    }
  };

  /** Who asks until it is known which hubs are likely may join. */
  const askForMany = (installationId: number): Asked => {
    const hubs = new Set<number>();
    const gather = async (): Promise<Token> => {
      await addLikely(installationId, hubs);
      joinable.delete(installationId);
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

  /** Once for each token, while it is used; where that fails, it is asked for when there is none any more. */
  const renew = async (installationId: number, hub: number, asked: Asked): Promise<void> => {
    asked.isRenewed = true;
    const hubs = new Set([hub]);
    await addLikely(installationId, hubs);
    const token = await request(installationId, hubs);
    keep(installationId, { hubs, token: Promise.resolve(token), expiresAt: token.expiresAt });
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
      if (known && lasts(asked, EARLY)) {
        if (!lasts(asked, SOON) && asked.isRenewed !== true)
          renew(installationId, hub, asked).catch(() => undefined);
        return known.token;
      }
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
