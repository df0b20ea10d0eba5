import { CompiledQuery, type Kysely } from 'kysely';
import { isSqlite } from './is-sqlite.ts';
import { MOST_UNDER_WAY, renewedAt } from './lanes.ts';
import { writeLater } from './later.ts';
import { repeated } from './repeated.ts';
import { AHEAD, LEFT, type LaneRow, type Tables } from './tables.ts';

/**
 * Writes these lanes, which the caller has locked, and works out anew when each may send next: of what is first in its queue
 * the earliest, and not before `ready`. Null while nothing waits, or while so much is under way that its end makes room.
 */
export const writeLanes = async (db: Kysely<Tables>, lanes: Iterable<LaneRow>): Promise<void> => {
  const rows = [...lanes].map((lane) => [
    lane.held_until,
    lane.free_at,
    lane.strikes,
    lane.turn,
    lane.quota_left,
    lane.quota_reset_at,
    Math.max(lane.held_until, lane.free_at, renewedAt(lane)),
    lane.lane,
  ]);
  const [first] = rows;
  if (first === undefined) return;
  const columns = first.map((_, column) => rows.map((row) => row[column]));
  await writeLater(db, isSqlite(db) ? repeated(EACH, rows) : CompiledQuery.raw(ALL, columns));
};

const firstDue = (later: string): string => `(
    select ${later} from "notifications"
    where "notifications"."lane" = "lanes"."lane" and "front" = ${AHEAD} and ${MOST_UNDER_WAY} > (
      select count(*) from "notifications" as "sent" where "sent"."lane" = "lanes"."lane" and "sent"."front" = ${LEFT}
    )
    order by "notifications"."due_at" limit 1
  )`;

const EACH = `update "lanes" set "held_until" = ?, "free_at" = ?, "strikes" = ?, "turn" = ?, "quota_left" = ?,
  "quota_reset_at" = ?, "due_at" = ${firstDue('max("notifications"."due_at", ?)')}
  where "lane" = ?`;

const ALL = `update "lanes" set "held_until" = now.held_until, "free_at" = now.free_at, "strikes" = now.strikes,
  "turn" = now.turn, "quota_left" = now.quota_left, "quota_reset_at" = now.quota_reset_at,
  "due_at" = ${firstDue('greatest("notifications"."due_at", now.ready)')}
  from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bigint[], $5::integer[], $6::bigint[], $7::bigint[], $8::bigint[])
    as now (held_until, free_at, strikes, turn, quota_left, quota_reset_at, ready, lane)
  where "lanes"."lane" = now.lane`;
