import { type Kysely } from 'kysely';
import { type Actor } from '../flow/audit-ports.ts';
import { noteRow, writeNotes } from './note-audit.ts';
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
  const told = await db
    .selectFrom('hubs')
    .leftJoin('repositories', 'repositories.id', 'hubs.id')
    .select((hub) => [
      'hubs.id',
      'repositories.full_name',
      hub
        .selectFrom('notifications')
        .select('notifications.hub')
        .whereRef('notifications.hub_id', '=', 'hubs.id')
        .limit(1)
        .as('told_as'),
    ])
    .where('hubs.id', 'in', hubs)
    .orderBy('hubs.id')
    .execute();
  const contents = told.map((hub) => ({ hub: hub.full_name ?? hub.told_as, hubId: hub.id }));
  await writeNotes(
    db,
    contents.map((content) => noteRow(at, 'hub-retried', content, actor)),
  );
};
