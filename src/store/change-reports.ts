import { type Kysely, sql } from 'kysely';
import { type NewNotification } from '../flow/notification-ports.ts';
import { type DueReport, type NewReport } from '../flow/report-ports.ts';
import { type Engine } from './engine.ts';
import { inPieces } from './pieces.ts';
import { toReportRow } from './report-row.ts';
import { type ReportRow, type Tables } from './tables.ts';

/** How long a report waits after a change, in milliseconds: what else changes meanwhile is told with it. */
export const SETTLE = 2_000;

/** Rows in one statement: each has some fifteen parameters. */
const ROWS = 100;

/**
 * What a transaction does to one report: it is due at `dueAt`, where it is not due earlier; null where it need not be
 * looked at. With `report` it is made where it is not there, and becomes as that says where `isAsked`.
 */
export interface ReportChange {
  readonly id: string;
  readonly dueAt: number | null;
  readonly isAsked: boolean;
  readonly report?: NewReport;
  /** When it is made. */
  readonly at: number;
}

/** Something changed at `at` that these tell of. */
export const touched = (ids: Iterable<string | null>, at: number): readonly ReportChange[] =>
  [...ids].flatMap((id) => (id === null ? [] : { id, dueAt: at + SETTLE, isAsked: false, at }));

/** Something changed, and nobody said when. */
export const atOnce = (ids: Iterable<string | null>): readonly ReportChange[] => touched(ids, -SETTLE);

/** The reports of a notification that is planned at `at`. */
export const reportsOf = (
  { report, failure }: Pick<NewNotification, 'report' | 'failure'>,
  at: number,
): readonly ReportChange[] => [
  ...(report ? [{ id: report.id, dueAt: at + SETTLE, isAsked: false, report, at }] : []),
  ...(failure ? [{ id: failure.id, dueAt: null, isAsked: false, report: failure, at }] : []),
];

export const asked = ({ report, dueAt }: DueReport, at: number): ReportChange => ({
  id: report.id,
  dueAt,
  isAsked: true,
  report,
  at,
});

/**
 * Does all that a transaction does to reports, and tells the other processes what is due. Its last step, after what they
 * tell of was changed and all lanes were locked: whoever claims one before sees it due again, whoever claims it after
 * sees what changed.
 */
export const changeReports = async (
  db: Kysely<Tables>,
  engine: Pick<Engine, 'isShared' | 'announce'>,
  changes: Iterable<ReportChange>,
): Promise<void> => {
  const merged = mergedById(changes);
  if (merged.length === 0) return;
  await lockReports(
    db,
    engine,
    merged.map(({ id }) => id),
  );
  const due = [await make(db, merged), await touch(db, merged)];
  if (due.includes(true)) await engine.announce(db, { kind: 'notifications' });
};

/** Locks those that are there, in the order of their ids, so that two processes never wait for each other. */
export const lockReports = async (
  db: Kysely<Tables>,
  { isShared }: Pick<Engine, 'isShared'>,
  ids: Iterable<string>,
): Promise<void> => {
  if (!isShared) return;
  for (const piece of inPieces([...new Set(ids)].toSorted(byText))) {
    await db
      .selectFrom('reports')
      .select('id')
      .where('id', 'in', piece)
      .orderBy(BYTEWISE)
      .forUpdate()
      .execute();
  }
};

/** In the order of code units, and the database's own may be another. */
const BYTEWISE = sql`id collate "C"`;
const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** One change for each report, in the order of their ids. */
const mergedById = (changes: Iterable<ReportChange>): readonly ReportChange[] => {
  const merged = new Map<string, ReportChange>();
  for (const change of changes) {
    const other = merged.get(change.id);
    merged.set(change.id, other ? mergeChanges(other, change) : change);
  }
  return [...merged.values()].toSorted((a, b) => byText(a.id, b.id));
};

/** The report as it was asked for last. */
const mergeChanges = (one: ReportChange, other: ReportChange): ReportChange => {
  const report = other.isAsked || !one.isAsked ? (other.report ?? one.report) : one.report;
  const dueAts = [one.dueAt, other.dueAt].filter((dueAt) => dueAt !== null);
  return {
    id: one.id,
    dueAt: dueAts.length === 0 ? null : Math.min(...dueAts),
    isAsked: one.isAsked || other.isAsked,
    ...(report && { report }),
    at: Math.min(one.at, other.at),
  };
};

/** Those that the change has a report for. Returns whether one is due. */
const make = async (db: Kysely<Tables>, changes: readonly ReportChange[]): Promise<boolean> => {
  const rowsOf = (isAsked: boolean): readonly (readonly ReportRow[])[] =>
    inPieces(
      changes.flatMap(({ report, dueAt, at, ...change }) =>
        report && change.isAsked === isAsked ? toReportRow(report, dueAt, at) : [],
      ),
      ROWS,
    );
  let isDue = false;
  for (const piece of rowsOf(false)) {
    const written = await db
      .insertInto('reports')
      .values(piece)
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((row) => ({ due_at: row.ref('excluded.due_at') }))
          .where(IS_EARLIER),
      )
      .returning('due_at')
      .execute();
    isDue ||= written.some((row) => row.due_at !== null);
  }
  for (const piece of rowsOf(true)) {
    isDue = true;
    await db
      .insertInto('reports')
      .values(piece)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          repository_id: row.ref('excluded.repository_id'),
          lane: row.ref('excluded.lane'),
          sha: row.ref('excluded.sha'),
          subject: row.ref('excluded.subject'),
          due_at: sql`case when ${IS_EARLIER} then excluded.due_at else reports.due_at end`,
        })),
      )
      .execute();
  }
  return isDue;
};

const IS_EARLIER = sql<boolean>`excluded.due_at is not null and (reports.due_at is null or reports.due_at > excluded.due_at)`;

/** Those that it has none for. Returns whether one became due. */
const touch = async (db: Kysely<Tables>, changes: readonly ReportChange[]): Promise<boolean> => {
  const byTime = Map.groupBy(
    changes.filter(({ report }) => report === undefined),
    ({ dueAt }) => dueAt,
  );
  let isDue = false;
  for (const [dueAt, group] of byTime) {
    for (const piece of inPieces(group.map(({ id }) => id))) {
      const { numUpdatedRows } = await db
        .updateTable('reports')
        .set({ due_at: dueAt })
        .where('id', 'in', piece)
        .where((row) => row.or([row('due_at', 'is', null), row('due_at', '>', dueAt)]))
        .executeTakeFirst();
      isDue ||= numUpdatedRows > 0n;
    }
  }
  return isDue;
};
