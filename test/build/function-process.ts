import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { COMPILE_CACHE } from './compile-once.ts';
import { isSaid } from './said.ts';
import { until } from './until.ts';

/** A program beside Hub Relay's own, which has only this environment; its output, both kinds, in `text`. */
export class FunctionProcess {
  readonly child: ChildProcess;
  text = '';
  readonly #closed: Promise<unknown>;

  constructor(args: readonly string[], env: Record<string, string | undefined>, cwd: string) {
    this.child = spawn(process.execPath, args, {
      cwd,
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    isSaid(`the function of ${args.join(' ')}`, () => this.text);
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
    this.#closed = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** As Lambda would run `handler` of a module in that folder. */
  static lambda(folder: string, module: string, env: Record<string, string>): FunctionProcess {
    const runtime = join(import.meta.dirname, 'lambda-runtime.ts');
    const aws = { AWS_LAMBDA_FUNCTION_NAME: module, ...env };
    return new FunctionProcess([runtime, join(folder, module)], aws, folder);
  }

  /** Where its gateway listens, once it does. */
  async url(): Promise<string> {
    return until(() => {
      expect(this.text).toMatch(/the function is at /);
      return /the function is at (\S+)/.exec(this.text)![1]!;
    });
  }

  /** Its exit code, once all that it said is in `text`. */
  async exited(): Promise<number | null> {
    await this.#closed;
    return this.child.exitCode;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited();
  }
}
