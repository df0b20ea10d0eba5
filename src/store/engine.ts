import { type Kysely } from 'kysely';
import { type Candidate, type Change } from '../flow/ports.ts';
import { type Tables } from './tables.ts';

/** What differs between the databases, beside their SQL dialects. */
export interface Engine {
  readonly db: Kysely<Tables>;
  /** Several processes may work on it, so that rows are locked, and changes are told. */
  readonly isShared: boolean;
  /** Tells the other processes when the transaction commits. `db` is that transaction. */
  announce(db: Kysely<Tables>, change: Change): Promise<void>;
  elect(candidate: Candidate): void;
  watch(listener: (change: Change) => void): void;
  /** Gives back what it holds: connections, locks. The last thing that is called. */
  close(): Promise<void>;
}
