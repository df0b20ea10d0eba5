import { CompiledQuery, type Kysely } from 'kysely';
import { isSqlite } from './is-sqlite.ts';
import { repeated } from './repeated.ts';
import { type Tables } from './tables.ts';
import { type EventPlan } from './write-plans.ts';

const SET = `update "events" set "state" = 'planned', "reason" = null, "plans" = "plans" + 1`;

const ONE = `${SET}, "planned_at" = ?, "verdict" = ? where "id" = ? and "state" = 'recorded' returning "id"`;

const ALL = `${SET}, "planned_at" = plan.at, "verdict" = plan.verdict
  from unnest($1::text[], $2::bigint[], $3::text[]) as plan (id, at, verdict)
  where "events"."id" = plan.id and "events"."state" = 'recorded' returning "events"."id"`;

/** Returns the ids of those that were yet to be planned. Each comes once. */
export const markPlanned = async (
  db: Kysely<Tables>,
  plans: readonly EventPlan[],
): Promise<ReadonlySet<string>> => {
  const columns = plans.map(({ id, plan }) => [plan.at, JSON.stringify(plan.verdict), id] as const);
  const query: CompiledQuery<{ readonly id: string }> = isSqlite(db)
    ? repeated(ONE, columns)
    : CompiledQuery.raw(ALL, [
        columns.map(([, , id]) => id),
        columns.map(([at]) => at),
        columns.map(([, verdict]) => verdict),
      ]);
  const { rows } = await db.executeQuery<{ readonly id: string }>(query);
  return new Set(rows.map((row) => row.id));
};
