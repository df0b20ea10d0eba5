import { type Marks } from '../flow/ports.ts';
import { type Engine } from './engine.ts';

/** The table `marks`. */
export class MarkTable implements Marks {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async read(name: string): Promise<string | undefined> {
    const row = await this.#engine.db
      .selectFrom('marks')
      .select('content')
      .where('name', '=', name)
      .executeTakeFirst();
    return row?.content;
  }

  async write(name: string, text: string): Promise<void> {
    await this.#engine.db.transaction().execute((db) =>
      db
        .insertInto('marks')
        .values({ name, content: text })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ content: text }))
        .execute(),
    );
  }

  async swap(name: string, from: string | undefined, to: string): Promise<boolean> {
    const changed = await this.#engine.db.transaction().execute(async (db) => {
      if (from === undefined) {
        const row = { name, content: to };
        const insert = db
          .insertInto('marks')
          .values(row)
          .onConflict((conflict) => conflict.doNothing());
        return (await insert.executeTakeFirst()).numInsertedOrUpdatedRows;
      }
      const update = db.updateTable('marks').set({ content: to }).where('name', '=', name);
      return (await update.where('content', '=', from).executeTakeFirst()).numUpdatedRows;
    });
    return changed === 1n;
  }
}
