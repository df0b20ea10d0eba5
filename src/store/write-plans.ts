import { type NewNotification } from '../flow/notification-ports.ts';
import { type Plan } from '../flow/ports.ts';
import { planNotes } from './audit-notes.ts';
import { asked, changeReports, type ReportChange } from './change-reports.ts';
import { type AuditNoteRow } from './desk-tables.ts';
import { type Engine } from './engine.ts';
import { type BatchLimit, type Write } from './group-commit.ts';
import { insertNotifications } from './insert-notifications.ts';
import { lockLanes } from './lanes.ts';
import { writeNotes } from './note-audit.ts';
import { ordinals } from './ordinals.ts';
import { countTraffic, type End } from './traffic.ts';
import { startedRuns, type ToldRun, writeRuns } from './write-runs.ts';

export interface EventPlan {
  readonly id: string;
  readonly plan: Plan;
}

/** A plan is mostly its notifications, each a few KB with its verdict and payload. Sizes in notifications. */
export const PLAN_BATCH: BatchLimit<EventPlan> = {
  items: 100,
  size: 500,
  sizeOf: ({ plan }) => plan.notifications.length,
};

/** Marks events planned and writes what follows from them, in one transaction. What is planned already stays as it is. */
export const writePlans = (engine: Engine): Write<EventPlan, 'planned'> => {
  const ordinal = ordinals();
  return (take) =>
    engine.db.transaction().execute(async (transaction) => {
      const plans = take();
      // Those of all plans, in their order: plan by plan, two processes could wait for each other.
      await lockLanes(
        transaction,
        engine,
        plans.flatMap(({ plan }) => plan.notifications.flatMap(laneOf)),
      );
      const changes: ReportChange[] = [];
      const runs: ToldRun[] = [];
      const notes: AuditNoteRow[] = [];
      const ends: End[] = [];
      for (const { id, plan } of plans) {
        const { numUpdatedRows } = await transaction
          .updateTable('events')
          .set((row) => ({
            state: 'planned',
            planned_at: plan.at,
            verdict: JSON.stringify(plan.verdict),
            reason: null,
            plans: row('plans', '+', 1),
          }))
          .where('id', '=', id)
          .where('state', '=', 'recorded')
          .executeTakeFirst();
        if (numUpdatedRows === 0n) continue;
        const { notifications, at } = plan;
        notes.push(...planNotes(id, plan));
        const inserted = await insertNotifications(transaction, engine, notifications, at, ordinal);
        changes.push(...inserted.changes);
        ends.push(...inserted.ends);
        changes.push(...(plan.reports ?? []).map((report) => asked(report, at)));
        const dispatched = plan.dispatchedRun ? await startedRuns(transaction, plan.dispatchedRun) : [];
        runs.push(...[...(plan.runs ?? []), ...dispatched].map((run) => ({ run, at })));
      }
      changes.push(...(await writeRuns(transaction, runs)));
      await changeReports(transaction, engine, changes);
      await writeNotes(transaction, notes);
      await countTraffic(transaction, ends);
      return plans.map(() => 'planned');
    });
};

const laneOf = ({ state, lane }: NewNotification): readonly number[] =>
  state === 'pending' && lane !== undefined ? [lane] : [];
