import { type Authenticate } from './client.ts';

/** A token is thrown away this long before GitHub lets it expire (1 h), so that none expires on its way. */
const EARLY = 5 * 60_000;
const TIME_OUT = 10_000;
const MOST = 10_000;

interface Token {
  readonly token: string;
  readonly expiresAt: number;
}

/**
 * Installation tokens that can do one thing: write to one hub. Kept until shortly before they expire; two callers
 * who ask at the same time share one request.
 * https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export const createTokens = (authenticate: Authenticate, now: () => number) => {
  const kept = new Map<string, Promise<Token>>();

  const request = async (installationId: number, repositoryId: number): Promise<Token> => {
    const app = await authenticate();
    const { data } = await app.request('POST /app/installations/{installation_id}/access_tokens', {
      installation_id: installationId,
      repository_ids: [repositoryId],
      permissions: { contents: 'write' },
      request: { retries: 0, signal: AbortSignal.timeout(TIME_OUT) },
    });
    return { token: data.token, expiresAt: Date.parse(data.expires_at) };
  };

  /** Rejects with Octokit's error when GitHub gives no token. `isFresh`: do not use the one that is kept. */
  return async (installationId: number, repositoryId: number, isFresh: boolean): Promise<string> => {
    const key = `${installationId}/${repositoryId}`;
    let pending = isFresh ? undefined : kept.get(key);
    while (pending) {
      const known = await pending.catch(() => undefined);
      if (known && known.expiresAt - EARLY > now()) return known.token;
      // Of those that waited in vain, one asks anew, and the others wait for that.
      const newest = kept.get(key);
      pending = newest === pending ? undefined : newest;
    }
    const asked = request(installationId, repositoryId);
    if (kept.size >= MOST) kept.clear();
    kept.set(key, asked);
    try {
      return (await asked).token;
    } catch (error) {
      if (kept.get(key) === asked) kept.delete(key);
      throw error;
    }
  };
};

export type Tokens = ReturnType<typeof createTokens>;
