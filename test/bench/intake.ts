import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { EVENT_NAMES } from '../../src/core/event.ts';
import { renderTable } from '../../src/cli/terminal.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { freePort } from '../build/free-port.ts';
import { measure, type Measured, median } from './load.ts';

// Intake: how many signed pushes a second are answered with 200, each durably on disk first, against a bare Probot
// that keeps nothing. Both run as processes of their own, in turn, so that their ratio holds when the machine is noisy.

const ROUNDS = 3;
const SECONDS = 3;
const SECRET = 'a-secret-for-the-benchmark';

/** Resolves when it answers. Both log warnings only, so that neither is measured by its log. */
const startProcess = async (
  script: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<ChildProcess> => {
  const path = new URL(script, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${script} ended before it answered`);
    const answer = await fetch(`http://127.0.0.1:${env.PORT ?? ''}/ping`).catch(() => undefined);
    if (answer?.ok === true) return child;
    await delay(50);
  }
};

const sandbox = await startSandbox();
const repository = sandbox.createRepository({ fullName: 'acme/app' });
const app = sandbox.createApp({
  name: 'Bench',
  events: EVENT_NAMES,
  permissions: { metadata: 'read', contents: 'write' },
});
sandbox.install(app, 'acme');
const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-'));

const start = async (kind: 'hub-relay' | 'probot'): Promise<{ url: string; child: ChildProcess }> => {
  const port = await freePort();
  const env = {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: SECRET,
    PORT: String(port),
    HOST: '127.0.0.1',
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    DATABASE_URL: `file:${join(folder, `${port}.db`)}`,
    LOG_LEVEL: 'warn',
    LOG_FORMAT: 'json',
  };
  const child =
    kind === 'probot'
      ? await startProcess('./peers/bare-probot.ts', [], env)
      : await startProcess('../../src/main.ts', ['start'], env);
  return { url: `http://127.0.0.1:${port}/api/github/webhooks`, child };
};

/** A push as large as GitHub's usual ones: the rest of it is the repository object, which is long. */
const body = JSON.stringify({
  ref: 'refs/heads/main',
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  commits: [{ id: 'b'.repeat(40), message: 'x', added: [], modified: ['README.md'], removed: [] }],
  repository: { id: repository.id, full_name: 'acme/app', description: 'x'.repeat(6_500) },
  installation: { id: 1 },
});

const results: Record<'probot' | 'hub-relay', Measured[]> = { probot: [], 'hub-relay': [] };
for (let round = 0; round < ROUNDS; round += 1) {
  for (const kind of ['probot', 'hub-relay'] as const) {
    const { url, child } = await start(kind);
    results[kind].push(await measure({ url, secret: SECRET, body, seconds: SECONDS }));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
await sandbox.stop();
rmSync(folder, { recursive: true, force: true });

const of = (kind: keyof typeof results, figure: keyof Measured): number =>
  median(results[kind].map((run) => run[figure]));
const row = (name: string, figure: keyof Measured): readonly (string | number)[] => [
  name,
  of('hub-relay', figure).toFixed(0),
  of('probot', figure).toFixed(0),
  (of('hub-relay', figure) / of('probot', figure)).toFixed(2),
];
process.stdout.write(
  `${renderTable(
    [
      `INTAKE, ${body.length} B, ${ROUNDS} ROUNDS`,
      'HUB RELAY (ON DISK)',
      'BARE PROBOT (KEEPS NOTHING)',
      'RATIO',
    ],
    [
      row('requests a second', 'perSecond'),
      row('p50, ms', 'p50'),
      row('p99, ms', 'p99'),
      ['answers but 2xx', of('hub-relay', 'others'), of('probot', 'others'), ''],
    ],
  )}\n`,
);
