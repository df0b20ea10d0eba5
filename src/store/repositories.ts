import { type ExpressionBuilder } from 'kysely';
import { type Installation } from '../core/repository.ts';
import {
  type Change,
  type FileReading,
  type ReadRecord,
  type Repositories,
  type RepositoryAtRest,
  type RepositoryRecord,
} from '../flow/ports.ts';
import { type Engine } from './engine.ts';
import { noteInstallation, noteInstallationRemoved, noteRemoved, noteSaved } from './note-repositories.ts';
import { type RepositoryRow, type Tables } from './tables.ts';
import {
  AT_REST_COLUMNS,
  fromInstallationRow,
  fromRepositoryRow,
  fromRowAtRest,
  toInstallationRow,
  toReadingColumns,
  toRepositoryRow,
} from './repository-row.ts';

/** The tables `repositories` and `installations`, both listed by id. */
export class RepositoryTable implements Repositories {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async installation(id: number): Promise<Installation | undefined> {
    const row = await this.#engine.db
      .selectFrom('installations')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && fromInstallationRow(row);
  }

  async find(repositoryId: number): Promise<RepositoryRecord | undefined> {
    const row = await this.#engine.db
      .selectFrom('repositories')
      .selectAll()
      .where('id', '=', repositoryId)
      .executeTakeFirst();
    return row && fromRepositoryRow(row);
  }

  async installations(): Promise<readonly Installation[]> {
    const rows = await this.#engine.db.selectFrom('installations').selectAll().orderBy('id').execute();
    return rows.map(fromInstallationRow);
  }

  async all(): Promise<readonly RepositoryRecord[]> {
    const rows = await this.#engine.db.selectFrom('repositories').selectAll().orderBy('id').execute();
    return rows.map(fromRepositoryRow);
  }

  async some(repositoryIds: readonly number[]): Promise<readonly RepositoryRecord[]> {
    if (repositoryIds.length === 0) return [];
    const rows = await this.#engine.db
      .selectFrom('repositories')
      .selectAll()
      .where('id', 'in', repositoryIds)
      .execute();
    return rows.map(fromRepositoryRow);
  }

  async page(after: number, limit: number): Promise<readonly RepositoryAtRest[]> {
    const rows = await this.#engine.db
      .selectFrom('repositories')
      .select(AT_REST_COLUMNS)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(fromRowAtRest);
  }

  async keepReadings(
    read: readonly { readonly id: number; readonly text: string; readonly reading: FileReading }[],
  ): Promise<void> {
    await this.#engine.db.transaction().execute(async (db) => {
      for (const { id, text, reading } of read) {
        await db
          .updateTable('repositories')
          .set(toReadingColumns(reading))
          .where('id', '=', id)
          .where('config_text', '=', text)
          .execute();
      }
    });
  }

  saveInstallation(installation: Installation): Promise<void> {
    const row = toInstallationRow(installation);
    const { id, ...rest } = row;
    return this.#change({ kind: 'installation', id }, async (db) => {
      await noteInstallation(db, row);
      await db
        .insertInto('installations')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    });
  }

  removeInstallation(id: number): Promise<void> {
    return this.#change({ kind: 'installation', id }, async (db) => {
      await noteInstallationRemoved(db, id);
      await db.deleteFrom('repositories').where('installation_id', '=', id).execute();
      await db.deleteFrom('installations').where('id', '=', id).execute();
    });
  }

  async save(...records: readonly ReadRecord[]): Promise<void> {
    if (records.length === 0) return;
    const engine = this.#engine;
    await engine.db.transaction().execute(async (db) => {
      const rows = records.map(toRepositoryRow);
      await noteSaved(db, rows);
      await db
        .insertInto('repositories')
        .values(rows)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(asProposed))
        .execute();
      for (const { repository } of records) {
        await engine.announce(db, { kind: 'repository', id: repository.id });
      }
    });
  }

  remove(id: number): Promise<void> {
    return this.#change({ kind: 'repository', id }, async (db) => {
      await noteRemoved(db, id);
      await db.deleteFrom('repositories').where('id', '=', id).execute();
    });
  }

  async #change(change: Change, write: (db: Engine['db']) => Promise<unknown>): Promise<void> {
    const engine = this.#engine;
    await engine.db.transaction().execute(async (db) => {
      await write(db);
      await engine.announce(db, change);
    });
  }
}

const COLUMNS = [
  'full_name',
  'installation_id',
  'visibility',
  'archived',
  'default_branch',
  'former_names',
  'config_state',
  'config_text',
  'config_etag',
  'config_problem',
  'config_stamp',
  'config_reading',
  'config_own',
  'config_note',
] as const satisfies readonly (keyof RepositoryRow)[];

/** Each column becomes what the insertion would have made it. */
const asProposed = (row: ExpressionBuilder<Tables & { excluded: RepositoryRow }, 'excluded'>) =>
  Object.fromEntries(COLUMNS.map((column) => [column, row.ref(`excluded.${column}`)]));
