import { createHash } from 'node:crypto';
import { type Kysely } from 'kysely';
import { type Installation } from '../core/repository.ts';
import { fromJson } from './columns.ts';
import { noteRow, writeNotes } from './note-audit.ts';
import { type InstallationRow, type RepositoryRow, type Tables } from './tables.ts';

/** Notes what becomes another of these repositories; before it is written. Of a file only the hash. */
export const noteSaved = async (db: Kysely<Tables>, rows: readonly RepositoryRow[]): Promise<void> => {
  const known = await db
    .selectFrom('repositories')
    .selectAll()
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const before = new Map(known.map((row) => [row.id, row]));
  const changed = rows.filter((row) => isChanged(row, before.get(row.id)));
  await writeNotes(
    db,
    changed.map((row) => {
      const name = before.get(row.id)?.full_name;
      const formerly = name === undefined || name === row.full_name ? {} : { formerly: name };
      return noteRow(Date.now(), 'repository-changed', { ...contentOf(row), ...formerly });
    }),
  );
};

const SHOWN = ['full_name', 'visibility', 'archived', 'config_state', 'config_text'] as const;

const isChanged = (row: RepositoryRow, before: RepositoryRow | undefined): boolean =>
  before === undefined || SHOWN.some((column) => row[column] !== before[column]);

const contentOf = (row: RepositoryRow) => ({
  repository: row.full_name,
  repositoryId: row.id,
  visibility: row.visibility,
  archived: row.archived === 1,
  file: row.config_state,
  ...(row.config_text !== null && { sha256: createHash('sha256').update(row.config_text).digest('hex') }),
});

/** Before it is deleted. */
export const noteRemoved = async (db: Kysely<Tables>, id: number): Promise<void> => {
  const row = await db.selectFrom('repositories').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return;
  const content = { repository: row.full_name, repositoryId: id };
  await writeNotes(db, [noteRow(Date.now(), 'repository-removed', content)]);
};

/** Before it is written, where something of it becomes another. */
export const noteInstallation = async (db: Kysely<Tables>, row: InstallationRow): Promise<void> => {
  const before = await installationOf(db, row.id);
  const { account, suspended, permissions } = row;
  if (before?.account === account && before.suspended === suspended && before.permissions === permissions)
    return;
  const content = {
    installation: row.id,
    account,
    suspended: suspended === 1,
    permissions: fromJson<Installation['permissions']>(permissions),
  };
  await writeNotes(db, [noteRow(Date.now(), 'installation-changed', content)]);
};

/** Before it is deleted, with its repositories. */
export const noteInstallationRemoved = async (db: Kysely<Tables>, id: number): Promise<void> => {
  const row = await installationOf(db, id);
  if (!row) return;
  const { repositories } = await db
    .selectFrom('repositories')
    .select((repository) => repository.fn.countAll<number>().as('repositories'))
    .where('installation_id', '=', id)
    .executeTakeFirstOrThrow();
  const content = { installation: id, account: row.account, repositories };
  await writeNotes(db, [noteRow(Date.now(), 'installation-removed', content)]);
};

const installationOf = (db: Kysely<Tables>, id: number): Promise<InstallationRow | undefined> =>
  db.selectFrom('installations').selectAll().where('id', '=', id).executeTakeFirst();
