import { type ChildProcess, spawn } from 'node:child_process';
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
  readonly #closed: Promise<unknown>;

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
    this.#closed = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Until it says so. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    return until(() => {
      expect(this.text).toMatch(pattern);
      return pattern.exec(this.text)!;
    });
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

  /** Its exit code, once all that it said is in `text`. */
  async exited(): Promise<number | null> {
    await this.#closed;
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
  const code = await relay.exited();
  return { code, text: relay.text };
};
