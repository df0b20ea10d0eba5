import { randomBytes } from 'node:crypto';
import { type Kysely } from 'kysely';
import { type Actor, type AuditKind, SYSTEM } from '../flow/audit-ports.ts';
import { type JsonObject } from '../core/json.ts';
import { type AuditNoteRow } from './desk-tables.ts';
import { insertRows } from './insert-rows.ts';
import { ordinals } from './ordinals.ts';
import { type Tables } from './tables.ts';

/** Of a stranger's text; in characters. */
const LONGEST_TEXT = 1_000;

/** The last moment that can be written as a date. */
const LATEST = 8.64e15;

/** All stores of this process share the numbers, so that its notes are told apart and stay in the order in which they were made. */
const ordinal = ordinals();
const PROCESS = randomBytes(6).toString('hex');

/** The row of what happened `at`. In the order of these calls, at one time. */
export const noteRow = (
  at: number,
  kind: AuditKind,
  content: JsonObject,
  actor: Actor = SYSTEM,
): AuditNoteRow => {
  const number = ordinal(Math.min(at, LATEST));
  return {
    // They grow, so that both databases add them at the end of their index.
    id: `${number.toString(16).padStart(14, '0')}-${PROCESS}`,
    at: Math.min(at, LATEST),
    ordinal: number,
    kind,
    actor: cut(actor),
    content: JSON.stringify(content, (_key, value: unknown) =>
      typeof value === 'string' ? cut(value) : value,
    ),
  };
};

const cut = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;

/** As the log's texts tell times. */
export const isoTime = (at: number): string => new Date(Math.min(at, LATEST)).toISOString();

/** Inside the transaction in which it happens, so that nothing is done without its note, and nothing noted that is not done. */
export const writeNotes = (db: Kysely<Tables>, rows: readonly AuditNoteRow[]): Promise<void> =>
  insertRows(db, 'audit_notes', rows);
