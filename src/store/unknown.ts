import { type Kysely } from 'kysely';
import { inPieces } from './pieces.ts';
import { type Tables } from './tables.ts';

/** Of these ids, in their order and each once, those of no event on record. */
export const unknownEvents = async (
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<readonly string[]> => {
  const unknown = new Set(ids);
  for (const piece of inPieces([...unknown])) {
    const rows = await db.selectFrom('events').select('id').where('id', 'in', piece).execute();
    for (const { id } of rows) unknown.delete(id);
  }
  return [...unknown];
};
