import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Stage } from '../build/stage.ts';
import { fuzzWebhooks } from './webhook-entry.ts';

const COUNT = Number(process.env.FUZZ_WEBHOOKS ?? 1_000);
const SEED = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({
    prepare: (sandbox) => sandbox.createRepository({ fullName: 'acme/app' }),
    limits: { headers: 500, body: 500 },
  });
});
afterAll(() => stage.close());

it(
  `the entry for webhooks stands ${COUNT} hostile connections`,
  async () => {
    const { requests, stored, statuses } = await fuzzWebhooks(stage, { count: COUNT, seed: SEED });
    process.stdout.write(
      `${JSON.stringify({ seed: SEED, connections: COUNT, requests, stored, statuses })}\n`,
    );
    expect(requests).toBeGreaterThanOrEqual(COUNT);
    // It got through to what it is about.
    expect(stored).toBeGreaterThan(COUNT / 20);
    for (const status of [200, 400, 404, 415]) expect(statuses[status], String(status)).toBeGreaterThan(0);
  },
  20_000 + COUNT * 20,
);
