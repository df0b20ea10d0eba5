import { type Link } from '../core/audit-chain.ts';
import { type JsonObject } from '../core/json.ts';

/** The audit log: what happened, and who did it. Times are milliseconds since 1970. */

/** `hub-relay` itself, `github:<login>`, `link` (who had the link of `hub-relay dashboard`), or `terminal:<user>`. */
export type Actor = string;

export const SYSTEM: Actor = 'hub-relay';

export const AUDIT_KINDS = [
  'event-recorded',
  'event-rejected',
  'event-repeated',
  'event-planned',
  'notification-planned',
  'notification-merged',
  'attempt-ended',
  'attempt-lost',
  'notification-replayed',
  'redelivery-asked',
  'report-written',
  'hub-retried',
  'repository-changed',
  'repository-removed',
  'installation-changed',
  'installation-removed',
  'settings-changed',
  'started',
  'sign-in-code-made',
  'signed-in',
  'signed-out',
  'exported',
  'expired',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Never with a secret, a payload or a body. */
export interface AuditNote {
  readonly at: number;
  readonly kind: AuditKind;
  readonly actor: Actor;
  readonly content: JsonObject;
}

/** `line` is JSON text without a line break; `hash` its SHA-256 in hexadecimal; it holds `seq`, `at` and the hash of the line before. */
export interface AuditLine {
  readonly seq: number;
  readonly at: number;
  readonly line: string;
  readonly hash: string;
}

export interface Audit {
  /** Notes what no other part of the store notes by itself. Durable when it resolves. */
  note(note: AuditNote): Promise<void>;
  /** Chains what was noted, `limit` notes at most; whoever calls, there is one chain. Returns how many. */
  seal(limit: number): Promise<number>;
  /** Lines in their order: after `seq`, or from the first at or after `since`. */
  read(
    from: { readonly after: number } | { readonly since: number },
    limit: number,
  ): Promise<readonly AuditLine[]>;
  /** The newest line. */
  head(): Promise<AuditLine | undefined>;
  /** Between which places the chain is kept: what its first line follows, and its newest line as that was written. */
  ends(): Promise<{ readonly first: Link; readonly last: Link }>;
  /** Deletes up to `limit` lines of before `before`, oldest first, and never the newest; says so in a note. Returns how many. */
  expire(before: number, limit: number): Promise<number>;
}
