import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Authenticate } from '../../src/github/client.ts';
import { createTokens } from '../../src/github/tokens.ts';

const HOUR = 3_600_000;

interface Body {
  readonly repository_ids: readonly number[];
  readonly permissions: object;
}

/** An App's client that gives tokens by number; what `refuses` says of a request is the status that it rejects with. */
const setUp = (options: {
  readonly likely?: () => Promise<readonly number[]>;
  readonly permissions?: { readonly actions: 'write' };
  readonly headers?: Readonly<Record<string, string>>;
  readonly refuses?: (body: Body, count: number) => number | undefined;
}) => {
  const asked: Body[] = [];
  const clock = { now: 0 };
  const request = async (_route: string, body: Body): Promise<object> => {
    asked.push(body);
    const count = asked.length;
    await setImmediate();
    const status = options.refuses?.(body, count);
    if (status !== undefined)
      throw Object.assign(new Error('refused'), { response: { status, headers: options.headers ?? {} } });
    return { data: { token: `token-${count}`, expires_at: new Date(clock.now + HOUR).toISOString() } };
  };
  const authenticate = (() => Promise.resolve({ request })) as unknown as Authenticate;
  const likelyHubs = options.likely ?? (() => Promise.resolve([]));
  const { permissions } = options;
  const token = createTokens({
    authenticate,
    now: () => clock.now,
    likelyHubs,
    ...(permissions && { permissions }),
  });
  return { token, asked, clock, idsAsked: () => asked.map((body) => body.repository_ids) };
};

describe('tokens for hubs', () => {
  it('are asked for once by all who need one at the same time, and kept', async () => {
    const { token, asked } = setUp({});
    const given = await Promise.all([1, 2, 3, 4].map(() => token(7, 80, false)));
    expect(new Set([...given, await token(7, 80, false)])).toEqual(new Set(['token-1']));
    expect(asked).toHaveLength(1);
  });

  it('can write to these hubs and do nothing else', async () => {
    const { token, asked } = setUp({});
    await token(7, 80, false);
    expect(asked).toMatchObject([{ repository_ids: [80], permissions: { contents: 'write' } }]);
  });

  it('or start their workflows and do nothing else', async () => {
    const { token, asked } = setUp({ permissions: { actions: 'write' } });
    await token(7, 80, false);
    expect(asked.map(({ permissions }) => permissions)).toEqual([{ actions: 'write' }]);
  });

  it('are shared by the hubs of one installation that need one at the same time, or will soon', async () => {
    const { token, idsAsked } = setUp({ likely: () => Promise.resolve([82, 83, 81]) });
    const given = await Promise.all([token(7, 80, false), token(7, 81, false)]);
    expect([...given, await token(7, 83, false)]).toEqual(['token-1', 'token-1', 'token-1']);
    expect(idsAsked()).toEqual([[80, 81, 82, 83]]);
    expect(await token(8, 83, false)).toBe('token-2');
  });

  it('are shared by a hundred hubs at most, and not asked for where there is a good one', async () => {
    const hubs = Array.from({ length: 250 }, (_, index) => index);
    const { token, idsAsked } = setUp({ likely: () => Promise.resolve(hubs) });
    for (const hub of hubs) await token(7, hub, false);
    expect(idsAsked().map((ids) => ids.length)).toEqual([100, 100, 50]);
    expect(
      idsAsked()
        .flat()
        .toSorted((a, b) => a - b),
    ).toEqual(hubs);
  });

  it('are asked for by each hub alone where one of those that would share is not there any more', async () => {
    const { token, idsAsked } = setUp({
      likely: () => Promise.resolve([80, 81, 82]),
      refuses: ({ repository_ids: ids }) => (ids.includes(82) ? 422 : undefined),
    });
    const given = await Promise.allSettled([80, 81, 82, 80].map((hub) => token(7, hub, false)));
    expect(given.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(idsAsked()).toEqual([[80, 81, 82], [80], [81], [82]]);
  });

  it('are not asked for again for each hub where GitHub has no answer for the installation', async () => {
    const { token, asked } = setUp({
      likely: () => Promise.resolve([80, 81]),
      refuses: () => 403,
    });
    const given = await Promise.allSettled([80, 81].map((hub) => token(7, hub, false)));
    expect(given.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toHaveLength(1);
  });

  it('are asked for when it is not known which hubs wait', async () => {
    const { token, idsAsked } = setUp({ likely: () => Promise.reject(new Error('the database is away')) });
    expect(await token(7, 80, false)).toBe('token-1');
    expect(idsAsked()).toEqual([[80]]);
  });

  it('are asked for once more when the first request failed, by all who waited for it', async () => {
    const { token, asked } = setUp({ refuses: (_, count) => (count === 1 ? 500 : undefined) });
    const first = token(7, 80, false);
    // The others come when it cannot be joined any more, and wait for it.
    while (asked.length === 0) await Promise.resolve();
    const results = await Promise.allSettled([first, token(7, 80, false), token(7, 80, false)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(asked).toHaveLength(2);
  });

  it('are asked for anew shortly before they expire', async () => {
    const { token, clock } = setUp({ likely: () => Promise.resolve([80, 81]) });
    expect(await token(7, 80, false)).toBe('token-1');
    clock.now = HOUR - 60_000;
    expect(await Promise.all([token(7, 80, false), token(7, 80, false)])).toEqual(['token-2', 'token-2']);
    expect(await token(7, 81, false)).toBe('token-2');
  });

  it('are renewed while they are in use, so that nobody waits for the next one', async () => {
    const { token, clock, idsAsked } = setUp({ likely: () => Promise.resolve([80, 81]) });
    expect(await token(7, 80, false)).toBe('token-1');
    clock.now = HOUR - 15 * 60_000;
    expect(await Promise.all([80, 81, 80].map((hub) => token(7, hub, false)))).toEqual(
      Array(3).fill('token-1'),
    );
    await expect.poll(() => token(7, 81, false)).toBe('token-2');
    clock.now = HOUR;
    expect(await token(7, 80, false)).toBe('token-2');
    expect(idsAsked()).toEqual([
      [80, 81],
      [80, 81],
    ]);
  });

  it('stay in use where they could not be renewed, and are asked for when they are at their end', async () => {
    const { token, clock, asked } = setUp({ refuses: (_, count) => (count === 2 ? 500 : undefined) });
    expect(await token(7, 80, false)).toBe('token-1');
    clock.now = HOUR - 10 * 60_000;
    for (const _ of [1, 2]) {
      expect(await token(7, 80, false)).toBe('token-1');
      await setImmediate();
      await setImmediate();
    }
    expect(asked).toHaveLength(2);
    clock.now = HOUR - 60_000;
    expect(await token(7, 80, false)).toBe('token-3');
  });

  it('are asked for by nobody until the time that GitHub named, once it was too much', async () => {
    const { token, asked, clock } = setUp({
      headers: { 'retry-after': '30' },
      refuses: (_, count) => (count === 1 ? 403 : undefined),
    });
    await expect(token(7, 80, false)).rejects.toMatchObject({ response: { status: 403 } });
    clock.now = 20_500;
    await expect(token(8, 81, false)).rejects.toMatchObject({
      response: { status: 429, headers: { 'retry-after': '10' } },
    });
    expect(asked).toHaveLength(1);
    clock.now = 30_000;
    expect(await token(8, 81, false)).toBe('token-2');
  });

  it('are kept for ten thousand hubs, and of more the last ones', async () => {
    const { token, asked } = setUp({});
    await Promise.all(Array.from({ length: 10_001 }, (_, lane) => token(lane, 80, false)));
    expect(asked).toHaveLength(10_001);
    await token(10_000, 80, false);
    await token(1, 80, false);
    expect(asked).toHaveLength(10_001);
    await token(0, 80, false);
    expect(asked).toHaveLength(10_002);
  });

  it('are asked for anew by all who share one that GitHub refused', async () => {
    const { token, idsAsked } = setUp({ likely: () => Promise.resolve([80, 81]) });
    expect(await token(7, 80, false)).toBe('token-1');
    expect(await token(7, 80, true)).toBe('token-2');
    expect(await token(7, 81, false)).toBe('token-2');
    expect(idsAsked()).toEqual([
      [80, 81],
      [80, 81],
    ]);
  });
});
