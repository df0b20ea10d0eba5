import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../build/free-port.ts';

/** A server that is measured, as a process of its own. */
export interface ServerProcess {
  /** Without a path. */
  readonly url: string;
  readonly pid: number;
  readonly child: ChildProcess;
  /** Resolves when it has ended. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export interface ServerOptions {
  /** What runs it; this Node, where it is left out. */
  readonly program?: string;
  /** Relative to test/bench; `undefined` where the program needs none. */
  readonly script: string | undefined;
  readonly args?: readonly string[];
  /** All of its environment but PATH, and PORT where that is left out. */
  readonly env: Readonly<Record<string, string>>;
  /** Asked until it answers 2xx. */
  readonly readyAt: string;
}

/** As a checkout has it. */
export const HUB_RELAY = { script: '../../src/main.ts', args: ['start'], readyAt: '/readyz' } as const;

const PATIENCE = 60_000;
const LOOK_EVERY = 25;

/** @throws when it ends, or does not answer within a minute. */
export const startServer = async ({
  program = process.execPath,
  script,
  args = [],
  env,
  readyAt,
}: ServerOptions): Promise<ServerProcess> => {
  const port = env['PORT'] ?? String(await freePort());
  const file = script === undefined ? [] : [new URL(script, import.meta.url).pathname];
  const child = spawn(program, [...file, ...args], {
    env: { PATH: process.env.PATH, ...env, PORT: port },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const giveUpAt = Date.now() + PATIENCE;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${script ?? program} ended before it was ready`);
    if (Date.now() > giveUpAt)
      throw new Error(`${script ?? program} was not ready within ${PATIENCE / 1_000} s`);
    const answer = await fetch(url + readyAt).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok === true) break;
    await delay(LOOK_EVERY);
  }
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  return { url, pid: child.pid ?? 0, child, stop };
};
