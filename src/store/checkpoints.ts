import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

const SCRIPT = new URL(`./checkpoint-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Copies the write-ahead log of an SQLite file into the database, in a thread of its own: it takes many times as long as
 * a commit, for which SQLite would block the event loop. https://www.sqlite.org/wal.html#ckpt
 */
export class Checkpoints {
  readonly #path: string;
  readonly #hold: (work: () => Promise<void>) => Promise<void>;
  #worker: Worker | undefined;
  #running: Promise<void> | undefined;

  /** `hold` does the work while nobody writes. */
  constructor(path: string, hold: (work: () => Promise<void>) => Promise<void>) {
    this.#path = path;
    this.#hold = hold;
  }

  /** Begins, where none is under way. What fails is done again later, or by SQLite itself when the log has grown too long. */
  begin(): void {
    this.#running ??= this.#run()
      .catch(() => undefined)
      .finally(() => (this.#running = undefined));
  }

  async close(): Promise<void> {
    await this.#running;
    const worker = this.#worker;
    if (!worker) return;
    const ended = once(worker, 'exit');
    worker.ref();
    worker.postMessage('close');
    await ended;
  }

  /** Most of it while others write. Only of a log that is copied as a whole does SQLite begin anew, and the little that came meanwhile is soon done. */
  async #run(): Promise<void> {
    await this.#copy();
    await this.#hold(() => this.#copy());
  }

  async #copy(): Promise<void> {
    const worker = (this.#worker ??= this.#start());
    const heard = new AbortController();
    const answers = ['message', 'exit'].map((event) => once(worker, event, { signal: heard.signal }));
    worker.postMessage('copy');
    await Promise.race(answers).finally(() => heard.abort());
  }

  #start(): Worker {
    const worker = new Worker(SCRIPT, { workerData: this.#path });
    worker.unref();
    worker.on('error', () => undefined);
    worker.once('exit', () => (this.#worker = undefined));
    return worker;
  }
}
