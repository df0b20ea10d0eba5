import { type AttemptEnd } from './notification-ports.ts';

/** Whoever wants to know what happens as it happens: metrics, traces, pages that are open. Times are milliseconds since 1970. */

/** A webhook whose signature was verified. `failed`: the store did not take it, and GitHub was told so. */
export interface Recorded {
  readonly event: string;
  readonly name: string;
  readonly action?: string;
  readonly repository?: string;
  readonly outcome: 'recorded' | 'rejected' | 'duplicate' | 'failed';
  readonly receivedAt: number;
  readonly endedAt: number;
}

/** An event that was planned; a try that failed is none. `startedAt` is when its last try began. */
export interface PlannedEvent {
  readonly event: string;
  readonly name: string;
  readonly action?: string;
  readonly repository?: string;
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
  /** 1 for the first one; a replay counts on. */
  readonly number: number;
  /** When its event came. */
  readonly receivedAt?: number;
  /** When the notification was planned. */
  readonly createdAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptEnd['outcome'];
  /** Where it was sent, as it may be shown; absent where nothing was. */
  readonly url?: string;
  readonly status?: number;
  /** An error code of errors.ts. */
  readonly code?: string;
}

/** Called after the fact, on its way: an observer takes no time. Who calls it makes sure that its errors stop nothing. */
export interface Observer {
  recorded?(recorded: Recorded): void;
  planned?(planned: PlannedEvent): void;
  attempted?(attempted: Attempted): void;
  /** A request that was turned away before anything was recorded, with the code of its refusal. */
  refused?(code: string): void;
  /** Something of the record changed, here or in another process: every time, however often that is. */
  changed?(): void;
}
