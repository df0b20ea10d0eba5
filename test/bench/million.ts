import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { openStore } from '../../src/store/open-store.ts';
import { madeDirectory, madeRows, type Size, TrafficSum } from './million-rows.ts';

const ROWS_AT_ONCE = 50_000;

/**
 * Makes an SQLite file with so many notifications as the store would have them after thirty days. A million take about two
 * minutes, and 3 GB. `tell` is called now and then with how many there are.
 */
export const fillMillion = async (
  path: string,
  size: Size,
  tell: (count: number) => void = () => undefined,
): Promise<void> => {
  await (await openStore(`file:${path}`)).close();
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  try {
    // It is made anew if it is lost half-way.
    database.exec(
      'pragma synchronous = off; pragma cache_size = -400000; pragma wal_autocheckpoint = 50000;',
    );
    const indexes = takeIndexes(database);
    fill(database, size, tell);
    for (const { sql } of indexes) database.exec(sql);
    database.exec('pragma wal_checkpoint(truncate)');
  } finally {
    database.close();
  }
};

/** Made at the end they cost a tenth. */
export const takeIndexes = (
  database: DatabaseSync,
): readonly { readonly name: string; readonly sql: string }[] => {
  const indexes = database
    .prepare("select name, sql from sqlite_master where type = 'index' and sql is not null")
    .all() as unknown as readonly { readonly name: string; readonly sql: string }[];
  for (const { name } of indexes) database.exec(`drop index "${name}"`);
  return indexes;
};

const fill = (database: DatabaseSync, size: Size, tell: (count: number) => void): void => {
  const insert = inserter(database);
  const traffic = new TrafficSum();
  let count = 0;
  database.exec('begin');
  for (const [table, rows] of Object.entries(madeDirectory(size))) for (const row of rows) insert(table, row);
  for (const { event, notification, words, attempt } of madeRows(size)) {
    if (event) insert('events', event);
    insert('notifications', notification);
    insert('words', words);
    if (attempt) insert('attempts', attempt);
    traffic.add(notification);
    if (++count % ROWS_AT_ONCE > 0) continue;
    database.exec('commit; begin');
    tell(count);
  }
  for (const row of traffic.rows()) insert('traffic', row);
  database.exec('commit');
};

export const inserter = (database: DatabaseSync): ((table: string, row: object) => void) => {
  const statements = new Map<string, StatementSync>();
  return (table, row) => {
    let statement = statements.get(table);
    if (!statement) {
      const columns = Object.keys(row);
      const places = columns.map(() => '?').join(', ');
      statement = database.prepare(
        `insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')}) values (${places})`,
      );
      statements.set(table, statement);
    }
    statement.run(...(Object.values(row) as SQLInputValue[]));
  };
};
