import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../build/free-port.ts';
import { type PostgresServer } from '../../build/postgres.ts';
import { saidBy } from '../machine.ts';
import { HUB_RELAY, type ServerProcess, startServer } from '../process.ts';

/** What all of them are given. */
export interface Ground {
  /** Of Hub Relay and Probot: the App, its secret, and the GitHub on localhost. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly postgres: PostgresServer;
}

/** A receiver of webhooks that is loaded. */
export interface Contestant {
  readonly name: string;
  readonly server: ServerProcess;
  readonly path: string;
  /** The process of its database, where that is not its own. */
  readonly database?: number;
  /** Whether it has work left when it has answered; `/metrics` then tells how much of it is done. */
  readonly isLate: boolean;
}

export const LIMIT = 'node:http alone';
export const PROBOT = 'bare Probot';
export const ON_SQLITE = 'Hub Relay, SQLite';
export const ON_POSTGRES = 'Hub Relay, PostgreSQL';
const FASTAPI = 'FastAPI, uvicorn';
const WEBHOOK = 'adnanh/webhook (forks)';

const WEBHOOKS = '/api/github/webhooks';
const UVICORN = '/usr/bin/uvicorn';
const WEBHOOK_PROGRAM = '/usr/bin/webhook';

/** How each is started, or the words for why it is not. */
type Start = (ground: Ground) => Promise<Omit<Contestant, 'name'> | string>;

const plain = async (script: string, env: Readonly<Record<string, string>>): ReturnType<Start> => ({
  server: await startServer({ script, env, readyAt: '/ping' }),
  path: WEBHOOKS,
  isLate: false,
});

const relay = async (
  env: Readonly<Record<string, string>>,
  url: string,
): Promise<Omit<Contestant, 'name'>> => ({
  server: await startServer({ ...HUB_RELAY, env: { ...env, DATABASE_URL: url } }),
  path: WEBHOOKS,
  isLate: true,
});

const startFastApi: Start = async ({ env }) => {
  const isThere = saidBy('/usr/bin/python3', ['-c', 'import fastapi; print("yes")']) === 'yes';
  if (!isThere || !existsSync(UVICORN)) return 'python3-fastapi and uvicorn of Debian are not installed';
  const port = String(await freePort());
  const folder = new URL('../peers/', import.meta.url).pathname;
  const server = await startServer({
    program: UVICORN,
    script: undefined,
    args: ['receiver:app', '--app-dir', folder, '--port', port, '--log-level', 'warning'],
    env: { ...env, PORT: port, PYTHONDONTWRITEBYTECODE: '1' },
    readyAt: '/ping',
  });
  return { server, path: WEBHOOKS, isLate: false };
};

/** It waits for the command, so that what it answered is done, as with all others. */
const startWebhook: Start = async ({ env, folder }) => {
  if (!existsSync(WEBHOOK_PROGRAM)) return 'webhook of Debian is not installed';
  const file = join(folder, 'hooks.json');
  const signature = { source: 'header', name: 'X-Hub-Signature-256' };
  const match = { type: 'payload-hmac-sha256', secret: env['WEBHOOK_SECRET'], parameter: signature };
  const hook = {
    id: 'github',
    'execute-command': '/bin/true',
    'include-command-output-in-response': true,
    'trigger-rule': { match },
  };
  writeFileSync(file, JSON.stringify([hook]));
  const port = String(await freePort());
  const server = await startServer({
    program: WEBHOOK_PROGRAM,
    script: undefined,
    args: ['-hooks', file, '-ip', '127.0.0.1', '-port', port],
    env: { PORT: port },
    readyAt: '/',
  });
  return { server, path: '/hooks/github', isLate: false };
};

const STARTS: Readonly<Record<string, Start>> = {
  [LIMIT]: ({ env }) => plain('./peers/limit.ts', env),
  '@octokit/webhooks': ({ env }) => plain('./peers/octokit-webhooks.ts', env),
  [PROBOT]: ({ env }) => plain('./peers/bare-probot.ts', env),
  [FASTAPI]: startFastApi,
  [WEBHOOK]: startWebhook,
  [ON_SQLITE]: ({ env, folder }) => relay(env, `file:${join(folder, 'relay.db')}`),
  [ON_POSTGRES]: async ({ env, postgres }) => ({
    ...(await relay(env, await postgres.newDatabase())),
    database: postgres.pid,
  }),
};

export interface Field {
  readonly contestants: readonly Contestant[];
  readonly missing: readonly { readonly contestant: string; readonly why: string }[];
}

/** All that are there, started and ready; they stay so, since one that is not loaded costs nothing. */
export const startField = async (ground: Ground): Promise<Field> => {
  const contestants: Contestant[] = [];
  const missing: { contestant: string; why: string }[] = [];
  for (const [name, start] of Object.entries(STARTS)) {
    const started = await start(ground);
    if (typeof started === 'string') missing.push({ contestant: name, why: started });
    else contestants.push({ name, ...started });
  }
  return { contestants, missing };
};
