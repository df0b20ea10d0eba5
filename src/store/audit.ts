import { sql } from 'kysely';
import { type Audit, type AuditLine, type AuditNote } from '../flow/audit-ports.ts';
import { type Engine } from './engine.ts';
import { noteRow, writeNotes } from './note-audit.ts';
import { endsOf, expireAudit, seal } from './seal-audit.ts';

/** The tables `audit_notes` and `audit`. */
export class AuditTable implements Audit {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async note({ at, kind, content, actor }: AuditNote): Promise<void> {
    await this.#engine.db.transaction().execute((db) => writeNotes(db, [noteRow(at, kind, content, actor)]));
  }

  async seal(limit: number): Promise<number> {
    const { db } = this.#engine;
    // Mostly there is nothing, and then nobody need wait for a lock.
    const some = await db.selectFrom('audit_notes').select('id').limit(1).executeTakeFirst();
    if (some === undefined) return 0;
    return db.transaction().execute((transaction) => seal(transaction, this.#engine, limit));
  }

  async read(
    from: { readonly after: number } | { readonly since: number },
    limit: number,
  ): Promise<readonly AuditLine[]> {
    const after = 'after' in from ? from.after : await this.#before(from.since);
    return this.#engine.db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .execute();
  }

  head(): Promise<AuditLine | undefined> {
    return this.#engine.db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
  }

  ends(): ReturnType<Audit['ends']> {
    return endsOf(this.#engine.db);
  }

  expire(before: number, limit: number): Promise<number> {
    return this.#engine.db.transaction().execute((db) => expireAudit(db, this.#engine, before, limit));
  }

  /** The number after which all lines at or after `since` come; some of before may be among them. */
  async #before(since: number): Promise<number> {
    const found = await this.#engine.db
      .selectFrom('audit')
      // With a plus, or PostgreSQL takes the index by number for the least of them, and reads all lines before that one.
      .select((line) => line.fn.min(sql<number>`seq + 0`).as('seq'))
      .where('at', '>=', since)
      .executeTakeFirst();
    return found?.seq ? found.seq - 1 : Number.MAX_SAFE_INTEGER;
  }
}
