import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type NewEvent, type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { WriteAheadLog } from '../../src/store/write-ahead-log.ts';
import { storeContract } from '../contract/store-contract.ts';
import {
  DEADLINE,
  endOf,
  heldUntil,
  idsOf,
  newEvent,
  newNotification,
  planned,
  planOf,
  upTo,
} from '../contract/store-samples.ts';

const directory = mkdtempSync(join(tmpdir(), 'hub-relay-store-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

let files = 0;
const newFile = (): string => join(directory, `${++files}.db`);

const template = join(directory, 'template.db');
/** A copy of one that has its tables already, which is sooner had than the tables. */
const openFile = async (): Promise<Store> => {
  if (!existsSync(template)) await (await openStore(`file:${template}`)).close();
  const path = newFile();
  copyFileSync(template, path);
  return openStore(`file:${path}`);
};

storeContract('SQLite in a file', openFile);
storeContract('SQLite in memory', () => openStore('file::memory:'));

describe('the store in an SQLite file', () => {
  let path: string;
  let store: Store;
  let statements: string[];

  const open = (): Promise<Store> =>
    openStore(`file:${path}`, { onStatement: (statement) => statements.push(statement) });
  const sent = (statement: string): number => statements.filter((sql) => sql.startsWith(statement)).length;

  beforeEach(async () => {
    path = newFile();
    statements = [];
    store = await open();
    statements = [];
  });
  afterEach(() => store.close());

  it('has an event on disk once it says so, whatever becomes of the process then', async () => {
    const script = fileURLToPath(new URL('record-once.ts', import.meta.url));
    const child = spawn(process.execPath, [script, `file:${path}`, 'e1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(said.toString()).toBe('e1');
    expect(idsOf(await store.events.due(1_000, upTo(9)))).toEqual(['e1']);
  });

  it('waits for the disk with everything but a plan, which is on it with what is claimed', async () => {
    const onDisk = vi.spyOn(WriteAheadLog.prototype, 'onDisk');
    onTestFinished(() => onDisk.mockRestore());
    await store.events.record(newEvent('e1'), DEADLINE);
    expect(onDisk).toHaveBeenCalledTimes(1);
    await store.events.planned('e1', planOf([newNotification('n1')]));
    expect(onDisk).toHaveBeenCalledTimes(1);
    const [claimed] = await store.notifications.claim(1_000, 1);
    expect(onDisk).toHaveBeenCalledTimes(2);
    await store.notifications.finish(endOf(claimed!));
    expect(onDisk).toHaveBeenCalledTimes(3);
  });

  it('ends attempts that end together in commits that they share', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `n${index}`);
    await planned(store, ...ids.map((id) => newNotification(id)));
    const claimed = await store.notifications.claim(1_000, 20);
    statements = [];
    await Promise.all(claimed.map((one) => store.notifications.finish(endOf(one))));
    expect(sent('commit')).toBe(2);
    const states = await Promise.all(ids.map((id) => store.notifications.find(id)));
    expect(new Set(states.map((one) => one?.state))).toEqual(new Set(['delivered']));
  });

  it('ends the others of a commit where one attempt is not open any more', async () => {
    await planned(store, newNotification('n1'), newNotification('n2'), newNotification('n3'));
    const [first, second, third] = await store.notifications.claim(1_000, 3);
    await store.notifications.finish(endOf(second!));
    const ends = [first!, second!, third!].map((one) => store.notifications.finish(endOf(one)));
    const answers = await Promise.allSettled(ends);
    expect(answers).toMatchObject([
      { status: 'fulfilled' },
      { reason: { code: 'attempt-not-open' } },
      { status: 'fulfilled' },
    ]);
    expect(await store.notifications.attempts('n3')).toMatchObject([{ outcome: 'delivered' }]);
  });

  it('still ends the attempts that it was told of before it is closed', async () => {
    await planned(store, newNotification('n1'));
    const [claimed] = await store.notifications.claim(1_000, 1);
    const ended = store.notifications.finish(endOf(claimed!));
    await store.close();
    await ended;
    store = await open();
    expect(await store.notifications.find('n1')).toMatchObject({ state: 'delivered' });
  });

  it('writes a large body once, also where its event is planned, and deletes it with that', async () => {
    const written = (): number => statSync(`${path}-wal`).size;
    const rows = (): unknown => {
      const database = new DatabaseSync(path, { readOnly: true });
      const found = database.prepare('select count(*) as rows from large_bodies').get();
      database.close();
      return found?.rows;
    };
    await store.events.record(newEvent('e1', { body: JSON.stringify('x'.repeat(1_000_000)) }), DEADLINE);
    await store.events.record(newEvent('e2', { state: 'rejected', reason: 'no ref' }), DEADLINE);
    const before = written();
    await store.events.planned('e1', planOf([]));
    expect(written() - before).toBeLessThan(100_000);
    expect(before).toBeGreaterThan(1_000_000);
    expect(rows()).toBe(1);
    expect(await store.events.expire(9_000, 9)).toMatchObject({ events: 2 });
    expect(rows()).toBe(0);
  });

  it('keeps everything when it is opened again', async () => {
    await planned(store, newNotification('n1'), newNotification('n2'));
    const [claimed] = await store.notifications.claim(1_000, 1);
    await store.notifications.finish(heldUntil(claimed!, 9_000));
    const before = await everything(store);
    await store.close();
    store = await open();
    expect(await everything(store)).toEqual(before);
    expect(await store.notifications.strikes(7)).toBe(1);
    expect(await store.notifications.nextDue()).toBe(9_000);
  });

  it('writes the events that arrive together in one commit', async () => {
    const events = Array.from({ length: 32 }, (_, place) => newEvent(`e${place}`));
    await Promise.all(events.map((event) => store.events.record(event, DEADLINE)));
    // One insert for the events, and one for what the audit log is to say of them.
    expect([sent('begin'), sent('insert'), sent('commit')]).toEqual([1, 2, 1]);
  });

  it('asks no more of the database for the plans of many events than for one', async () => {
    const plan = async (...ids: readonly string[]): Promise<number> => {
      await Promise.all(ids.map((id) => store.events.record(newEvent(id), DEADLINE)));
      statements = [];
      const planOfOne = (id: string) => planOf([newNotification(`n-${id}`, { eventId: id })]);
      await Promise.all(ids.map((id) => store.events.planned(id, planOfOne(id))));
      return statements.length;
    };
    const alone = await plan('a');
    expect(await plan('b', 'c', 'd', 'e')).toBeLessThanOrEqual(alone);
  });

  it('keeps the neighbours of an event that cannot be written', async () => {
    const bad = { ...newEvent('bad'), name: null as unknown as string };
    const events: NewEvent[] = [newEvent('e1'), bad, newEvent('e2'), newEvent('e1')];
    const results = await Promise.allSettled(events.map((event) => store.events.record(event, DEADLINE)));
    expect(results).toMatchObject([
      { value: 'recorded' },
      { reason: { message: expect.stringContaining('events.name') } },
      { value: 'recorded' },
      { value: 'duplicate' },
    ]);
    expect(idsOf(await store.events.due(1_000, upTo(9)))).toEqual(['e1', 'e2']);
  });

  describe('while another one holds the write lock', () => {
    let other: DatabaseSync;
    beforeEach(() => {
      other = new DatabaseSync(path);
      other.exec('begin immediate');
    });
    afterEach(() => {
      other.close();
    });

    it('rejects an event at its deadline without blocking the event loop, and heals', async () => {
      const item = { settled: false };
      let turns = 0;
      const late = store.events.record(newEvent('late'), 500).finally(() => {
        item.settled = true;
      });
      const rejection = expect(late).rejects.toMatchObject({ code: 'store-busy' });
      for (; !item.settled; turns++) await nextTurn();
      await rejection;
      expect(turns).toBeGreaterThan(sent('begin') * 5);
      expect(sent('begin')).toBeGreaterThan(2);
      other.exec('rollback');
      expect(await store.events.record(newEvent('next'), DEADLINE)).toBe('recorded');
      expect(idsOf(await store.events.due(1_000, upTo(9)))).toEqual(['next']);
    });

    it('records what waited, and what came meanwhile, in one commit once the lock is free', async () => {
      const first = store.events.record(newEvent('e1'), DEADLINE);
      while (sent('begin') < 2) await nextTurn();
      const second = store.events.record(newEvent('e2'), DEADLINE);
      await nextTurn();
      other.exec('rollback');
      expect(await Promise.all([first, second])).toEqual(['recorded', 'recorded']);
      expect(sent('commit')).toBe(1);
    });

    it('still writes everything else once the lock is free', async () => {
      const saved = store.repositories.saveInstallation({
        id: 7,
        account: 'acme',
        suspended: false,
        permissions: {},
      });
      while (sent('begin') < 3) await nextTurn();
      other.exec('rollback');
      await saved;
      expect(await store.repositories.installations()).toHaveLength(1);
    });
  });

  it('looks up those that it claims by their ids, however many wait', async () => {
    await planned(store, ...Array.from({ length: 30 }, (_, place) => newNotification(`n${place}`)));
    await store.notifications.claim(1_000, 20);
    const update = statements.find((sql) => sql.startsWith('update "notifications"'));
    const steps = explain(path, update ?? '').filter((step) => /^(SEARCH|SCAN)/.test(step));
    // And the events that they came by.
    expect(steps).toEqual([expect.stringContaining('(id=?)'), expect.stringContaining('(id=?)')]);
  });

  it('finds what is due, and a page of a list, by an index and without sorting', async () => {
    await planned(store, newNotification('n1'));
    statements = [];
    await store.events.due(1_000, upTo(9));
    await store.events.nextDue();
    await store.events.list({ limit: 9, before: 9, beforeId: 'x' });
    await store.events.list({ limit: 9, state: 'recorded', before: 9 });
    await store.events.list({ limit: 9, repository: 'acme/spoke' });
    await store.notifications.nextDue();
    await store.notifications.list({ limit: 9, state: 'dead', before: 9 });
    await store.notifications.list({ limit: 9, hub: 'acme/hub' });
    await store.notifications.list({ limit: 9, spoke: 'acme/spoke' });
    await store.notifications.list({ limit: 9, eventId: 'e1' });
    await store.notifications.claim(1_000, 9);
    const plans = statements.filter((sql) => sql.startsWith('select')).map((sql) => explain(path, sql));
    expect(plans.length).toBeGreaterThanOrEqual(12);
    const slow = /^SCAN (events|notifications)(?!.* USING)|^USE TEMP B-TREE FOR ORDER BY/;
    expect(plans.flat().filter((step) => slow.test(step))).toEqual([]);
  });
});

const everything = async (store: Store): Promise<unknown> => [
  await store.events.list({ limit: 99 }),
  await store.notifications.list({ limit: 99 }),
  await store.notifications.attempts('n1'),
];

const explain = (path: string, sql: string): readonly string[] => {
  using database = new DatabaseSync(path);
  return database
    .prepare(`explain query plan ${sql}`)
    .all()
    .map((step) => String(step.detail));
};
