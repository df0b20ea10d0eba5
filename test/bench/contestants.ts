import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { type GitHub } from './github.ts';
import { HUB_RELAY, type ServerProcess, startServer } from './process.ts';
import { SECRET } from './pushes.ts';
import { sumOf, type Usage, usageOf, usageOfTree } from './usage.ts';

export const CONTESTANTS = [
  'bare relay',
  'Probot app',
  'Hub Relay, SQLite',
  'Hub Relay, PostgreSQL',
] as const;
export type Contestant = (typeof CONTESTANTS)[number];

/** One that is measured, with the database that it works on. */
export interface Running extends ServerProcess {
  readonly contestant: Contestant;
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

/** Ready to take webhooks, and to send. `changes` are to the environment. */
export const startContestant = async (
  contestant: Contestant,
  github: GitHub,
  { folder, postgres }: Ground,
  changes: Readonly<Record<string, string>> = {},
): Promise<Running> => {
  const env = { ...environmentOf(github), ...changes };
  const onDatabase = async (url: string): Promise<ServerProcess> =>
    startServer({ ...HUB_RELAY, env: { DATABASE_URL: url, ...env } });
  const start = async (): Promise<ServerProcess> => {
    switch (contestant) {
      case 'bare relay':
        return startServer({ script: './bare-relay.ts', env, readyAt: '/' });
      case 'Probot app':
        return startServer({ script: './plain-app.ts', env, readyAt: '/ping' });
      case 'Hub Relay, SQLite':
        return onDatabase(`file:${join(mkdtempSync(join(folder, 'sqlite-')), 'relay.db')}`);
      case 'Hub Relay, PostgreSQL':
        return onDatabase(await postgres.newDatabase());
    }
  };
  const server = await start();
  const usage = (): Usage =>
    contestant === 'Hub Relay, PostgreSQL'
      ? sumOf([usageOf(server.pid), usageOfTree(postgres.pid)])
      : usageOf(server.pid);
  return { ...server, contestant, usage };
};
