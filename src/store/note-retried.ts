import { type Kysely } from 'kysely';
import { type Actor } from '../flow/audit-ports.ts';
import { noteRow, writeNotes } from './note-audit.ts';
import { repositoryNames } from './repository-names.ts';
import { type Tables } from './tables.ts';

/** Notes that somebody has these hubs tried again. */
export const noteRetried = async (
  db: Kysely<Tables>,
  hubs: readonly number[],
  at: number,
  actor: Actor,
): Promise<void> => {
  if (hubs.length === 0) return;
  // An endpoint is in no list of repositories, and a repository may have left it: they are named as they were told.
  const names = await repositoryNames(db, [], hubs);
  const contents = hubs.toSorted((a, b) => a - b).map((hubId) => ({ hub: names.get(hubId), hubId }));
  await writeNotes(
    db,
    contents.map((content) => noteRow(at, 'hub-retried', content, actor)),
  );
};
