import { type State } from './lifecycle.ts';
import { type Target } from './target.ts';
import { type Verdict } from './verdict.ts';

/** What the record knows of what is reported on GitHub. Times are milliseconds since 1970. */

/** A run of a hub's workflow, as GitHub's `workflow_run` tells of it. */
export interface KnownRun {
  /** Where it ran; a notification for another hub did not start it. */
  readonly hubId: number;
  readonly runId: number;
  /** Counts from 1: a person may run it again. */
  readonly attempt: number;
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: string;
  readonly url: string;
  readonly startedAt: number;
  readonly updatedAt: number;
}

/** One that a notification started. */
export interface HubRun extends KnownRun {
  readonly notificationId: string;
}

/** What GitHub answers to a `workflow_dispatch` of the run that it starts. `url`: where people see it. */
export interface StartedRun {
  readonly runId: number;
  readonly url: string;
}

/** What a delivery report says of one notification. */
export interface ReportedNotification {
  readonly id: string;
  readonly eventId: string;
  readonly route: string;
  readonly eventType: string;
  readonly target?: Target;
  readonly state: State;
  readonly reason?: string;
  readonly code?: string;
  readonly verdict: Verdict;
  readonly dueAt: number;
  readonly updatedAt: number;
  readonly lastAttempt: number;
  /** Its hub refused several in a row and is not tried any more; or its lane waits until then, as GitHub said. */
  readonly isHubBroken: boolean;
  readonly laneHeldUntil: number;
  readonly runs: readonly HubRun[];
}

/** How the notifications of a failure report fare: those that died since the last delivery, and those that wait. */
export interface Outcomes {
  readonly dead: number;
  readonly waiting: number;
  readonly firstDeadAt?: number;
  readonly lastDead?: {
    readonly id: string;
    readonly at: number;
    readonly spokeId: number;
    readonly code?: string;
    readonly reason?: string;
  };
  readonly deliveredAt?: number;
}
