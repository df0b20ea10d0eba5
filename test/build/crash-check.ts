import { expect } from 'vitest';
import { CrashJourney, type CrashOptions } from './crash-journey.ts';
import { expectNoSecrets } from './said.ts';

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
    expectNoSecrets('the output', journey.output);
    expectNoSecrets('the record', text);
  } finally {
    await journey.close();
  }
};
