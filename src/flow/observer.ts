import { type AttemptEnd } from './notification-ports.ts';

/** Whoever wants to know what happens as it happens: metrics, traces, pages that are open. Times are milliseconds since 1970. */

export interface Recorded {
  readonly event: string;
  readonly name: string;
  readonly action?: string;
  readonly repository?: string;
  readonly outcome: 'recorded' | 'rejected' | 'duplicate' | 'failed';
  readonly receivedAt: number;
  readonly endedAt: number;
}

export interface PlannedEvent {
  readonly event: string;
  readonly name: string;
  readonly receivedAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly fired: number;
  readonly refused: number;
}

export interface Attempted {
  readonly notification: string;
  readonly event: string;
  readonly hub: string;
  readonly target: 'repository_dispatch' | 'workflow_dispatch' | 'endpoint';
  readonly number: number;
  /** When the notification was planned. */
  readonly createdAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptEnd['outcome'];
  readonly status?: number;
  readonly code?: string;
}

/** Called after the fact, on its way: an observer takes no time and never throws. */
export interface Observer {
  recorded?(recorded: Recorded): void;
  planned?(planned: PlannedEvent): void;
  attempted?(attempted: Attempted): void;
  /** A request that was turned away before anything was recorded, with the code of its refusal. */
  refused?(code: string): void;
  /** Something of the record changed, here or in another process. */
  changed?(): void;
}
