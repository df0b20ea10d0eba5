import { type JsonObject } from '../core/json.ts';
import { type State } from '../core/lifecycle.ts';
import { type Installation, type Repository } from '../core/repository.ts';
import { type Verdict } from '../core/verdict.ts';

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
  /** Recorded events that may be planned now, in the order in which they came. */
  due(now: number, limit: number): Promise<readonly StoredEvent[]>;
  /** When the next recorded event may be planned, of those that may not before or at `after`; `undefined` when none waits. */
  nextDue(after?: number): Promise<number | undefined>;
  /** Planning could not be done yet; try again at `until`. Counts in `plans`. */
  postpone(id: string, until: number, reason: string): Promise<void>;
  /** Marks the event planned and inserts its notifications, in one transaction. Does nothing when it is planned already. */
  planned(id: string, plan: Plan): Promise<void>;
  find(id: string): Promise<StoredEvent | undefined>;
  list(filter: EventFilter): Promise<readonly StoredEvent[]>;
}

export interface Plan {
  readonly at: number;
  readonly verdict: Verdict;
  readonly notifications: readonly NewNotification[];
}

/**
 * One thing to be delivered. `payload` is the `client_payload` without what changes at each attempt. `lane` is the
 * hub's installation. A refused one has no payload worth sending, and says why in `reason`.
 */
export interface NewNotification {
  readonly id: string;
  readonly eventId: string;
  readonly route: string;
  readonly spokeId: number;
  readonly spoke: string;
  readonly hubId?: number;
  readonly hub: string;
  readonly lane?: number;
  readonly eventType: string;
  readonly ref?: string;
  readonly state: 'pending' | 'refused';
  readonly reason?: string;
  readonly verdict: Verdict;
  readonly payload: JsonObject;
  readonly dueAt: number;
}

/**
 * `attempts` counts those begun, without those that a held lane cut short. `lastAttempt` is the number of the newest
 * one on record, those included; 0 before the first. `code` is an error code of errors.ts once something went wrong.
 */
export interface Notification extends Omit<NewNotification, 'state'> {
  readonly state: State;
  readonly attempts: number;
  readonly lastAttempt: number;
  readonly code?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One try. `mayHaveArrived` marks an outcome that we can't know (the answer was lost). */
export interface Attempt {
  readonly notificationId: string;
  readonly number: number;
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly request?: JsonObject;
  readonly status?: number;
  readonly answer?: string;
  readonly outcome?: 'delivered' | 'waiting' | 'dead';
  readonly reason?: string;
  readonly mayHaveArrived: boolean;
}

/**
 * How an attempt ended, and what follows for its notification, its lane and its hub's name. `number` is the claimed
 * notification's `lastAttempt`.
 */
export interface AttemptEnd {
  readonly notificationId: string;
  readonly number: number;
  readonly at: number;
  readonly durationMs: number;
  readonly request: JsonObject;
  readonly status?: number;
  readonly answer?: string;
  readonly mayHaveArrived: boolean;
  readonly outcome: 'delivered' | 'waiting' | 'dead';
  readonly reason: string;
  readonly code?: string;
  /** With `waiting`: when it may be sent again. */
  readonly dueAt?: number;
  /** The lane said wait: nothing of it is sent until then, and this attempt is not counted against the schedule. */
  readonly holdLaneUntil?: number;
}

export interface NotificationFilter {
  readonly state?: State;
  readonly spoke?: string;
  readonly hub?: string;
  readonly eventId?: string;
  readonly before?: number;
  readonly beforeId?: string;
  readonly limit: number;
}

export interface Notifications {
  /**
   * Takes up to `limit` notifications that are pending or waiting, due, and whose lane is not held: moves them to
   * `sending`, counts the attempt and writes its row, in one transaction. Oldest due first, and of each lane no more
   * than its pace has room for.
   */
  claim(now: number, limit: number): Promise<readonly Notification[]>;
  /**
   * Closes the attempt, moves the notification on, and holds the lane when told, in one transaction. Rejects, and
   * changes nothing, when that attempt is not open (finished or released before).
   */
  finish(end: AttemptEnd): Promise<void>;
  /**
   * What was `sending` when the process died: back to waiting, due at `now`, its open attempt marked as one that
   * may have arrived. Returns how many.
   */
  release(now: number): Promise<number>;
  /** When the next one may be sent, held lanes counted; `undefined` when none waits. */
  nextDue(): Promise<number | undefined>;
  /** How often a lane was told to wait in a row; 0 after a delivery. */
  strikes(lane: number): Promise<number>;
  find(id: string): Promise<Notification | undefined>;
  list(filter: NotificationFilter): Promise<readonly Notification[]>;
  attempts(notificationId: string): Promise<readonly Attempt[]>;
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
}

export interface Repositories {
  installations(): Promise<readonly Installation[]>;
  all(): Promise<readonly RepositoryRecord[]>;
  saveInstallation(installation: Installation): Promise<void>;
  /** Deletes the installation and all its repositories. */
  removeInstallation(id: number): Promise<void>;
  /** Inserts, or updates by the repository's id. */
  save(record: RepositoryRecord): Promise<void>;
  remove(repositoryId: number): Promise<void>;
}

export interface Store {
  readonly events: Events;
  readonly notifications: Notifications;
  readonly repositories: Repositories;
  /** Finishes what it was given before; takes nothing after. May be called twice. */
  close(): Promise<void>;
}
