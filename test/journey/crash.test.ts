import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CrashJourney, type CrashOptions } from '../build/crash-journey.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';

/** Set CRASH_SEED to the seed of a failure to see the same pushes, kills and faults again. */
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);

let journey: CrashJourney | undefined;
let postgres: PostgresServer | undefined;
afterEach(async () => {
  await journey?.close();
  await postgres?.close();
  [journey, postgres] = [undefined, undefined];
});

const run = async (options: Omit<CrashOptions, 'seed'>): Promise<void> => {
  const running = await CrashJourney.prepare({ seed, ...options });
  journey = running;
  const { problems, counts, text } = await running.run();
  expect(problems, `CRASH_SEED=${seed}, ${JSON.stringify(counts)}`).toEqual([]);
  // Or they were all killed too early to be of interest.
  expect(counts.interrupted).toBeGreaterThan(5);
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

  it('does so as three processes on one PostgreSQL, which is itself stopped, killed and started again', async () => {
    postgres = await startPostgres();
    const server = postgres;
    let isHarsh = false;
    const disturb = async (): Promise<void> => {
      isHarsh = !isHarsh;
      await (isHarsh ? server.crash() : server.stop());
      await server.start();
    };
    await run({ kills: 50, processes: 3, databaseUrl: await server.newDatabase(), disturb });
  }, 240_000);
});
