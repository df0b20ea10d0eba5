import { type Audit, type AuditLine, type AuditNote } from '../flow/audit-ports.ts';
import { type Engine } from './engine.ts';

/** The tables `audit_notes` and `audit`. */
export class AuditTable implements Audit {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async note(_note: AuditNote): Promise<void> {
    await this.#engine.db.selectFrom('audit_notes').select('id').limit(1).execute();
  }

  seal(_limit: number): Promise<number> {
    return Promise.resolve(0);
  }

  read(): Promise<readonly AuditLine[]> {
    return Promise.resolve([]);
  }

  head(): Promise<AuditLine | undefined> {
    return Promise.resolve(undefined);
  }
}
