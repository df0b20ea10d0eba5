import { textAt } from '../core/json.ts';
import { type NewNotification } from '../flow/notification-ports.ts';
import { type WordsRow } from './desk-tables.ts';

/** Characters of one row: a search reads thousands of them. */
export const MOST_WORDS = 1_000;

/** What it is found by: its ids, names, ref, sha, route, and why it was refused. What becomes of it later is not among it. */
export const toWordsRow = (notification: NewNotification, at: number): WordsRow => {
  const { id, eventId, spoke, hub, eventType, ref, route, reason, payload } = notification;
  const words = [id, eventId, spoke, hub, eventType, ref, textAt(payload, 'sha'), route, reason]
    .filter((word) => word !== undefined)
    .join(' ');
  return { created_at: at, notification_id: id, words: words.toLowerCase().slice(0, MOST_WORDS) };
};
