import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CrashJourney, type CrashOptions } from '../build/crash-journey.ts';

/** Set CRASH_SEED to the seed of a failure to see the same pushes, kills and faults again. */
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);

let journey: CrashJourney | undefined;
afterEach(() => journey?.close());

const run = async (options: Omit<CrashOptions, 'seed'>): Promise<void> => {
  const running = await CrashJourney.prepare({ seed, ...options });
  journey = running;
  const { problems, counts, text } = await running.run();
  expect(problems, `CRASH_SEED=${seed}, ${JSON.stringify(counts)}`).toEqual([]);
  expect(counts.arrivals).toBeGreaterThan(0);
  expect(running.stage.sandbox.violations).toEqual([]);
  const { app, folder } = running.stage;
  const names = readdirSync(folder).filter((name) => name.startsWith('relay.db'));
  const files = names.map((name) => readFileSync(join(folder, name), 'latin1'));
  const everything = [running.output, text, ...files].join('\n');
  const keyLines = app.privateKey.split('\n').filter((line) => line.length > 40);
  const secrets = [app.webhookSecret, ...keyLines].filter((secret) => everything.includes(secret));
  expect(secrets).toEqual([]);
  expect(everything).not.toMatch(/ghs_[A-Za-z0-9]{16}|eyJ[\w-]{10,}\.eyJ|"authorization"/i);
};

describe('a server that is killed again and again, while GitHub fails one time in five', () => {
  it('tells every hub of every event that it accepted, and no other, as one process on a file', async () => {
    await run({ kills: 50, processes: 1 });
  }, 240_000);
});
