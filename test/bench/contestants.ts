import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { type GitHub } from './github.ts';
import { HUB_RELAY, type ServerProcess, startServer } from './process.ts';
import { SECRET } from './bench-app.ts';
import { pushAtRate } from './pushes.ts';
import { type Seen, type Spoke } from './sandbox-messages.ts';
import { sumOf, type Usage, usageOf, usageOfTree } from './usage.ts';

/** Octokit in a Probot app waits a second between any two writes, of all installations together; it may be told not to. */
export const CONTESTANTS = [
  'bare relay',
  'Probot app',
  'Probot app, no throttling',
  'Hub Relay, SQLite',
  'Hub Relay, PostgreSQL',
] as const;
export type Contestant = (typeof CONTESTANTS)[number];

/** One that is measured, with the database that it works on. */
export interface Running extends ServerProcess {
  readonly contestant: Contestant;
  readonly env: Readonly<Record<string, string>>;
  /** Of its own process, and of its database's. */
  readonly usage: () => Usage;
}

/** Where its processes keep their files; both kinds commit durably. */
export interface Ground {
  readonly folder: string;
  readonly postgres: PostgresServer;
  readonly close: () => Promise<void>;
}

export const openGround = async (): Promise<Ground> => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-'));
  const postgres = await startPostgres({ isDurable: true });
  return {
    folder,
    postgres,
    close: async () => {
      await postgres.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The environment of a relay before this GitHub. It logs warnings only, so that no log is measured. */
export const environmentOf = (github: GitHub): Record<string, string> => ({
  APP_ID: String(github.appId),
  PRIVATE_KEY: github.privateKey,
  WEBHOOK_SECRET: SECRET,
  HOST: '127.0.0.1',
  GHE_HOST: github.host,
  GHE_PROTOCOL: 'http',
  LOG_LEVEL: 'warn',
  LOG_FORMAT: 'json',
});

/** An empty one; undefined for those that have none. */
export const newDatabase = async (
  contestant: Contestant,
  { folder, postgres }: Ground,
): Promise<string | undefined> => {
  if (contestant === 'Hub Relay, PostgreSQL') return postgres.newDatabase();
  if (contestant === 'Hub Relay, SQLite')
    return `file:${join(mkdtempSync(join(folder, 'sqlite-')), 'relay.db')}`;
  return undefined;
};

/** Ready to take webhooks. `changes` are to the environment. */
export const startContestant = async (
  contestant: Contestant,
  github: GitHub,
  ground: Ground,
  changes: Readonly<Record<string, string>> = {},
): Promise<Running> => {
  const database = await newDatabase(contestant, ground);
  const env = { ...environmentOf(github), ...(database && { DATABASE_URL: database }), ...changes };
  const server = await startServer({ ...PROGRAMS[contestant], env: { ...env, ...THROTTLES[contestant] } });
  const usage = (): Usage =>
    contestant === 'Hub Relay, PostgreSQL'
      ? sumOf([usageOf(server.pid), usageOfTree(ground.postgres.pid)])
      : usageOf(server.pid);
  return { ...server, contestant, env, usage };
};

/** Resolves when its first push has arrived: by then it has read all that GitHub has. What it asked for until then. */
export const warmUp = async ({ url, contestant }: Running, github: GitHub, spoke?: Spoke): Promise<Seen> => {
  await pushAtRate({ urls: [url], spokes: spoke ? [spoke] : [], perSecond: 1, count: 1 });
  const seen = await github.seenUntil(({ length }) => length > 0, 60_000);
  if (seen.arrivals.length === 0) throw new Error(`${contestant} does not work: ${seen.refused.join()}`);
  return seen;
};

const PLAIN_APP = { script: './plain-app.ts', readyAt: '/ping' } as const;
const PROGRAMS = {
  'bare relay': { script: './bare-relay.ts', readyAt: '/' },
  'Probot app': PLAIN_APP,
  'Probot app, no throttling': PLAIN_APP,
  'Hub Relay, SQLite': HUB_RELAY,
  'Hub Relay, PostgreSQL': HUB_RELAY,
} as const;
const THROTTLES: Partial<Record<Contestant, Record<string, string>>> = {
  'Probot app, no throttling': { THROTTLE: 'off' },
};
