import { type State } from '../core/lifecycle.ts';
import { type Visibility } from '../core/repository.ts';
import { type Attempt } from '../flow/notification-ports.ts';
import { type ConfigFile, type EventState } from '../flow/ports.ts';
import { type HubRun } from '../core/reported.ts';
import { type ReportKind } from '../flow/report-ports.ts';
import { type AuditNoteRow, type AuditRow, type TrafficRow, type WordsRow } from './desk-tables.ts';

/**
 * The columns, as SQLite and PostgreSQL both have them. Times are milliseconds since 1970, flags are 0 or 1, JSON is
 * text. A `…_key` is the name beside it in small letters, for looking it up. An `ordinal` keeps what came in the
 * same millisecond in its order.
 */
export interface Tables {
  readonly events: EventRow;
  /** On SQLite only. */
  readonly large_bodies: LargeBodyRow;
  readonly notifications: NotificationRow;
  readonly attempts: AttemptRow;
  readonly lanes: LaneRow;
  readonly hubs: HubRow;
  readonly reports: ReportRow;
  readonly runs: RunRow;
  readonly marks: MarkRow;
  readonly repositories: RepositoryRow;
  readonly installations: InstallationRow;
  readonly traffic: TrafficRow;
  readonly words: WordsRow;
  readonly audit_notes: AuditNoteRow;
  readonly audit: AuditRow;
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
  /** Empty where it is in `large_bodies`. */
  readonly body: string;
  /** The name of the source that it came by; null where that was the App. */
  readonly source: string | null;
}

export interface LargeBodyRow {
  readonly event_id: string;
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
  /** Its hub, event type and ref while it is yet to be sent; null before and after. */
  readonly queue: string | null;
  /** Its place in that queue; null where it is in none. */
  readonly front: Front | null;
  /** Of one lane, the lowest turn goes first. */
  readonly turn: number;
  readonly occurred_at: number;
  /** While it is `sending`: until when it is left to the process that claimed it. */
  readonly lease_until: number | null;
  /** Its route, hub and ref while newer events may still take its place; null otherwise. */
  readonly burst_key: string | null;
  /** The id of the first notification of its burst, and when that was planned. */
  readonly burst: string | null;
  readonly burst_at: number | null;
  /** JSON: a list of repository ids, the spoke last. */
  readonly chain: string;
  readonly streak: number;
  /** Ids of the reports that tell how it fares, and when it dies. */
  readonly report: string | null;
  readonly failure: string | null;
  /** JSON: how it leaves, where that is not as a repository_dispatch. */
  readonly target: string | null;
  /** JSON: by what its event came, where that was not the App. */
  readonly source: string | null;
  /** When it was last sent again after it had ended: how long it took says nothing then. */
  readonly replayed_at: number | null;
}

/**
 * Of each queue that is not empty, one notification is not `BEHIND`: it may go when it is due, or is being sent, or
 * is barred because its hub is broken.
 */
export const BEHIND = 0;
export const AHEAD = 1;
export const LEFT = 2;
export const BARRED = 3;
export type Front = typeof BEHIND | typeof AHEAD | typeof LEFT | typeof BARRED;

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

/** Every lane that ever had a notification or a report. `held_until` is 0 where it was never held. */
export interface LaneRow {
  readonly lane: number;
  readonly held_until: number;
  /** From when its pace lets it send again. */
  readonly free_at: number;
  readonly strikes: number;
  /** When something of it may be sent next, all counted; null while there is nothing. */
  readonly due_at: number | null;
  /** The turn of what was claimed last. */
  readonly turn: number;
  readonly quota_left: number | null;
  readonly quota_reset_at: number | null;
}

/** Every hub that ever had a notification. `broken_at` is null while it is tried. */
export interface HubRow {
  readonly id: number;
  readonly lane: number;
  /** The turn of the last notification that was planned for it. */
  readonly turn: number;
  /** How often in a row it could not be reached for a reason of its own. */
  readonly failures: number;
  readonly broken_at: number | null;
  readonly code: string | null;
  readonly reason: string | null;
}

/** `due_at` is null while there is nothing to look at. `begun_at` while it is being written; what is due then is so after that. */
export interface ReportRow {
  readonly id: string;
  readonly kind: ReportKind;
  readonly repository_id: number;
  readonly lane: number;
  readonly sha: string | null;
  /** JSON: an object. */
  readonly subject: string;
  readonly due_at: number | null;
  readonly begun_at: number | null;
  readonly tries: number;
  readonly is_uncertain: number;
  readonly is_open: number;
  readonly number: number | null;
  readonly written: string | null;
  readonly written_at: number | null;
  readonly reason: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Of each run the newest that GitHub told. */
export interface RunRow {
  readonly notification_id: string;
  readonly run_id: number;
  readonly attempt: number;
  readonly name: string;
  readonly status: HubRun['status'];
  readonly conclusion: string | null;
  readonly url: string;
  readonly started_at: number;
  readonly updated_at: number;
}

export interface MarkRow {
  readonly name: string;
  readonly content: string;
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
  /** The default branch and its last push when the file was read. */
  readonly config_stamp: string | null;
  /** What the text says, as JSON of an OwnConfig, and why that is not in force; and which version of ours read it so. */
  readonly config_reading: string | null;
  readonly config_own: string | null;
  readonly config_note: string | null;
}

export interface InstallationRow {
  readonly id: number;
  readonly account: string;
  readonly suspended: number;
  readonly permissions: string;
}
