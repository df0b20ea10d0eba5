import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../build/free-port.ts';

/** What is started again and again. */
export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A push that it has to take. */
export interface Signed {
  readonly secret: string;
  readonly body: string;
}

export interface Started {
  /** From the start of its process until it took a signed webhook, in ms. */
  readonly took: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

const PATIENCE = 60_000;
const LOOK_EVERY = 4;

const post = async (port: string, { secret, body }: Signed): Promise<number> => {
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
  const url = `http://127.0.0.1:${port}/api/github/webhooks`;
  const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status ?? 0;
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};

/** @throws when it ends, or takes no webhook within a minute. */
export const startProgram = async ({ name, args, cwd, env }: Program, signed: Signed): Promise<Started> => {
  const port = String(await freePort());
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, PORT: port },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while ((await post(port, signed)) !== 200) {
    if (child.exitCode !== null || performance.now() - begun > PATIENCE)
      throw new Error(`${name} took no webhook`);
    await delay(LOOK_EVERY);
  }
  return { took: performance.now() - begun, pid: child.pid ?? 0, stop: () => end(child) };
};

/** MB: what is resident, and its share where pages are shared with others. */
export const memoryOf = (pid: number): { readonly rss: number; readonly pss: number } => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (key: string): number =>
    (Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? NaN) * 1_024) / 1e6;
  return { rss: of('Rss'), pss: of('Pss') };
};
