import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { madeRows } from '../million-rows.ts';
import { inserter, takeIndexes } from '../million.ts';
import { type Seeded } from './seed-repositories.ts';

const MONTH = 30 * 24 * 3_600_000;
/** The hubs that they went to, and the spokes that they came from. */
const HUBS = 10;
const SPOKES = 60;
/** Characters of an event's body. */
const BODY = 200;

/**
 * So many notifications in a store that has these repositories, each with its event, its attempt and its words, over the month
 * before `now`: nearly all delivered, and the rest dead or refused. They are made by the database itself: a million take
 * half a minute.
 */
export const seedNotifications = (path: string, size: number, all: readonly Seeded[], now: number): void => {
  if (size === 0) return;
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  try {
    database.exec('pragma synchronous = off; pragma cache_size = -200000; pragma temp_store = memory;');
    database.function('guid', { deterministic: true }, guid);
    const indexes = takeIndexes(database);
    database.exec('begin');
    seedPlaces(database, all);
    fill(database, size, now);
    for (const { sql } of indexes) database.exec(sql);
    database.exec('commit; pragma wal_checkpoint(truncate)');
  } finally {
    database.close();
  }
};

/** As random as ours are, or each would stand beside the one before it; by the finalizer of MurmurHash3, which is a tenth of the work of a digest. */
const guid = (kind: SQLInputValue, number: SQLInputValue): string => {
  const [one, two, three, four] = [1, 2, 3, 4].map((part) =>
    mixed(Number(number) * 8 + part + Number(kind) * 4),
  );
  return `${one}-${two?.slice(0, 4)}-${two?.slice(4)}-${three?.slice(0, 4)}-${three?.slice(4)}${four}`;
};

const mixed = (number: number): string => {
  let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
};

const seedPlaces = (database: DatabaseSync, all: readonly Seeded[]): void => {
  database.exec(`
    create temp table spoke (place integer primary key, id integer, name text);
    create temp table hub (place integer primary key, id integer, name text, lane integer);
  `);
  const insert = inserter(database);
  const hubs = all.filter(({ role }) => role === 'hub').slice(0, HUBS);
  const spokes = all.filter(({ role }) => role === 'app').slice(0, SPOKES);
  spokes.forEach(({ repository: { id, fullName: name } }, place) => insert('spoke', { place, id, name }));
  hubs.forEach(({ repository: { id, fullName: name, installationId: lane } }, place) => {
    insert('hub', { place, id, name, lane });
    insert('hubs', { id, lane, turn: 0, failures: 0, broken_at: null, code: null, reason: null });
  });
  for (const lane of new Set(hubs.map(({ repository }) => repository.installationId))) {
    insert('lanes', {
      lane,
      held_until: 0,
      free_at: 0,
      strikes: 0,
      due_at: null,
      turn: 0,
      quota_left: null,
      quota_reset_at: null,
    });
  }
};

const fill = (database: DatabaseSync, size: number, now: number): void => {
  const [made] = madeRows({ notifications: 1, now });
  if (!made?.event) throw new Error('there is no notification to copy');
  const { event, notification, words, attempt } = made;
  const at = `${now - MONTH} + number * ${MONTH / size}`;
  const copy = (table: string, row: object, changed: Readonly<Record<string, string>>): void => {
    const columns = Object.entries(row);
    const values: SQLInputValue[] = [];
    const chosen = columns.map(([name, value]) => {
      const expression = changed[name];
      if (expression !== undefined) return expression;
      values.push(value as SQLInputValue);
      return '?';
    });
    database
      .prepare(
        `with recursive numbers(number) as (
           select 0 union all select number + 1 from numbers where number < ${size - 1}
         )
         insert into ${table} (${columns.map(([name]) => `"${name}"`).join(', ')})
         select ${chosen.join(', ')} from numbers
         join spoke on spoke.place = number % (select count(*) from spoke)
         join hub on hub.place = number % (select count(*) from hub)`,
      )
      .run(...values);
  };
  const time = `cast(${at} as integer)`;
  const spoke = { spoke_id: 'spoke.id', spoke: 'spoke.name', spoke_key: 'lower(spoke.name)' };
  const hub = { hub_id: 'hub.id', hub: 'hub.name', hub_key: 'lower(hub.name)', lane: 'hub.lane' };
  copy(
    'events',
    { ...event, body: 'x'.repeat(BODY) },
    {
      id: 'guid(0, number)',
      repository_id: 'spoke.id',
      repository: 'spoke.name',
      repository_key: 'lower(spoke.name)',
      received_at: time,
      planned_at: time,
      due_at: time,
      ordinal: 'number',
    },
  );
  const plain = { state: 'delivered', queue: null, front: null, lease_until: null };
  copy(
    'notifications',
    { ...notification, ...plain, payload: '{}', attempts: 1, last_attempt: 1 },
    {
      ...spoke,
      ...hub,
      id: 'guid(1, number)',
      event_id: 'guid(0, number)',
      state: "case when number % 50 = 0 then 'dead' when number % 77 = 0 then 'refused' else 'delivered' end",
      created_at: time,
      updated_at: `${time} + 300`,
      due_at: time,
      occurred_at: time,
      ordinal: 'number',
      chain: "'[' || spoke.id || ']'",
    },
  );
  copy('words', words, {
    created_at: time,
    notification_id: 'guid(1, number)',
    words: "lower(spoke.name) || ' ' || lower(hub.name) || ' component-updated refs/heads/main'",
  });
  copy('attempts', attempt ?? TRIED, {
    notification_id: 'guid(1, number)',
    started_at: time,
  });
};

const TRIED = {
  notification_id: '',
  number: 1,
  started_at: 0,
  duration_ms: 120,
  request: '{"event_type":"component-updated"}',
  status: 204,
  answer: null,
  outcome: 'delivered',
  reason: 'GitHub accepted it.',
  may_have_arrived: 0,
};
