import { type FileHandle, open } from 'node:fs/promises';
import { StoreError } from './store-error.ts';

/** So many rows, each of which is a page (4 KB) or two in the log, make it long. */
const GROWN = 4_000;

type LogFile = Pick<FileHandle, 'datasync' | 'close'>;

/**
 * The write-ahead log of an open SQLite file. SQLite writes each commit to it, and waits for the disk only where it begins
 * the log anew; here the rest is waited for, in a thread of its own: the event loop goes on meanwhile, and commits that
 * come while the disk is at work share the next wait. https://www.sqlite.org/wal.html#performance_considerations
 */
export class WriteAheadLog {
  readonly #file: LogFile;
  readonly #onGrown: () => void;
  #rows = 0;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #failure: StoreError | undefined;
  #isLeft = false;

  /** `onGrown` is called when it has become long since that was called last. */
  constructor(file: LogFile, onGrown: () => void = () => undefined) {
    this.#file = file;
    this.#onGrown = onGrown;
  }

  /** Of the database at `path`, in which something was written already. Closing the log again drops no lock: SQLite has none on it. */
  static async open(path: string, onGrown: () => void): Promise<WriteAheadLog> {
    return new WriteAheadLog(await open(`${path}-wal`, 'r+'), onGrown);
  }

  /**
   * Resolves when all that is committed by now is on disk. A wait that has begun may not hold it, the one after it does.
   * After the disk failed once nobody knows what it holds: all else is refused, until a start reads the log again.
   */
  onDisk(): Promise<void> {
    return (this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      const wait = this.#wait();
      this.#running = wait.catch(() => undefined);
      return wait;
    }));
  }

  /** The transaction that wrote so many rows is committed. Resolves when it is on disk, with all before it; at once where it is left. */
  committed(rows: number): Promise<void> {
    this.#rows += rows;
    if (this.#rows >= GROWN) {
      this.#rows = 0;
      this.#onGrown();
    }
    return this.#isLeft ? Promise.resolve() : this.onDisk();
  }

  /** A transaction begins, of which there is one at a time. Throws where the disk has failed. */
  begin(): void {
    if (this.#failure) throw this.#failure;
    this.#isLeft = false;
  }

  /** The transaction under way is not waited for: the next wait is for it too. */
  leave(): void {
    this.#isLeft = true;
  }

  async close(): Promise<void> {
    await this.onDisk().catch(() => undefined);
    await this.#file.close();
  }

  async #wait(): Promise<void> {
    if (this.#failure) throw this.#failure;
    try {
      await this.#file.datasync();
    } catch (error) {
      this.#failure = new StoreError('store-unusable', DISK_FAILED, { cause: error });
      throw this.#failure;
    }
  }
}

const DISK_FAILED =
  'The disk did not take what was written to the database, so that nothing more is written to it. Look after the disk, then start again.';
