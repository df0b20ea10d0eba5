import { type Kysely } from 'kysely';
import { type Installation } from '../core/repository.ts';
import { type Repositories, type RepositoryRecord } from '../flow/ports.ts';
import {
  fromInstallationRow,
  fromRepositoryRow,
  toInstallationRow,
  toRepositoryRow,
} from './repository-row.ts';
import { type Tables } from './tables.ts';

/** The tables `repositories` and `installations`, both listed by id. */
export class RepositoryTable implements Repositories {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async installations(): Promise<readonly Installation[]> {
    const rows = await this.#db.selectFrom('installations').selectAll().orderBy('id').execute();
    return rows.map(fromInstallationRow);
  }

  async all(): Promise<readonly RepositoryRecord[]> {
    const rows = await this.#db.selectFrom('repositories').selectAll().orderBy('id').execute();
    return rows.map(fromRepositoryRow);
  }

  async saveInstallation(installation: Installation): Promise<void> {
    const { id, ...rest } = toInstallationRow(installation);
    await this.#db.transaction().execute((db) =>
      db
        .insertInto('installations')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute(),
    );
  }

  async removeInstallation(id: number): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      await db.deleteFrom('repositories').where('installation_id', '=', id).execute();
      await db.deleteFrom('installations').where('id', '=', id).execute();
    });
  }

  async save(record: RepositoryRecord): Promise<void> {
    const { id, ...rest } = toRepositoryRow(record);
    await this.#db.transaction().execute((db) =>
      db
        .insertInto('repositories')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute(),
    );
  }

  async remove(repositoryId: number): Promise<void> {
    await this.#db
      .transaction()
      .execute((db) => db.deleteFrom('repositories').where('id', '=', repositoryId).execute());
  }
}
