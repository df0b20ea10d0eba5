import { type ExpressionBuilder, sql } from 'kysely';
import { hourOf } from '../core/hour.ts';
import { type Pair, type Sight, type TrafficHour } from '../flow/desk-ports.ts';
import { type TrafficRow } from './desk-tables.ts';
import { type Engine } from './engine.ts';
import { isAmong } from './id-set.ts';
import { repositoryNames } from './repository-names.ts';
import { type Tables } from './tables.ts';

/** Those whose hub was never known are no pairs. */
const UNKNOWN_HUB = 0;

/** The docstrings of `Desk.pairs` and `Desk.pairsOf` are its promise. */
export const pairs = async (
  engine: Engine,
  since: number,
  limit: number,
  sight: Sight | undefined,
  repositoryId?: number,
): Promise<readonly Pair[]> => {
  const all = rowsSince(engine, since, sight);
  // Added up, put in order and cut by the database: of what was busy for a day there may be tens of thousands.
  const busiest = await (repositoryId === undefined ? all : all.where(isEndOf(repositoryId)))
    .select([
      'spoke_id as spokeId',
      'hub_id as hubId',
      summed('delivered').as('delivered'),
      summed('dead').as('dead'),
      summed('refused').as('refused'),
    ])
    .where('hub_id', '!=', UNKNOWN_HUB)
    .where('outcome', '!=', 'merged')
    .groupBy(['spoke_id', 'hub_id'])
    .orderBy((row) => row.fn.sum('count'), 'desc')
    .orderBy('spoke_id')
    .orderBy('hub_id')
    .limit(limit)
    .execute();
  const names = await repositoryNames(
    engine.db,
    busiest.map(({ spokeId }) => spokeId),
    busiest.map(({ hubId }) => hubId),
  );
  return busiest.map((pair) => ({
    ...pair,
    spoke: names.get(pair.spokeId) ?? '',
    hub: names.get(pair.hubId) ?? '',
  }));
};

const isEndOf = (id: number) => (row: ExpressionBuilder<Tables, 'traffic'>) =>
  row.or([row('spoke_id', '=', id), row('hub_id', '=', id)]);

const summed = (outcome: TrafficRow['outcome']) =>
  sql<number>`sum(case when outcome = ${outcome} then count else 0 end)`;

/** The docstring of `Desk.traffic` is its promise. */
export const traffic = async (
  engine: Engine,
  since: number,
  sight: Sight | undefined,
): Promise<readonly TrafficHour[]> => {
  const rows = await rowsSince(engine, since, sight)
    .select((row) => ['hour', 'outcome', 'speed', row.fn.sum<number>('count').as('count')])
    .groupBy(['hour', 'outcome', 'speed'])
    .orderBy('hour')
    .orderBy('outcome')
    .orderBy('speed')
    .execute();
  return [...Map.groupBy(rows, ({ hour }) => hour)].map(([at, group]) => ({
    at,
    delivered: countOf(group, 'delivered'),
    dead: countOf(group, 'dead'),
    refused: countOf(group, 'refused'),
    merged: countOf(group, 'merged'),
    speeds: speedsOf(group.filter(({ outcome, speed }) => outcome === 'delivered' && speed >= 0)),
  }));
};

const rowsSince = (
  { db, isShared }: Pick<Engine, 'db' | 'isShared'>,
  since: number,
  sight: Sight | undefined,
) => {
  const rows = db.selectFrom('traffic').where('hour', '>=', hourOf(since));
  if (sight === undefined) return rows;
  return rows.where((row) =>
    row.and([
      isAmong({ isShared }, row.ref('spoke_id'), sight),
      isAmong({ isShared }, row.ref('hub_id'), sight),
    ]),
  );
};

const countOf = (
  rows: readonly Pick<TrafficRow, 'outcome' | 'count'>[],
  outcome: TrafficRow['outcome'],
): number => rows.reduce((sum, row) => (row.outcome === outcome ? sum + row.count : sum), 0);

const speedsOf = (rows: readonly Pick<TrafficRow, 'speed' | 'count'>[]): readonly number[] => {
  const speeds: number[] = [];
  for (const { speed, count } of rows) {
    while (speeds.length <= speed) speeds.push(0);
    speeds[speed] = (speeds[speed] ?? 0) + count;
  }
  return speeds;
};
