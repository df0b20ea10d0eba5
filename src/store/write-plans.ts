import { type Kysely } from 'kysely';
import { type NewNotification } from '../flow/notification-ports.ts';
import { type Plan } from '../flow/ports.ts';
import { planNotes } from './audit-notes.ts';
import { asked, changeReports } from './change-reports.ts';
import { type Engine } from './engine.ts';
import { type BatchLimit, type Write } from './group-commit.ts';
import { insertNotifications } from './insert-notifications.ts';
import { lockLanes } from './lanes.ts';
import { markPlanned } from './mark-planned.ts';
import { ordinals } from './ordinals.ts';
import { type Tables } from './tables.ts';
import { countTraffic } from './traffic.ts';
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
      const taken = take();
      // An event whose plan is lost is planned again, and nothing is sent before it is claimed.
      engine.needNotWait();
      const lanes = await lockLanes(
        transaction,
        engine,
        taken.flatMap(({ plan }) => plan.notifications.flatMap(laneOf)),
      );
      const plans = await yetUnplanned(transaction, taken);
      const planned = plans.flatMap(({ plan: { at, notifications } }) =>
        notifications.map((notification) => ({ notification, at })),
      );
      const notes = plans.flatMap(({ id, plan }) => planNotes(id, plan));
      const inserted = await insertNotifications(transaction, engine, lanes, planned, notes, ordinal);
      const { changes, ends } = inserted;
      const asks = plans.flatMap(({ plan }) => (plan.reports ?? []).map((report) => asked(report, plan.at)));
      const started = await writeRuns(transaction, await runsOf(transaction, plans));
      await changeReports(transaction, engine, [...changes, ...asks, ...started]);
      await countTraffic(transaction, ends);
      return taken.map(() => 'planned');
    });
};

/** Marks them planned. Returns those that were not: what is planned stays as it is, and of two plans the first one counts. */
const yetUnplanned = async (
  db: Kysely<Tables>,
  taken: readonly EventPlan[],
): Promise<readonly EventPlan[]> => {
  const firsts = new Map(taken.toReversed().map((plan) => [plan.id, plan]));
  const marked = await markPlanned(db, [...firsts.values()]);
  return taken.filter((plan) => marked.has(plan.id) && firsts.get(plan.id) === plan);
};

/** What hubs' runs became, as these plans tell. */
const runsOf = async (db: Kysely<Tables>, plans: readonly EventPlan[]): Promise<readonly ToldRun[]> => {
  const told: ToldRun[] = [];
  for (const { plan } of plans) {
    const dispatched = plan.dispatchedRun ? await startedRuns(db, plan.dispatchedRun) : [];
    told.push(...[...(plan.runs ?? []), ...dispatched].map((run) => ({ run, at: plan.at })));
  }
  return told;
};

const laneOf = ({ state, lane }: NewNotification): readonly number[] =>
  state === 'pending' && lane !== undefined ? [lane] : [];
