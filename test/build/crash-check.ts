import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { CrashJourney, type CrashOptions } from './crash-journey.ts';

/** Set CRASH_SEED to the seed of a failure to see the same pushes, kills and faults again. */
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);

/** Nothing is lost, nothing comes twice unmarked, no limit is exceeded, and no secret is said or kept. */
export const survives = async (options: Omit<CrashOptions, 'seed'>): Promise<void> => {
  const journey = await CrashJourney.prepare({ seed, ...options });
  try {
    const { problems, counts, text } = await journey.run();
    expect(problems, `CRASH_SEED=${seed}, ${JSON.stringify(counts)}`).toEqual([]);
    // Or they were all killed too early to be of interest.
    expect(counts.interrupted).toBeGreaterThan(5);
    expect(journey.stage.sandbox.violations).toEqual([]);
    expectNoSecrets(journey, text);
  } finally {
    await journey.close();
  }
};

const expectNoSecrets = ({ stage, output }: CrashJourney, record: string): void => {
  const { app, folder } = stage;
  const names = readdirSync(folder).filter((name) => name.startsWith('relay.db'));
  const files = names.map((name) => readFileSync(join(folder, name), 'latin1'));
  const everything = [output, record, ...files].join('\n');
  const keyLines = app.privateKey.split('\n').filter((line) => line.length > 40);
  expect([app.webhookSecret, ...keyLines].filter((secret) => everything.includes(secret))).toEqual([]);
  expect(everything).not.toMatch(/ghs_[A-Za-z0-9]{16}|eyJ[\w-]{10,}\.eyJ|"authorization"/i);
};
