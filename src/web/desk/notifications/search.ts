import {
  type Cursor,
  type Desk,
  type DeskFilter,
  type FoundNotifications,
  type ListedNotification,
} from '../../../flow/desk-ports.ts';
import { type Veil, veilAll } from '../veil.ts';
import { sightOf, type Viewer } from '../viewer.ts';

export type Search = (
  filter: DeskFilter,
  page: { readonly before?: Cursor; readonly limit: number },
) => Promise<FoundNotifications>;

/** So many times the store is asked for one page. */
const MOST_ROUNDS = 5;

/**
 * What somebody may see, as they may read it. A text that is found only in a name that is veiled counts as not found: or
 * whoever asks for it would learn that it is there.
 */
export const searchFor =
  (desk: Pick<Desk, 'search'>, viewer: Viewer, veil: Veil): Search =>
  async (filter, { before, limit }) => {
    const found: ListedNotification[] = [];
    let next = before;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const rest = { limit: limit - found.length, ...(next && { before: next }) };
      const page = await desk.search(filter, rest, sightOf(viewer));
      found.push(...page.notifications.filter((one) => isFoundIn(one, filter.text, veil)));
      next = page.next;
      if (!next || page.isCut || found.length >= limit) {
        return { ...page, notifications: veilAll(found, veil) };
      }
    }
    return { notifications: veilAll(found, veil), isCut: true, ...(next && { next }) };
  };

const isFoundIn = (one: ListedNotification, text: string | undefined, veil: Veil): boolean => {
  if (text === undefined) return true;
  const { id, eventId, spoke, hub, eventType, ref = '', route, reason = '' } = one;
  const said = [eventType, ref, route, reason].join(' ');
  if (veil(said) === said) return true;
  const words = [id, eventId, spoke, hub, veil(said)].join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
};
