import { type FileHandle, open } from 'node:fs/promises';
import { StoreError } from './store-error.ts';
import { watchPlace } from './watch-place.ts';

/** So many pages (4 KB each), of rows that a commit rewrites and of what stands in them, make it long. */
const GROWN = 4_000;

type LogFile = Pick<FileHandle, 'datasync' | 'close'>;

export interface LogOptions {
  /** Of the database. */
  readonly path: string;
  /** Called when it has become long since that was called last. */
  readonly onGrown?: () => void;
  /** Called once, when nothing is taken any more. */
  readonly onFailed?: ((failure: StoreError) => void) | undefined;
  /** The path of a file of the database that is not in its place any more. */
  readonly findMissing?: () => string | undefined;
}

/**
 * The write-ahead log of an open SQLite file. SQLite writes each commit to it, and waits for the disk only where it begins
 * the log anew; here the rest is waited for, in a thread of its own: the event loop goes on meanwhile, and commits that
 * come while the disk is at work share the next wait. https://www.sqlite.org/wal.html#performance_considerations
 */
export class WriteAheadLog {
  readonly #file: LogFile;
  readonly #options: LogOptions;
  #pages = 0;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #failure: StoreError | undefined;
  #isLeft = false;

  constructor(file: LogFile, options: LogOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Of a database that was read or written already. Closing the log again drops no lock: SQLite has none on it. */
  static async open(options: Omit<LogOptions, 'findMissing'>): Promise<WriteAheadLog> {
    const { path } = options;
    return new WriteAheadLog(await open(`${path}-wal`, 'r+'), { ...options, findMissing: watchPlace(path) });
  }

  /**
   * Resolves when all that is committed by now is on disk. A wait that has begun may not hold it, the one after it does.
   * After the disk failed once nobody knows what it holds, and what is written to files that were taken away is lost: all
   * else is refused, until a start reads the files anew. https://wiki.postgresql.org/wiki/Fsync_Errors
   */
  onDisk(): Promise<void> {
    return (this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      const wait = this.#wait();
      this.#running = wait.catch(() => undefined);
      return wait;
    }));
  }

  /** The transaction that wrote about so many pages is committed. Resolves when it is on disk, with all before it; at once where it is left. */
  committed(pages: number): Promise<void> {
    this.#pages += pages;
    if (this.#pages >= GROWN) {
      this.#pages = 0;
      this.#options.onGrown?.();
    }
    return this.#isLeft ? Promise.resolve() : this.onDisk();
  }

  /** A transaction begins, of which there is one at a time. Throws where it has failed. */
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
      throw this.#fail(diskFailed(this.#options.path, error));
    }
    const missing = this.#options.findMissing?.();
    if (missing !== undefined) throw this.#fail(fileMissing(missing));
  }

  #fail(failure: StoreError): StoreError {
    this.#failure = failure;
    this.#options.onFailed?.(failure);
    return failure;
  }
}

const diskFailed = (path: string, cause: unknown): StoreError =>
  new StoreError(
    'store-failed',
    `The disk did not take what was written to the database ${path} (${cause instanceof Error ? cause.message : String(cause)}), ` +
      'so that nothing more is written to it. Look after the disk, then start again.',
    { cause },
  );

const fileMissing = (path: string): StoreError =>
  new StoreError(
    'store-failed',
    `${path} was deleted, moved or replaced while it was in use, so that nothing more is written to the database. ` +
      'Put it back, or a backup, then start again, and run `hub-relay recover --delivered`.',
  );
