import { describe, expect, it } from 'vitest';
import { type Authenticate } from '../../src/github/client.ts';
import { createTokens } from '../../src/github/tokens.ts';

const HOUR = 3_600_000;

/** An App's client that gives tokens by number, and refuses those whose number is in `refused`. */
const appWith = (refused: readonly number[] = [], now: () => number = () => 0) => {
  let asked = 0;
  const request = (): Promise<{ data: { token: string; expires_at: string } }> => {
    asked += 1;
    const data = { token: `token-${asked}`, expires_at: new Date(now() + HOUR).toISOString() };
    return refused.includes(asked) ? Promise.reject(new Error('no answer')) : Promise.resolve({ data });
  };
  const authenticate = (() => Promise.resolve({ request })) as unknown as Authenticate;
  return { authenticate, asked: () => asked };
};

describe('tokens for hubs', () => {
  it('are asked for once by all who need one at the same time, and kept', async () => {
    const { authenticate, asked } = appWith();
    const token = createTokens(authenticate, () => 0);
    const given = await Promise.all([1, 2, 3, 4].map(() => token(7, 80, false)));
    expect(new Set([...given, await token(7, 80, false)])).toEqual(new Set(['token-1']));
    expect(asked()).toBe(1);
  });

  it('are asked for once more when the first request failed, by all who waited for it', async () => {
    const { authenticate, asked } = appWith([1]);
    const token = createTokens(authenticate, () => 0);
    const results = await Promise.allSettled([1, 2, 3].map(() => token(7, 80, false)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(asked()).toBe(2);
  });

  it('are asked for anew shortly before they expire, and when told so', async () => {
    let now = 0;
    const { authenticate } = appWith([], () => now);
    const token = createTokens(authenticate, () => now);
    expect(await token(7, 80, false)).toBe('token-1');
    now = HOUR - 60_000;
    expect(await Promise.all([token(7, 80, false), token(7, 80, false)])).toEqual(['token-2', 'token-2']);
    expect(await token(7, 80, true)).toBe('token-3');
    expect(await token(7, 81, false)).toBe('token-4');
  });
});
