import { type State } from '../core/lifecycle.ts';
import { type Visibility } from '../core/repository.ts';
import { type Attempt, type ConfigFile, type EventState } from '../flow/ports.ts';

/**
 * The columns, as SQLite and PostgreSQL both have them. Times are milliseconds since 1970, flags are 0 or 1, JSON is
 * text. A `…_key` is the name beside it in small letters, for looking it up. An `ordinal` keeps what came in the
 * same millisecond in its order.
 */
export interface Tables {
  readonly events: EventRow;
  readonly notifications: NotificationRow;
  readonly attempts: AttemptRow;
  readonly lanes: LaneRow;
  readonly repositories: RepositoryRow;
  readonly installations: InstallationRow;
}

export interface EventRow {
  readonly id: string;
  readonly name: string;
  readonly action: string | null;
  readonly installation_id: number | null;
  readonly repository_id: number | null;
  readonly repository: string | null;
  readonly repository_key: string | null;
  readonly sender: string | null;
  readonly received_at: number;
  readonly ordinal: number;
  readonly state: EventState;
  readonly reason: string | null;
  readonly plans: number;
  readonly due_at: number;
  readonly planned_at: number | null;
  readonly verdict: string | null;
  readonly body: string;
}

/** `attempts` counts those that count against the schedule, `last_attempt` is the number of the newest row in `attempts`. */
export interface NotificationRow {
  readonly id: string;
  readonly event_id: string;
  readonly route: string;
  readonly spoke_id: number;
  readonly spoke: string;
  readonly spoke_key: string;
  readonly hub_id: number | null;
  readonly hub: string;
  readonly hub_key: string;
  readonly lane: number | null;
  readonly event_type: string;
  readonly ref: string | null;
  readonly state: State;
  readonly reason: string | null;
  readonly code: string | null;
  readonly due_at: number;
  readonly ordinal: number;
  readonly attempts: number;
  readonly last_attempt: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly verdict: string;
  readonly payload: string;
}

/** Open while `outcome` is null. */
export interface AttemptRow {
  readonly notification_id: string;
  readonly number: number;
  readonly started_at: number;
  readonly duration_ms: number | null;
  readonly request: string | null;
  readonly status: number | null;
  readonly answer: string | null;
  readonly outcome: NonNullable<Attempt['outcome']> | null;
  readonly reason: string | null;
  readonly may_have_arrived: number;
}

/** Every lane that ever had a notification. `held_until` is 0 where it was never held. */
export interface LaneRow {
  readonly lane: number;
  readonly held_until: number;
  /** From when its pace lets it send again. */
  readonly free_at: number;
  readonly strikes: number;
}

export interface RepositoryRow {
  readonly id: number;
  readonly full_name: string;
  readonly installation_id: number;
  readonly visibility: Visibility;
  readonly archived: number;
  readonly default_branch: string;
  /** JSON: a list of texts. */
  readonly former_names: string;
  readonly config_state: ConfigFile['state'];
  readonly config_text: string | null;
  readonly config_etag: string | null;
  readonly config_problem: string | null;
}

export interface InstallationRow {
  readonly id: number;
  readonly account: string;
  readonly suspended: number;
  readonly permissions: string;
}
