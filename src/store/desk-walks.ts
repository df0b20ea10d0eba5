import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { STATES } from '../core/lifecycle.ts';
import { nameKey } from '../core/repository.ts';
import { type Cursor, type DeskFilter, type Sight } from '../flow/desk-ports.ts';
import { allOf, type Condition, wordsMatch } from './desk-conditions.ts';

/** Somebody who can read more repositories than that is served by a walk through all that there is. */
const MOST_SPOKES = 50;

/**
 * A way through the notifications, newest first, which misses none that match: each arm along an index of its own. `given` is the filter
 * that it answers.
 */
export interface Walk {
  readonly from: 'notifications' | 'words';
  readonly given?: string;
  readonly arms: readonly Condition[];
}

/** What one row costs to look at, where it is read beside an index, and where its words or its event are looked up for it. */
export const costOf = (
  { from }: Walk,
  { event }: DeskFilter,
  words: readonly string[],
  hasConditions: boolean,
): number =>
  1 +
  (from === 'words' && hasConditions ? 2 : 0) +
  (from === 'notifications' && words.length > 0 ? 3 : 0) +
  (event === undefined ? 0 : 4);

/** Never empty. */
export const walksOf = (
  { states = [], spoke, hub, repository }: DeskFilter,
  words: readonly string[],
  sight: Sight | undefined,
): readonly Walk[] => {
  const walks: Walk[] = [];
  const add = (given: string, ...arms: readonly Condition[]): unknown =>
    walks.push({ from: 'notifications', given, arms });
  if (states.length > 0 && new Set(states).size < STATES.length) {
    add('states', ...[...new Set(states)].map((state) => sql<SqlBool>`n.state = ${state}`));
  }
  if (spoke !== undefined) add('spoke', sql`n.spoke_key = ${nameKey(spoke)}`);
  if (hub !== undefined) add('hub', sql`n.hub_key = ${nameKey(hub)}`);
  if (repository !== undefined) {
    add('repository', sql`n.spoke_key = ${nameKey(repository)}`, sql`n.hub_key = ${nameKey(repository)}`);
  }
  if (sight !== undefined && sight.size <= MOST_SPOKES) {
    walks.push({ from: 'notifications', arms: [...sight].map((id) => sql`n.spoke_id = ${id}`) });
  }
  if (words.length > 0) walks.push({ from: 'words', arms: [sql`1 = 1`] });
  return walks.length > 0 ? walks : [{ from: 'notifications', arms: [sql`1 = 1`] }];
};

/** From when to when, newest first: `before` and `until` exclusive, the others inclusive. */
export interface Range {
  readonly before?: Cursor | undefined;
  readonly until?: number | undefined;
  readonly since?: number | undefined;
  readonly downTo?: Cursor | undefined;
}

interface Table {
  readonly name: RawBuilder<unknown>;
  readonly at: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
}

const TABLES: Readonly<Record<Walk['from'], Table>> = {
  notifications: { name: sql`notifications as n`, at: sql`n.created_at`, id: sql`n.id` },
  words: { name: sql`words as w`, at: sql`w.created_at`, id: sql`w.notification_id` },
};

/** The places along a walk that meet these conditions, of each arm `limit` after the first `offset`. */
export const alongWalk = (
  walk: Walk,
  range: Range,
  {
    conditions = [],
    words = [],
  }: { readonly conditions?: readonly Condition[]; readonly words?: readonly string[] },
  { limit, offset = 0 }: { readonly limit: number; readonly offset?: number },
): RawBuilder<unknown> => {
  const { name, at, id } = TABLES[walk.from];
  const met = allOf([...within(range, walk.from), ...matching(walk.from, conditions, words)]);
  const arms = walk.arms.map(
    (arm) => sql`select * from (
      select ${at} as created_at, ${id} as id from ${name} where ${arm} and ${met}
      order by ${at} desc, ${id} desc limit ${limit} offset ${offset}
    ) as arm`,
  );
  return sql`${sql.join(arms, sql` union `)}`;
};

const within = ({ before, until, since, downTo }: Range, from: Walk['from']): readonly Condition[] => {
  const { at, id } = TABLES[from];
  return [
    ...(before ? [sql<SqlBool>`(${at}, ${id}) < (${before.createdAt}, ${before.id})`] : []),
    ...(until === undefined ? [] : [sql<SqlBool>`${at} < ${until}`]),
    ...(since === undefined ? [] : [sql<SqlBool>`${at} >= ${since}`]),
    ...(downTo ? [sql<SqlBool>`(${at}, ${id}) >= (${downTo.createdAt}, ${downTo.id})`] : []),
  ];
};

const matching = (
  from: Walk['from'],
  conditions: readonly Condition[],
  words: readonly string[],
): readonly Condition[] => {
  if (from === 'words') {
    const row = sql<SqlBool>`exists (select 1 from notifications as n where n.id = w.notification_id and ${allOf(conditions)})`;
    return [...(words.length > 0 ? [wordsMatch(words)] : []), ...(conditions.length > 0 ? [row] : [])];
  }
  if (words.length === 0) return conditions;
  return [
    ...conditions,
    sql`exists (
      select 1 from words as w
      where w.created_at = n.created_at and w.notification_id = n.id and ${wordsMatch(words)}
    )`,
  ];
};
