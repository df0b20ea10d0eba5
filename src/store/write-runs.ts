import { type Kysely, sql } from 'kysely';
import { type HubRun, type KnownRun } from '../core/reported.ts';
import { type ReportChange, touched } from './change-reports.ts';
import { inPieces } from './pieces.ts';
import { toRunRow } from './run-row.ts';
import { type RunRow, type Tables } from './tables.ts';

/** A run, and when the event that tells of it was planned. */
export interface ToldRun {
  readonly run: HubRun;
  readonly at: number;
}

/**
 * Keeps of each run the newest that GitHub told: its deliveries come in any order. Those that no notification for that
 * hub started are passed over. Inside a transaction of the caller, for all its runs at once. Returns what is to be done to
 * the reports of the notifications whose runs changed.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
 */
export const writeRuns = async (
  db: Kysely<Tables>,
  told: readonly ToldRun[],
): Promise<readonly ReportChange[]> => {
  const started = await startedBy(db, new Set(told.map(({ run }) => run.notificationId)));
  const changes: ReportChange[] = [];
  // In their order, so that two processes never wait for each other.
  for (const { run, at } of told.toSorted((a, b) => byKey(a.run, b.run))) {
    const notification = started.get(run.notificationId);
    if (notification?.hub_id !== run.hubId) continue;
    if (await writeRun(db, toRunRow(run))) changes.push(...touched([notification.report], at));
  }
  return changes;
};

/** The same run for each notification that is on record as having started it: none, where it was not ours. */
export const startedRuns = async (db: Kysely<Tables>, run: KnownRun): Promise<readonly HubRun[]> => {
  const rows = await db
    .selectFrom('runs')
    .select('notification_id')
    .where('run_id', '=', run.runId)
    .execute();
  return rows.map((row) => ({ ...run, notificationId: row.notification_id }));
};

const byKey = (a: HubRun, b: HubRun): number =>
  a.notificationId === b.notificationId ? a.runId - b.runId : a.notificationId < b.notificationId ? -1 : 1;

const startedBy = async (db: Kysely<Tables>, ids: ReadonlySet<string>) => {
  const started = new Map<string, { readonly hub_id: number | null; readonly report: string | null }>();
  for (const piece of inPieces([...ids])) {
    const rows = await db
      .selectFrom('notifications')
      .select(['id', 'hub_id', 'report'])
      .where('id', 'in', piece)
      .execute();
    for (const row of rows) started.set(row.id, row);
  }
  return started;
};

/** Returns whether it was new. */
const writeRun = async (db: Kysely<Tables>, run: RunRow): Promise<boolean> => {
  const written = await db
    .insertInto('runs')
    .values(run)
    .onConflict((conflict) =>
      conflict
        .columns(['notification_id', 'run_id'])
        .doUpdateSet((row) => ({
          attempt: row.ref('excluded.attempt'),
          name: row.ref('excluded.name'),
          status: row.ref('excluded.status'),
          conclusion: row.ref('excluded.conclusion'),
          url: row.ref('excluded.url'),
          started_at: row.ref('excluded.started_at'),
          updated_at: row.ref('excluded.updated_at'),
        }))
        .where(sql<boolean>`${ageOf('excluded')} > ${ageOf('runs')}`),
    )
    .returning('run_id')
    .execute();
  return written.length > 0;
};

const ageOf = (row: 'excluded' | 'runs') => sql`(
  ${sql.ref(`${row}.attempt`)},
  case ${sql.ref(`${row}.status`)} when 'completed' then 2 when 'in_progress' then 1 else 0 end,
  ${sql.ref(`${row}.updated_at`)}
)`;
