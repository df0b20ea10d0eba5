import { type State } from './lifecycle.ts';
import { type Verdict } from './verdict.ts';

/** What the record knows of what is reported on GitHub. Times are milliseconds since 1970. */

/** A run of a hub's workflow that a notification started, as GitHub's `workflow_run` tells of it. */
export interface HubRun {
  readonly notificationId: string;
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

/** What a delivery report says of one notification. */
export interface ReportedNotification {
  readonly id: string;
  readonly eventId: string;
  readonly route: string;
  readonly eventType: string;
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
