import { type Kysely } from 'kysely';
import { HOUR, hourOf } from '../core/hour.ts';
import { type TrafficRow } from './desk-tables.ts';
import { insertions } from './insert-rows.ts';
import { writeLater } from './later.ts';
import { type Tables } from './tables.ts';

/** How a notification of a pair ended; `tookMs` since it was planned, where that says something. */
export interface End {
  readonly at: number;
  readonly spokeId: number;
  readonly hubId: number | null;
  readonly outcome: TrafficRow['outcome'];
  readonly tookMs?: number;
}

/** The power of two, rounded down; 0 for what took no time. */
const speedOf = (tookMs: number): number => Math.floor(Math.log2(Math.max(1, tookMs)));

/**
 * Counts these. Inside a transaction of the caller, of which it is the last thing: two that count for the same pairs wait
 * for each other, in the order of the rows' keys.
 */
export const countTraffic = async (db: Kysely<Tables>, ends: readonly End[]): Promise<void> => {
  const rows = [...Map.groupBy(ends.map(toRow), keyOf).values()].flatMap(([first, ...rest]) =>
    first ? { ...first, count: rest.length + 1 } : [],
  );
  for (const query of insertions(db, 'traffic', rows.toSorted(byKey), ONE_MORE)) await writeLater(db, query);
};

const ONE_MORE = ` on conflict ("hour", "outcome", "speed", "spoke_id", "hub_id")
  do update set "count" = "traffic"."count" + "excluded"."count"`;

const toRow = ({ at, spokeId, hubId, outcome, tookMs }: End): Omit<TrafficRow, 'count'> => ({
  hour: hourOf(at),
  spoke_id: spokeId,
  hub_id: hubId ?? 0,
  outcome,
  speed: tookMs === undefined ? -1 : speedOf(tookMs),
});

type Key = Omit<TrafficRow, 'count'>;

const keyOf = ({ hour, spoke_id, hub_id, outcome, speed }: Key): string =>
  [hour, spoke_id, hub_id, outcome, speed].join(' ');

const byKey = (a: Key, b: Key): number =>
  a.hour - b.hour ||
  a.spoke_id - b.spoke_id ||
  a.hub_id - b.hub_id ||
  a.speed - b.speed ||
  (a.outcome < b.outcome ? -1 : 1);

/** So much is deleted at once: where nothing is due but the last hour, that is all there is. */
const MOST_HOURS = 24;

/** Deletes the oldest hours that ended at `before` or earlier. Inside a transaction of the caller. */
export const expireTraffic = async (db: Kysely<Tables>, before: number): Promise<void> => {
  const oldest = await db
    .selectFrom('traffic')
    .select((row) => row.fn.min<number | null>('hour').as('hour'))
    .executeTakeFirst();
  if (oldest === undefined || oldest.hour === null) return;
  await db
    .deleteFrom('traffic')
    .where('hour', '<', Math.min(hourOf(before), oldest.hour + MOST_HOURS * HOUR))
    .execute();
};
