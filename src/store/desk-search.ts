import { type RawBuilder, sql } from 'kysely';
import { type Cursor, type DeskFilter, type FoundNotifications, type Sight } from '../flow/desk-ports.ts';
import { conditionsOf } from './desk-conditions.ts';
import { alongWalk, costOf, type Range, type Walk, walksOf } from './desk-walks.ts';
import { type Engine } from './engine.ts';
import { listedNotifications } from './listed-notifications.ts';
import { MOST_WORDS } from './words.ts';

const NONE: FoundNotifications = { notifications: [], isCut: false };

/**
 * The docstring of `Desk.search` is its promise. Of the ways to walk through all that could match it takes the one that leads
 * farthest back within as many rows as it may look at.
 */
export const search = async (
  engine: Engine,
  filter: DeskFilter,
  { before, limit }: { readonly before?: Cursor; readonly limit: number },
  sight: Sight | undefined,
  mostLookedAt: number,
): Promise<FoundNotifications> => {
  const text = filter.text?.trim().toLowerCase() ?? '';
  if (sight?.size === 0 || text.length > MOST_WORDS) return NONE;
  const named = await walkOfId(engine, text);
  const words = named || text === '' ? [] : [...new Set(text.split(/\s+/))];
  const { until, since } = filter;
  const range: Range = { before, until, since };
  const walks = named ? [named] : walksOf(filter, words, sight);
  const conditions = conditionsOf(engine, filter, sight);
  const cost = (walk: Walk): number => costOf(walk, filter, words, conditions.size > 0);
  const { walk, end } = await farthest(engine, walks, range, (one) => mostLookedAt / cost(one));
  const others = [...conditions].filter(([name]) => name !== walk.given).map(([, condition]) => condition);
  const found = await places(
    engine,
    alongWalk(walk, { ...range, downTo: end }, { conditions: others, words }, { limit: limit + 1 }),
    limit + 1,
  );
  const shown = found.slice(0, limit);
  const notifications = await listedNotifications(engine.db, shown);
  const next = shown.length === limit ? shown.at(-1) : end;
  const isAll = end === undefined && found.length <= limit;
  return isAll || !next
    ? { notifications, isCut: false }
    : { notifications, next, isCut: shown.length < limit };
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A whole id stands for that notification, or for all of that event, where there is one. */
const walkOfId = async (engine: Engine, text: string): Promise<Walk | undefined> => {
  if (!UUID.test(text)) return undefined;
  const walk: Walk = {
    from: 'notifications',
    arms: [sql`n.id = ${text}`, sql`n.event_id = ${text}`],
  };
  const known = await places(engine, alongWalk(walk, {}, {}, { limit: 1 }), 1);
  return known.length > 0 ? walk : undefined;
};

/** The walk to take, and the last place that is looked at; no `end` where it leads through all that there is. */
const farthest = async (
  engine: Engine,
  walks: readonly Walk[],
  range: Range,
  most: (walk: Walk) => number,
): Promise<{ readonly walk: Walk; readonly end?: Cursor }> => {
  let best: { readonly walk: Walk; readonly end: Cursor } | undefined;
  for (const walk of walks) {
    const offset = Math.max(0, Math.floor(most(walk) / walk.arms.length) - 1);
    const [end] = await places(engine, alongWalk(walk, range, {}, { limit: 1, offset }), 1);
    if (!end) return { walk };
    if (!best || end.createdAt < best.end.createdAt) best = { walk, end };
  }
  if (!best) throw new Error('There is no search without a walk.');
  return best;
};

/** The newest of these. */
const places = async ({ db }: Engine, of: RawBuilder<unknown>, limit: number): Promise<readonly Cursor[]> => {
  const { rows } = await sql<{ readonly created_at: number; readonly id: string }>`
    select created_at, id from (${of}) as places order by created_at desc, id desc limit ${limit}
  `.execute(db);
  return rows.map(({ created_at: createdAt, id }) => ({ createdAt, id }));
};
