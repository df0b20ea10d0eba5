import { sql } from 'kysely';
import { type Pace } from '../core/pace.ts';
import { type Outcomes, type ReportedNotification } from '../core/reported.ts';
import {
  type DueReport,
  type FiredRoute,
  type NewReport,
  type Report,
  type ReportEnd,
  type Reports,
} from '../flow/report-ports.ts';
import { asked, changeReports } from './change-reports.ts';
import { claimReports } from './claim-reports.ts';
import { type Engine } from './engine.ts';
import { finishReport } from './finish-report.ts';
import { fired } from './fired.ts';
import { outcomesOf } from './outcomes.ts';
import { redirect } from './redirect.ts';
import { releaseReports } from './release-reports.ts';
import { isTakeable, nextLookAt, reportLanes } from './report-lanes.ts';
import { fromReportRow } from './report-row.ts';
import { reportedNotifications } from './reported-notifications.ts';

/** The tables `reports` and `runs`, and what the notifications say to them. */
export class ReportTable implements Reports {
  readonly #engine: Engine;
  readonly #pace: Pace | undefined;

  constructor(engine: Engine, pace?: Pace) {
    this.#engine = engine;
    this.#pace = pace;
  }

  async ask(reports: readonly DueReport[]): Promise<void> {
    const changes = reports.map((report) => asked(report, report.dueAt));
    await this.#engine.db.transaction().execute((db) => changeReports(db, this.#engine, changes));
  }

  /** Asked for at each end of an attempt, and mostly in vain: only where one waits does it take a transaction. */
  async claim(now: number, limit: number): Promise<readonly Report[]> {
    const takeable = (await reportLanes(this.#engine.db)).filter((lane) => isTakeable(lane, now));
    if (takeable.length === 0) return [];
    return this.#engine.db
      .transaction()
      .execute((db) => claimReports(db, this.#engine, takeable, { now, limit, pace: this.#pace }));
  }

  finish(end: ReportEnd): Promise<void> {
    return this.#engine.db.transaction().execute((db) => finishReport(db, this.#engine, end, this.#pace));
  }

  release(now: number): Promise<number> {
    return this.#engine.db.transaction().execute((db) => releaseReports(db, this.#engine, now));
  }

  async nextDue(): Promise<number | undefined> {
    const looks = (await reportLanes(this.#engine.db)).flatMap((lane) => nextLookAt(lane) ?? []);
    return looks.length === 0 ? undefined : Math.min(...looks);
  }

  async find(id: string): Promise<Report | undefined> {
    const row = await this.#engine.db
      .selectFrom('reports')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && fromReportRow(row);
  }

  async open(): Promise<readonly Report[]> {
    const rows = await this.#engine.db
      .selectFrom('reports')
      .selectAll()
      // Not as a parameter, for which SQLite could not use the index that has only these.
      .where(sql<boolean>`is_open = 1`)
      .orderBy('id')
      .execute();
    return rows.map(fromReportRow);
  }

  async ofCommit(repositoryId: number, sha: string): Promise<readonly Report[]> {
    const rows = await this.#engine.db
      .selectFrom('reports')
      .selectAll()
      .where('repository_id', '=', repositoryId)
      .where('sha', '=', sha)
      .orderBy('id')
      .execute();
    return rows.map(fromReportRow);
  }

  redirect(id: string, to: NewReport, dueAt: number): Promise<void> {
    return this.#engine.db.transaction().execute((db) => redirect(db, this.#engine, id, to, dueAt));
  }

  notifications(id: string): Promise<readonly ReportedNotification[]> {
    return reportedNotifications(this.#engine.db, id);
  }

  outcomes(id: string): Promise<Outcomes> {
    return outcomesOf(this.#engine.db, id);
  }

  fired(hubIds: readonly number[]): Promise<readonly FiredRoute[]> {
    return fired(this.#engine.db, hubIds);
  }
}
