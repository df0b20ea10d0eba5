import { type Kysely } from 'kysely';
import { type Candidate, type Change } from '../flow/ports.ts';
import { type StoreError } from './store-error.ts';
import { type Tables } from './tables.ts';

/** What differs between the databases, beside their SQL dialects. */
export interface Engine {
  readonly db: Kysely<Tables>;
  /** Several processes may work on it, so that rows are locked, and changes are told. */
  readonly isShared: boolean;
  /** Tells the other processes when the transaction commits. `db` is that transaction. */
  announce(db: Kysely<Tables>, change: Change): Promise<void>;
  /**
   * The transaction under way may be done when it is committed, and not when it is on disk. For what is made anew where the
   * power takes it away, and of which nothing leaves us but through a later transaction: that waits, and is never on disk
   * without this one.
   */
  needNotWait(): void;
  /** See `Store.elect`. Closing ends it, with `follow()` where this one leads. */
  elect(candidate: Candidate): () => Promise<void>;
  /**
   * See `Store.watch`. From where it begins to listen, and begins again after it was cut off, it knows of nothing
   * that was before; it tells so with `everything`.
   */
  watch(listener: (change: Change) => void): void;
  /**
   * The store is closing: what waits for a connection that does not come is rejected soon, and not at its own
   * deadline. What can be done is still done.
   */
  beginClosing(): void;
  /** Gives back what it holds: connections, locks. The last thing that is called. */
  close(): Promise<void>;
}

export interface EngineOptions {
  /** For the process that plans and sends, of which an SQLite file can have one; commands that read leave it out. */
  readonly soleOwner?: boolean | undefined;
  /** Called once, when nothing can be written any more until it is opened anew, because the disk failed or the file was taken away. */
  readonly onFailed?: ((failure: StoreError) => void) | undefined;
  /** Called with each SQL statement as it is sent. */
  readonly onStatement?: ((statement: string) => void) | undefined;
}
