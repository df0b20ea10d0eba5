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
}
