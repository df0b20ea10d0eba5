import { type JsonObject } from '../core/json.ts';
import { type State } from '../core/lifecycle.ts';
import { type Span, type Told } from '../core/lineage.ts';
import { type HubRun } from '../core/reported.ts';
import { type Quota } from '../core/quota.ts';
import { type Visibility } from '../core/repository.ts';
import { type Target } from '../core/target.ts';
import { type Verdict } from '../core/verdict.ts';
import { type Actor } from './audit-ports.ts';
import { type NewReport } from './report-ports.ts';

/** What the flow needs of whatever keeps its notifications. Times are milliseconds since 1970. */

/** A spoke that speaks by a hook of its own, and its visibility as that said. */
export interface SpokeSource {
  readonly name: string;
  readonly visibility: Visibility;
}

/**
 * One thing to be delivered. `chain` are the ids of the repositories that it came through, its spoke last; `streak` how many
 * notifications in a row it ends, each of which may have led to the next. `payload` is the `client_payload` without what changes at each attempt. `lane` is the
 * hub's installation. `occurredAt` is when GitHub created the event, as far as it is known: those of one hub, event type
 * and ref leave in that order. With `coalesce` (ms), a burst of one route, hub and ref becomes one notification.
 * A refused one has no payload worth sending, and says why in `reason`. `report` tells its commit how it fares, whatever its state;
 * `failure` is looked at when it dies, and when it is delivered while that is open.
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
  /** Absent for a repository_dispatch. */
  readonly target?: Target;
  /** Where the App is not installed on the spoke: by what its event came. */
  readonly source?: SpokeSource;
  readonly ref?: string;
  readonly occurredAt: number;
  readonly coalesce?: number;
  readonly state: 'pending' | 'refused';
  readonly reason?: string;
  readonly verdict: Verdict;
  readonly chain: readonly number[];
  readonly streak: number;
  readonly payload: JsonObject;
  readonly dueAt: number;
  readonly report?: NewReport;
  readonly failure?: NewReport;
}

/**
 * `attempts` counts those begun since it was planned or replayed, without those that a held lane or our own end cut short: how far it
 * is in the retry schedule. `lastAttempt` is the number of the newest one on record, all included; 0 before the first.
 * `code` is an error code of errors.ts once something went wrong. `coalesced` is there when it is claimed: all events
 * that it stands for, its own included, oldest first; and so is `receivedAt`, when its event came.
 */
export interface Notification extends Omit<NewNotification, 'state' | 'coalesce' | 'report' | 'failure'> {
  readonly state: State;
  readonly attempts: number;
  readonly lastAttempt: number;
  readonly code?: string;
  readonly coalesced?: readonly string[];
  readonly receivedAt?: number;
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
  /** What GitHub said that is left of the lane's hour. */
  readonly quota?: Quota;
  /** The hub itself answered so that no notification can reach it; it counts against the breaker. */
  readonly isHubAtFault?: boolean;
  /** With that: it wants nothing more, and is broken at once. */
  readonly isHubGone?: boolean;
  /** What it started, where that was said. */
  readonly run?: HubRun;
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

/** Which notifications to replay. Times are of their creation; `since` inclusive, `until` exclusive. */
export interface ReplayFilter {
  readonly state?: State;
  readonly spoke?: string;
  readonly hub?: string;
  readonly eventType?: string;
  readonly since?: number;
  readonly until?: number;
}

export interface HubCount {
  readonly hub: string;
  readonly count: number;
}

export interface Notifications {
  /**
   * Takes up to `limit` notifications that are due and the first of their queue (one hub, event type and ref), whose
   * hub is not broken, and whose lane is not held and has room: moves them to `sending` until `now` + LEASE, counts the
   * attempt and writes its row, in one transaction. Of one lane its hubs take turns.
   */
  claim(now: number, limit: number): Promise<readonly Notification[]>;
  /**
   * Closes the attempt, moves the notification on, and tells its lane, its hub and its queue, in one transaction.
   * Rejects, and changes nothing, when that attempt is not open (finished or released before). `isHubBroken` when
   * this was the failure that broke the hub.
   */
  finish(end: AttemptEnd): Promise<{ readonly isHubBroken: boolean }>;
  /**
   * What is `sending` on a lease that ended at `leasedUntil` or before, because its process died: back to waiting,
   * due at `now`, its open attempt marked as one that may have arrived. Returns how many.
   */
  release(now: number, leasedUntil: number): Promise<number>;
  /** When the next one may be sent, all of the above counted; `undefined` when none waits. */
  nextDue(): Promise<number | undefined>;
  /** How often a lane was told to wait in a row; 0 after a delivery. */
  strikes(lane: number): Promise<number>;
  /**
   * Makes these pending again, due at `now`, with the same id, and mends their hubs. Those that are waiting become due.
   * Leaves alone what is sending, refused or merged. Returns the ids of those that it moved.
   */
  replay(ids: readonly string[], now: number, actor: Actor): Promise<readonly string[]>;
  /** Of those that match, ids in the order of their creation, after the id `after`; never what `replay` would leave alone. */
  replayable(filter: ReplayFilter, limit: number, after?: string): Promise<readonly string[]>;
  /** Of the same, how many for each hub, most first. */
  replayableByHub(filter: ReplayFilter): Promise<readonly HubCount[]>;
  find(id: string): Promise<Notification | undefined>;
  /** Of these ids, the notifications that were sent, tried or taken in that time. At most a few hundred ids. */
  told(ids: readonly string[], within: Span): Promise<readonly Told[]>;
  /** The longest streak of what this hub was sent in that time; 0 where it was sent nothing. */
  streak(hubId: number, within: Span): Promise<number>;
  list(filter: NotificationFilter): Promise<readonly Notification[]>;
  attempts(notificationId: string): Promise<readonly Attempt[]>;
}

/** How long a claimed notification is left to its process, in milliseconds: longer than any attempt takes. */
export const LEASE = 30_000;

/** A hub that is not tried any more, since when and why; `held` counts the notifications that wait for it. */
export interface BrokenHub {
  readonly hubId: number;
  readonly hub: string;
  readonly lane: number;
  readonly since: number;
  readonly code: string;
  readonly reason: string;
  readonly held: number;
}

export interface Hubs {
  /** Those that are broken, the longest first. */
  broken(): Promise<readonly BrokenHub[]>;
  /** The ids of all that ever had a notification. */
  told(): Promise<readonly number[]>;
  /** The ids of up to `limit` hubs of a lane for which something waits and which are not broken, in the order of their turns. */
  waiting(lane: number, limit: number): Promise<readonly number[]>;
  /** The ids of up to `limit` hubs of a lane that ever had a notification and are not broken, the last told first. */
  lately(lane: number, limit: number): Promise<readonly number[]>;
  /**
   * Has these tried again, and lets go of their lanes where those are held because GitHub refused our credentials, or did
   * not grant what we need (not where it said that it is too much). Returns how many hubs were broken and are not any more.
   * `at` is now, and `actor` who asked for it, where that was a person.
   */
  mend(which: BrokenHubs, at?: number, actor?: Actor): Promise<number>;
}

/** These hubs, every hub of a lane, or all that wait because GitHub refused our credentials. */
export type BrokenHubs =
  | { readonly hubIds: readonly number[] }
  | { readonly lane: number }
  | { readonly code: 'credentials-refused' };
