import { type JsonObject } from '../core/json.ts';
import { type Quota } from '../core/quota.ts';
import { type Outcomes, type ReportedNotification } from '../core/reported.ts';

/** What the flow needs of whatever keeps its reports. Times are milliseconds since 1970. */

/**
 * Something that we keep on GitHub in step with the record. `config`: the check run about a config file; `delivery`: the
 * check run that tells a commit how its hub was told; `failure`: the issue about a route that fails.
 */
export type ReportKind = 'config' | 'delivery' | 'failure';

/**
 * `id` says what it is about, so that there is one of it; a check run carries it as its `external_id`. `repositoryId` is
 * where it is shown, `lane` the installation there, `sha` the commit of a check run, where that is known. `subject` holds
 * what else its kind needs to know.
 */
export interface NewReport {
  readonly id: string;
  readonly kind: ReportKind;
  readonly repositoryId: number;
  readonly lane: number;
  readonly sha?: string;
  readonly subject: JsonObject;
}

/**
 * `number` is the check run's id or the number, once GitHub gave it one; where `isUncertain`, a request to create
 * it may have arrived all the same. `written` is what GitHub was last told, in short; `isOpen`: it is an open issue.
 */
export interface Report extends NewReport {
  readonly dueAt?: number;
  readonly tries: number;
  readonly isUncertain: boolean;
  readonly isOpen: boolean;
  readonly number?: number;
  readonly written?: string;
  readonly writtenAt?: number;
  /** Why it could not be written the last time, when it could not. */
  readonly reason?: string;
  readonly updatedAt: number;
}

/** A report that is to be looked at again at `dueAt`, or earlier where it is due earlier. */
export interface DueReport {
  readonly report: NewReport;
  readonly dueAt: number;
}

/** How an attempt to write a report ended. What is left out stays as it was, but for `reason`, which is then gone. */
export interface ReportEnd {
  readonly id: string;
  readonly at: number;
  readonly number?: number;
  readonly written?: string;
  readonly isOpen?: boolean;
  readonly isUncertain?: boolean;
  readonly reason?: string;
  /** Failed, and to be tried again; counts in `tries`, which begins anew otherwise. */
  readonly isRetry?: boolean;
  /** When to look at it again, where nothing changes before. */
  readonly dueAt?: number;
  /** Nothing was sent: the room that it took is free again. */
  readonly isUnsent?: boolean;
  /** The lane said wait: nothing of it is sent until then, neither notifications nor reports. */
  readonly holdLaneUntil?: number;
  readonly quota?: Quota;
}

/** A route that has told a hub something, and whose events those were. */
export interface FiredRoute {
  readonly route: string;
  readonly spokeId: number;
  readonly hubId: number;
}

export interface Reports {
  /** Makes those that are not there yet, and has all of them looked at; in one transaction. */
  ask(reports: readonly DueReport[]): Promise<void>;
  /**
   * Takes up to `limit` reports that are due, in whose lane no notification is due, which is not held, and has room by its
   * pace; a report takes room as a notification does. Marks them as begun.
   */
  claim(now: number, limit: number): Promise<readonly Report[]>;
  /** Does nothing for a report that is gone. */
  finish(end: ReportEnd): Promise<void>;
  /** What a process that died had begun is due at `now`; where it had no number, it is uncertain. Returns how many. */
  release(now: number): Promise<number>;
  /** When the next one may be taken, all of `claim` counted; `undefined` when none waits. */
  nextDue(): Promise<number | undefined>;
  find(id: string): Promise<Report | undefined>;
  /** The issues that are open. */
  open(): Promise<readonly Report[]>;
  /** The check runs that we keep on this commit. */
  ofCommit(repositoryId: number, sha: string): Promise<readonly Report[]>;
  /** What was to be told by report `id` is told by this one from now on, which is due at `dueAt`; `id` is gone. */
  redirect(id: string, to: NewReport, dueAt: number): Promise<void>;
  /** The newest 100 notifications of a delivery report, newest first. */
  notifications(id: string): Promise<readonly ReportedNotification[]>;
  outcomes(id: string): Promise<Outcomes>;
  /** Routes by which one of these hubs was told something, each with its spoke. */
  fired(hubIds: readonly number[]): Promise<readonly FiredRoute[]>;
}
