import { type ExpressionBuilder, type Kysely } from 'kysely';
import { lockReports } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { type Tables } from './tables.ts';

/**
 * Deletes up to `limit` reports that were last written before `before`, of which nothing is to be told any more: no
 * notification refers to them. Open issues stay. Inside a transaction of the caller.
 */
export const expireReports = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared'>,
  before: number,
  limit: number,
): Promise<void> => {
  const rows = await db
    .selectFrom('reports')
    .select('id')
    .where((report) => isOver(report, before))
    .orderBy('updated_at')
    .limit(limit)
    .execute();
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await lockReports(db, engine, ids);
  // Looked at again: while we waited for them, something may have been planned that they are to tell.
  await db
    .deleteFrom('reports')
    .where('id', 'in', ids)
    .where((report) => isOver(report, before))
    .execute();
};

const isOver = (report: ExpressionBuilder<Tables, 'reports'>, before: number) =>
  report.and([
    report('updated_at', '<', before),
    report('due_at', 'is', null),
    report('begun_at', 'is', null),
    report('is_open', '=', 0),
    ...(['report', 'failure'] as const).map((column) => report(toldOf(report, column), 'is', null)),
  ]);

/** A notification that refers to it. Not as `exists`, for which PostgreSQL may read all that refer to any. */
const toldOf = (report: ExpressionBuilder<Tables, 'reports'>, column: 'report' | 'failure') =>
  report
    .selectFrom('notifications')
    .select('notifications.id')
    .whereRef(`notifications.${column}`, '=', 'reports.id')
    .limit(1);
