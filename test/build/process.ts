import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'vitest';
import { COMPILE_CACHE } from './compile-once.ts';
import { isSaid } from './said.ts';
import { until } from './until.ts';

/** As a checkout has it. */
const PROGRAM = new URL('../../bin/hub-relay.js', import.meta.url).pathname;

/** `hub-relay …` as a process of its own; its output, both kinds, in `text`. */
export class RelayProcess {
  readonly child: ChildProcess;
  text = '';

  constructor(
    args: readonly string[],
    env: Record<string, string | undefined>,
    cwd = process.cwd(),
    program = PROGRAM,
  ) {
    this.child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        ...env,
      },
      // As `hub-relay dev` starts it.
      stdio: ['ignore', 'pipe', 'pipe', ...(args.includes('--under-dev') ? ['ipc' as const] : [])],
    });
    isSaid(`the process of hub-relay ${args.join(' ')}`, () => this.text);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
    }
  }

  /** A machine that has much else to do takes its time to start a process. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    return until(() => {
      expect(this.text).toMatch(pattern);
      return pattern.exec(this.text)!;
    }, 30_000);
  }

  /** Where it takes webhooks, once it does. */
  async webhookUrl(): Promise<string> {
    const [, url = ''] = await this.says(/takes webhooks at (http:\/\/[^\s"]+)/);
    return url;
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exited();
  }

  async exited(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

/** Runs one command to its end. */
export const runRelay = async (
  args: readonly string[],
  env: Record<string, string | undefined> = {},
  cwd?: string,
  program?: string,
): Promise<{ code: number | null; text: string }> => {
  const relay = new RelayProcess(args, env, cwd, program);
  await once(relay.child, 'close');
  return { code: relay.child.exitCode, text: relay.text };
};
