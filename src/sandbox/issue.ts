import { type Account } from './account.ts';
import { type App } from './installation.ts';

export type StateReason = 'completed' | 'not_planned' | 'duplicate' | 'reopened';

export interface Issue {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string | null;
  readonly author: Account;
  /** The App whose token opened it. */
  readonly app: App | undefined;
  state: 'open' | 'closed';
  stateReason: StateReason | null;
  /** By name. */
  labels: readonly string[];
  closedBy: Account | undefined;
  /** Milliseconds since the epoch, as the other times. */
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | undefined;
}

/** Below an issue or a pull request. */
export interface IssueComment {
  readonly id: number;
  readonly number: number;
  readonly body: string;
  readonly author: Account;
  readonly app: App | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}
