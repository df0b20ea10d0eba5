import { type HubRun, type KnownRun } from '../core/reported.ts';
import { type Installation, type Repository } from '../core/repository.ts';
import { type Shelved } from '../core/shelf.ts';
import { type Verdict } from '../core/verdict.ts';
import { type Audit } from './audit-ports.ts';
import { type Desk } from './desk-ports.ts';
import { type Hubs, type NewNotification, type Notifications } from './notification-ports.ts';
import { type DueReport, type Reports } from './report-ports.ts';

/** What the flow needs of the world. All times are milliseconds since 1970, all ids GitHub's own or our GUIDs. */

export interface Clock {
  readonly now: () => number;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
}

/** Pino's shape, without pino: fields first, then one sentence. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** `recorded` waits to be planned, `planned` has its notifications, `rejected` lacked what its event must have. */
export type EventState = 'recorded' | 'planned' | 'rejected';

export interface NewEvent {
  readonly id: string;
  readonly name: string;
  readonly action?: string;
  readonly installationId?: number;
  readonly repositoryId?: number;
  readonly repository?: string;
  readonly sender?: string;
  readonly receivedAt: number;
  readonly state: 'recorded' | 'rejected';
  /** Why it was rejected. */
  readonly reason?: string;
  /** The name of the source that it came by, where that was not the App. */
  readonly source?: string;
  /** The body as it came, JSON text. */
  readonly body: string;
}

/** An event on record. `verdict` explains every route that was considered; `plans` counts tries to plan it. */
export interface StoredEvent extends Omit<NewEvent, 'state'> {
  readonly state: EventState;
  readonly plans: number;
  readonly plannedAt?: number;
  readonly verdict?: Verdict;
}

/** As a list tells of it: bodies may be of 25 MB each. */
export type ListedEvent = Omit<StoredEvent, 'body'>;

/**
 * How a list is cut: newest first, at most `limit`, those before `before` (a time). Those of the very time `before` come
 * too where their id is before `beforeId`: the next page begins with the time and the id of the last one seen.
 * Repositories' names are compared as GitHub does, without regard to case.
 */
export interface EventFilter {
  readonly state?: EventState;
  readonly name?: string;
  readonly repository?: string;
  readonly before?: number;
  readonly beforeId?: string;
  readonly limit: number;
}

export interface Events {
  /**
   * Resolves only after the event is durably on disk. Events that arrive together share one commit. `duplicate`
   * when its id is on record already. Rejects when the commit fails, or does not come within `deadline` (ms);
   * an event whose deadline passed while it waited for its turn is not written.
   */
  record(event: NewEvent, deadline: number): Promise<'recorded' | 'duplicate'>;
  /**
   * Recorded events that may be planned now, in the order in which they came: as many as `room` holds, and where nothing
   * fits into it the first one all the same. Not those (a few hundred) in `except`.
   */
  due(now: number, room: Room, except?: readonly string[]): Promise<readonly DueEvent[]>;
  /** Those of these events (a few hundred at most) that are on record, in any order. */
  read(ids: readonly string[]): Promise<readonly StoredEvent[]>;
  /** When the next recorded event may be planned, of those that may not before or at `after`; `undefined` when none waits. */
  nextDue(after?: number): Promise<number | undefined>;
  /** Planning could not be done yet; try again at `until`. Counts in `plans`. */
  postpone(id: string, until: number, reason: string): Promise<void>;
  /** Marks the event planned and inserts its notifications, in one transaction. Does nothing when it is planned already. */
  planned(id: string, plan: Plan): Promise<void>;
  find(id: string): Promise<StoredEvent | undefined>;
  list(filter: EventFilter): Promise<readonly ListedEvent[]>;
  /** Of these ids, those that are not on record. */
  unknown(ids: readonly string[]): Promise<readonly string[]>;
  /**
   * Deletes up to `limit` events that came before `before`, with their notifications and attempts, oldest first; not
   * those that are yet to be planned or have a notification that is yet to be sent, unless that waits for a hub that has
   * been broken since before `before`.
   */
  expire(before: number, limit: number): Promise<Expired>;
}

/** `bytes` is the size of its body. */
export interface DueEvent {
  readonly id: string;
  readonly bytes: number;
}

/** How many events, and how many bytes of bodies in all. */
export interface Room {
  readonly events: number;
  readonly bytes: number;
}

/** How many events were deleted, and how many notifications with them that were never sent. */
export interface Expired {
  readonly events: number;
  readonly unsent: number;
}

export interface Plan {
  readonly at: number;
  readonly verdict: Verdict;
  readonly notifications: readonly NewNotification[];
  /** What a hub's workflow run became of a notification; passed over where it is none of that hub's. */
  readonly runs?: readonly HubRun[];
  /** What a run became that somebody started by hand, or we did; passed over where we did not. */
  readonly dispatchedRun?: KnownRun;
  /** What is to be told on GitHub because of the event itself. */
  readonly reports?: readonly DueReport[];
}

/**
 * What we know of a repository's file. `missing`: there is none. `unreadable`: GitHub would not give it to us
 * (`text` is the last one that it did give, which stays in force). `read`: `text` is it, right or wrong.
 */
export interface ConfigFile {
  readonly state: 'missing' | 'unreadable' | 'read';
  readonly text?: string;
  readonly etag?: string;
  readonly problem?: string;
}

export interface RepositoryRecord {
  readonly repository: Repository;
  readonly config: ConfigFile;
  /** The default branch and the last push for which this is the file; none where that is not sure. */
  readonly stamp?: string;
}

/** What a file's text says, as `by` (one of our versions) read it. `note`: why nothing of it is in force. */
export interface FileReading {
  readonly by: string;
  readonly shelved: Shelved;
  readonly note?: string;
}

export interface ReadRecord extends RepositoryRecord {
  /** Absent where the file has no text. */
  readonly reading?: FileReading;
}

/** Without the text of the file, of which there may be a hundred thousand. */
export interface RepositoryAtRest extends Pick<ReadRecord, 'repository' | 'stamp' | 'reading'> {
  readonly state: ConfigFile['state'];
}

export interface Repositories {
  installation(id: number): Promise<Installation | undefined>;
  find(repositoryId: number): Promise<RepositoryRecord | undefined>;
  installations(): Promise<readonly Installation[]>;
  all(): Promise<readonly RepositoryRecord[]>;
  /** Those of them (some hundreds) that are there. */
  some(repositoryIds: readonly number[]): Promise<readonly RepositoryRecord[]>;
  /** Up to `limit` of those with ids above `after`. */
  page(after: number, limit: number): Promise<readonly RepositoryAtRest[]>;
  /** Keeps what these (a few hundred) files say, each while it is still this text. */
  keepReadings(
    read: readonly { readonly id: number; readonly text: string; readonly reading: FileReading }[],
  ): Promise<void>;
  saveInstallation(installation: Installation): Promise<void>;
  /** Deletes the installation and all its repositories. */
  removeInstallation(id: number): Promise<void>;
  /** Inserts, or updates by the repository's id; all of them (a hundred at most) in one transaction. */
  save(...records: readonly ReadRecord[]): Promise<void>;
  remove(repositoryId: number): Promise<void>;
}

/** Small texts by name, for what must be remembered between two runs. */
export interface Marks {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  /**
   * Writes `to` where what stands there is still `from` (`undefined`: nothing), and tells whether it was. Of several at
   * once, in whatever process, one wins.
   */
  swap(name: string, from: string | undefined, to: string): Promise<boolean>;
}

/** What another process changed. `everything`: we could have missed something. */
export type Change =
  | { readonly kind: 'events' | 'notifications' | 'everything' }
  | { readonly kind: 'repository' | 'installation'; readonly id: number };

/** `lead` is called when this process becomes the one that does what one process at a time may do, `follow` when it is no more. */
export interface Candidate {
  lead(): void;
  follow(): void;
}

export interface Store {
  readonly events: Events;
  readonly notifications: Notifications;
  readonly hubs: Hubs;
  readonly reports: Reports;
  readonly repositories: Repositories;
  readonly marks: Marks;
  readonly desk: Desk;
  readonly audit: Audit;
  /** Whether other processes may send from it too; where not, what is `sending` at start is nobody's. */
  readonly isShared: boolean;
  /** Stands for election until the store is closed, or what it returns is called: another process may lead at once then. */
  elect(candidate: Candidate): () => Promise<void>;
  /** Calls `listener` soon after another process changed something. */
  watch(listener: (change: Change) => void): void;
  /** Finishes what it was given before; takes nothing after. May be called twice. */
  close(): Promise<void>;
}
