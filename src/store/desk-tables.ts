/** The tables behind the operator's pages and the audit log; see tables.ts. */

/**
 * How many notifications of a pair ended so in an hour. `hub_id` is 0 where the hub is not known. `speed` is the power of two of
 * the milliseconds from planned to ended, rounded down; -1 where that says nothing (a refusal, a replay).
 */
export interface TrafficRow {
  /** When it began. */
  readonly hour: number;
  readonly spoke_id: number;
  readonly hub_id: number;
  readonly outcome: 'delivered' | 'dead' | 'refused' | 'merged';
  readonly speed: number;
  readonly count: number;
}

/** What a notification is found by, in small letters. */
export interface WordsRow {
  readonly created_at: number;
  readonly notification_id: string;
  readonly words: string;
}

/** Of the audit log, what is not chained yet. `content` is a JSON object. */
export interface AuditNoteRow {
  readonly id: string;
  readonly at: number;
  readonly ordinal: number;
  readonly kind: string;
  readonly actor: string;
  readonly content: string;
}

/** One line of the audit log; `hash` is that of `line`, which holds the hash of the line before. */
export interface AuditRow {
  readonly seq: number;
  readonly at: number;
  readonly line: string;
  readonly hash: string;
}
