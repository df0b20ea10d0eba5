import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Loaded, type Order, type Spent } from './orders.ts';

/** The relay's process; one order at a time. */
export class GrowthRelay {
  readonly loaded: Loaded;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, loaded: Loaded) {
    this.#child = child;
    this.loaded = loaded;
  }

  /** Resolves when it has loaded what is in its store. */
  static async start(env: Readonly<Record<string, string>>): Promise<GrowthRelay> {
    const child = fork(new URL('relay-child.ts', import.meta.url), {
      env: { PATH: process.env.PATH, ...env },
      execArgv: ['--expose-gc', ...(process.env.GROWTH_NODE ?? '').split(' ').filter((word) => word !== '')],
    });
    return new GrowthRelay(child, await answer<Loaded>(child));
  }

  async tell(order: Order): Promise<Spent> {
    this.#child.send(order);
    return answer<Spent>(this.#child);
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    await this.tell({ kind: 'stop' });
    await exited;
  }
}

const answer = async <T>(child: ChildProcess): Promise<T> => {
  const cancel = new AbortController();
  const ended = once(child, 'exit', { signal: cancel.signal }).then(() => {
    throw new Error('the relay of the benchmark ended');
  });
  ended.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: cancel.signal }), ended])) as [T];
    return message;
  } finally {
    cancel.abort();
  }
};
