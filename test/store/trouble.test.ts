import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { withConnection } from '../build/connections.ts';
import {
  DEADLINE,
  endOf,
  idsOf,
  newEvent,
  newNotification,
  planOf,
  upTo,
} from '../contract/store-samples.ts';

/** Begins the trouble, and returns what ends it, which may be called twice. */
type Trouble = (connection: DatabaseSync, path: string) => Promise<() => Promise<void>>;

const pragma = (connection: DatabaseSync, name: string): number =>
  Number(Object.values(connection.prepare(`pragma ${name}`).get() ?? {})[0]);

/** SQLite itself says SQLITE_FULL when the file may not grow. https://www.sqlite.org/pragma.html#pragma_max_page_count */
const fullDisk: Trouble = (connection) => {
  connection.exec(`pragma max_page_count = ${pragma(connection, 'page_count')}`);
  return Promise.resolve(() => {
    connection.exec('pragma max_page_count = 4294967294');
    return Promise.resolve();
  });
};

const readOnly: Trouble = (connection) => {
  connection.exec('pragma query_only = on');
  return Promise.resolve(() => {
    connection.exec('pragma query_only = off');
    return Promise.resolve();
  });
};

const lockedByAnotherProcess: Trouble = async (_, path) => {
  const script = fileURLToPath(new URL('hold-lock.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return async () => {
    if (child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
};

describe.each<[string, Trouble, object]>([
  ['the disk is full', fullDisk, { errcode: 13 }],
  ['the file can only be read', readOnly, { errcode: 8 }],
  ['another process holds the lock', lockedByAnotherProcess, { code: 'store-busy' }],
])('the store while %s', (_, begin, refusal) => {
  let directory: string;
  let store: Store;
  let end: () => Promise<void>;
  const startTrouble = async (): Promise<void> => {
    end = await begin(connection, path);
  };
  let connection: DatabaseSync;
  let path: string;

  beforeEach(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'hub-relay-trouble-')));
    path = join(directory, 'relay.db');
    ({ opened: store, connection } = await withConnection(path, () => openStore(`file:${path}`)));
  });
  afterEach(async () => {
    await end();
    await store.close();
    rmSync(directory, { recursive: true });
  });

  /** Large enough to need room of its own. */
  const body = JSON.stringify({ text: 'x'.repeat(100_000) });
  const record = (id: string, deadline = DEADLINE): Promise<unknown> =>
    store.events.record(newEvent(id, { body }), deadline);
  const plan = (id: string, hubId: number): Promise<void> =>
    store.events.planned(id, planOf([newNotification(`n-${id}`, { eventId: id, hubId })]));

  it('refuses an event within its deadline, and takes the redelivery afterwards', async () => {
    await startTrouble();
    await expect(record('e1', 200)).rejects.toMatchObject(refusal);
    await end();
    expect(await record('e1')).toBe('recorded');
    expect((await store.events.find('e1'))?.body).toBe(body);
  });

  it('has every event that it took, and none that it refused', async () => {
    await record('before');
    await startTrouble();
    const ids = Array.from({ length: 20 }, (_each, place) => `during${place}`);
    const results = await Promise.allSettled(ids.map((id) => record(id, 200)));
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
    await end();
    await record('after');
    expect(idsOf(await store.events.due(1_000, upTo(99)))).toEqual(['before', 'after']);
    expect(connection.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
  });

  it('plans and sends each thing once, whatever was tried meanwhile', async () => {
    for (const id of ['e1', 'e2']) await record(id);
    await plan('e1', 81);
    const [sending] = await store.notifications.claim(1_000, 1);
    await startTrouble();
    const during = Promise.allSettled([
      store.notifications.finish(endOf(sending!)),
      plan('e2', 82),
      store.marks.write('ready', '1'),
    ]);
    const claimedDuring = store.notifications.claim(1_000, 9).catch(() => []);
    await expect(record('refused', 200)).rejects.toMatchObject(refusal);
    await end();
    await during;
    const first = await claimedDuring;
    await plan('e2', 82);
    const open = await store.notifications.find('n-e1');
    if (open?.state === 'sending') await store.notifications.finish(endOf(sending!));
    const second = await store.notifications.claim(1_000, 9);
    expect(idsOf([...first, ...second])).toEqual(['n-e2']);
    expect((await store.notifications.find('n-e1'))?.state).toBe('delivered');
    expect(await store.notifications.attempts('n-e1')).toHaveLength(1);
    await store.marks.write('ready', '2');
    expect(await store.marks.read('ready')).toBe('2');
  });
});
