import { type NewEvent } from '../flow/ports.ts';
import { type Engine } from './engine.ts';
import { recordedNote } from './audit-notes.ts';
import { toEventRow } from './event-row.ts';
import { type BatchLimit, type Write } from './group-commit.ts';
import { insertMissing } from './insert-rows.ts';
import { insertLargeBodies, withoutLargeBodies } from './large-bodies.ts';
import { writeNotes } from './note-audit.ts';
import { ordinals } from './ordinals.ts';

export type Recorded = 'recorded' | 'duplicate';

/** A hundred of GitHub's usual bodies; or one of 25 MB, which is then alone in its commit. Sizes in characters. */
export const EVENT_BATCH: BatchLimit<NewEvent> = {
  items: 100,
  size: 4 * 1024 * 1024,
  sizeOf: (event) => event.body.length,
};

/** Inserts a batch in one transaction. Where an id is on record, or came twice, the first one stays. */
export const writeEvents = (engine: Engine): Write<NewEvent, Recorded> => {
  const ordinal = ordinals();
  return (take) =>
    engine.db.transaction().execute(async (transaction) => {
      const events = take();
      if (events.length === 0) return [];
      const firstOfId = new Map(events.toReversed().map((event) => [event.id, event]));
      const firsts = events.filter((event) => firstOfId.get(event.id) === event);
      const rows = firsts.map((event) => toEventRow(event, ordinal(event.receivedAt)));
      const fresh = await insertMissing(transaction, 'events', 'id', withoutLargeBodies(transaction, rows));
      await insertLargeBodies(
        transaction,
        rows.filter(({ id }) => fresh.has(id)),
      );
      if (fresh.size > 0) await engine.announce(transaction, { kind: 'events' });
      const answers = events.map((event) =>
        firstOfId.get(event.id) === event && fresh.has(event.id) ? 'recorded' : 'duplicate',
      );
      const notes = events.map((event, place) => recordedNote(event, answers[place] ?? 'duplicate'));
      await writeNotes(transaction, notes);
      return answers;
    });
};
