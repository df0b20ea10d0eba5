import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { renderTable } from '../../src/cli/terminal.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { startPostgres } from '../build/postgres.ts';
import { BENCH_APP, SECRET } from './bench-app.ts';
import { startTalkingRelay } from './talking-relay.ts';

// One push to many hubs: the time from the push to the last dispatch, as GitHub saw them, over the least that the pace
// allows. GitHub's own limits (900 points a minute) are watched by the sandbox, and one refusal fails the run. The push
// comes right after the start, when what was read counts against the same minute.

const HUBS = Number(process.env.HUBS ?? 500);
/** By default the fastest that can be set. */
const BURST = Number(process.env.LANE_BURST ?? 60);
const PER_MINUTE = Number(process.env.LANE_PER_MINUTE ?? 100);
/** Seconds. */
const LEAST = ((HUBS - BURST) * 60) / PER_MINUTE;
const CONFIG = '.github/hub-relay.yml';

interface Run {
  readonly store: string;
  readonly seconds: number;
  readonly violations: number;
}

const measure = async (store: string, databaseUrl: string): Promise<Run> => {
  const sandbox = await startSandbox();
  const hubs = Array.from({ length: HUBS }, (_, index) => `acme/hub-${index}`);
  sandbox.createRepository({ fullName: 'acme/app' });
  for (const fullName of hubs) {
    sandbox.createRepository({
      fullName,
      files: { [CONFIG]: 'subscribe: [{ from: acme/app, on: push }]\n' },
    });
  }
  const app = sandbox.createApp({ ...BENCH_APP, webhookSecret: SECRET });
  sandbox.install(app, 'acme');
  const { child, url } = await startTalkingRelay({
    app,
    host: sandbox.host,
    databaseUrl,
    env: { LANE_BURST: String(BURST), LANE_PER_MINUTE: String(PER_MINUTE) },
  });
  sandbox.setWebhook(app, url);
  const pushedAt = Date.now();
  await sandbox.push('acme/app');
  const times = (): readonly number[] =>
    hubs.flatMap((hub) => sandbox.repository(hub).dispatches.map(({ at }) => at));
  const giveUpAt = pushedAt + LEAST * 2_000 + 60_000;
  while (times().length < HUBS && Date.now() < giveUpAt) await delay(200);
  const all = times();
  child.kill('SIGTERM');
  await once(child, 'exit');
  await sandbox.stop();
  if (all.length < HUBS) throw new Error(`${store}: only ${all.length} of ${HUBS} hubs were told`);
  const seconds = (Math.max(...all) - pushedAt) / 1_000;
  return { store, seconds, violations: sandbox.violations.length };
};

const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-'));
const postgres = await startPostgres();
const runs = await Promise.all([
  measure('SQLite', `file:${join(folder, 'relay.db')}`),
  measure('PostgreSQL', await postgres.newDatabase()),
]);
await postgres.close();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `${renderTable(
    [
      `ONE PUSH TO ${HUBS} HUBS, ${BURST} AT ONCE AND ${PER_MINUTE} A MINUTE`,
      'SECONDS',
      'LEAST BY THE PACE',
      'RATIO',
      'REFUSED FOR A LIMIT',
    ],
    runs.map(({ store, seconds, violations }) => [
      store,
      seconds.toFixed(1),
      LEAST.toFixed(1),
      (seconds / LEAST).toFixed(3),
      violations,
    ]),
  )}\n`,
);
process.exitCode = runs.every(({ violations }) => violations === 0) ? 0 : 1;
