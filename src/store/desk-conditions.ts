import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { nameKey } from '../core/repository.ts';
import { type DeskFilter, type Sight } from '../flow/desk-ports.ts';
import { type Engine } from './engine.ts';
import { isAmong } from './id-set.ts';

export type Condition = RawBuilder<SqlBool>;

/**
 * What a row `n` of `notifications` must meet, beside its time and its words, by the name of the filter. Columns that have an index are
 * disguised, or SQLite may prefer it to the one that the search has chosen.
 */
export const conditionsOf = (
  engine: Pick<Engine, 'isShared'>,
  filter: DeskFilter,
  sight: Sight | undefined,
): ReadonlyMap<string, Condition> => {
  const { states = [], spoke, hub, repository, event, eventType } = filter;
  const conditions = new Map<string, Condition>();
  if (states.length > 0) conditions.set('states', sql`n.state || '' in (${sql.join(states)})`);
  if (spoke !== undefined) conditions.set('spoke', sql`n.spoke_key || '' = ${nameKey(spoke)}`);
  if (hub !== undefined) conditions.set('hub', sql`n.hub_key || '' = ${nameKey(hub)}`);
  if (repository !== undefined) {
    const key = nameKey(repository);
    conditions.set('repository', sql`(n.spoke_key || '' = ${key} or n.hub_key || '' = ${key})`);
  }
  if (eventType !== undefined) conditions.set('eventType', sql`n.event_type = ${eventType}`);
  if (event !== undefined) {
    conditions.set(
      'event',
      sql`exists (select 1 from events as e where e.id = n.event_id and e.name = ${event})`,
    );
  }
  if (sight !== undefined) {
    const [spokeId, hubId] = [sql<number>`n.spoke_id + 0`, sql<number>`n.hub_id + 0`];
    conditions.set('sight', sql`${isAmong(engine, spokeId, sight)} and ${isAmong(engine, hubId, sight)}`);
  }
  return conditions;
};

/** That each of these words is somewhere in a row of `words`. */
export const wordsMatch = (words: readonly string[]): Condition =>
  sql`${sql.join(
    words.map((word) => sql`w.words like ${`%${escaped(word)}%`} escape '\\'`),
    sql` and `,
  )}`;

const escaped = (word: string): string => word.replaceAll(/[\\%_]/g, String.raw`\$&`);

export const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql`1 = 1` : sql`${sql.join(conditions, sql` and `)}`;
