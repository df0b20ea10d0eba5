import { freePort } from './free-port.ts';
import { type Front, startFront } from './front.ts';
import { RelayProcess } from './process.ts';

/** Hub Relay as one or several processes on one database; several stand behind a front. Ports stay the same. */
export class Fleet {
  readonly #ports: readonly number[];
  readonly #env: Record<string, string>;
  readonly #front: Front | undefined;
  readonly #running: RelayProcess[] = [];
  readonly #ended: RelayProcess[] = [];

  private constructor(ports: readonly number[], env: Record<string, string>, front: Front | undefined) {
    this.#ports = ports;
    this.#env = env;
    this.#front = front;
  }

  static async start(size: number, env: Record<string, string>): Promise<Fleet> {
    const ports: number[] = [];
    while (ports.length < size) ports.push(await freePort());
    const fleet = new Fleet(ports, env, size > 1 ? await startFront(ports) : undefined);
    await Promise.all(ports.map((_, index) => fleet.#startOne(index)));
    return fleet;
  }

  get webhookUrl(): string {
    return `${this.#front?.url ?? `http://127.0.0.1:${this.#ports[0] ?? 0}`}/api/github/webhooks`;
  }

  get size(): number {
    return this.#ports.length;
  }

  /** Everything that any of them ever said. */
  get output(): string {
    return [...this.#ended, ...this.#running].map(({ text }) => text).join('\n');
  }

  /** kill -9; resolves when it is back and takes webhooks again. */
  async crash(index: number): Promise<void> {
    const process = this.#running[index]!;
    await process.kill('SIGKILL');
    this.#ended.push(process);
    await this.#startOne(index);
  }

  /** SIGTERM to all of them; their exit codes. */
  stop(): Promise<readonly (number | null)[]> {
    return Promise.all(this.#running.map((process) => process.kill('SIGTERM')));
  }

  /** For the end of a test, however it went. */
  async close(): Promise<void> {
    await Promise.all(this.#running.map((process) => process.kill('SIGKILL')));
    await this.#front?.close();
  }

  async #startOne(index: number): Promise<void> {
    const process = new RelayProcess(['start'], { ...this.#env, PORT: String(this.#ports[index]) });
    this.#running[index] = process;
    await process.webhookUrl();
  }
}
