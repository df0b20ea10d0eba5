import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_NAMES, UPKEEP_NAMES } from '../../src/core/event.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const examples = createRequire(import.meta.url)(
  '@octokit/webhooks-examples/api.github.com/index.json',
) as readonly { readonly name: string; readonly examples: readonly Json[] }[];
const NAMES: readonly string[] = [...EVENT_NAMES, ...UPKEEP_NAMES];
const BODIES = examples
  .filter(({ name }) => NAMES.includes(name))
  .flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ name, payload })));

/** What an attacker who knew the secret, or GitHub on a bad day, might put anywhere. */
const hostile: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(
    null,
    [],
    {},
    true,
    0,
    -1,
    1e308,
    '',
    '\u0000',
    '\ud800',
    '../../..',
    '${{ github.token }}',
    'a/b/c',
  ),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.integer({ min: 1, max: 50_000 }).map((length) => 'x'.repeat(length)),
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
);

/** The payload with the value at some random place replaced, or taken away. */
const damage = (payload: Json, turns: readonly number[], value: Json | undefined): Json => {
  if (typeof payload !== 'object' || payload === null) return value ?? null;
  const [turn, ...rest] = turns;
  const keys = Object.keys(payload);
  const key = keys[(turn ?? 0) % Math.max(keys.length, 1)];
  if (turn === undefined || key === undefined) return value ?? null;
  const copy = (Array.isArray(payload) ? [...payload] : { ...payload }) as { [key: string]: Json };
  if (rest.length === 0 && value === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = damage(copy[key] ?? null, rest, value);
  return copy;
};

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({
    prepare: aSpokeAndItsHub,
    // Each of these repositories and installations is a new one, and is asked for once: that is not what this is about.
    sandbox: { limits: { pointsPerMinute: 1e9, perHour: 1e9 } },
  });
});
afterAll(() => stage.close());

describe('signed webhooks with anything in them', () => {
  it('are answered with 200 or 400, never with 5xx, are on record when 200, and are all planned in the end', async () => {
    const guids: string[] = [];
    const damaged = fc.tuple(
      fc.constantFrom(...BODIES),
      fc.array(fc.nat(100), { minLength: 1, maxLength: 4 }),
      fc.option(hostile, { nil: undefined }),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async ([{ name, payload }, turns, value]) => {
        const signed = sign(name, JSON.stringify(damage(payload, turns, value)));
        const { status } = await post(stage.webhookUrl, signed);
        expect([200, 400]).toContain(status);
        if (status === 200) guids.push(signed.headers['x-github-delivery']!);
      }),
      { numRuns: Number(process.env.RUNS ?? 400) },
    );
    const waiting = async (): Promise<readonly string[]> =>
      (await stage.store.events.list({ state: 'recorded', limit: 1000 })).map(({ id }) => id);
    await until(async () => expect(await waiting()).toEqual([]), 60_000);
    for (const guid of guids)
      expect((await stage.store.events.find(guid))?.state).toMatch(/planned|rejected/);
    expect(stage.dispatches('acme/docs')).toEqual([]);
  });
});
