import { SYSTEM } from '../../src/flow/audit-ports.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { newReport, newRun, writeAll } from '../contract/report-samples.ts';
import {
  DEADLINE,
  endOf,
  idsOf,
  newEvent,
  newNotification,
  planned,
  planOf,
} from '../contract/store-samples.ts';

describe('reports in an SQLite file', () => {
  let directory: string;
  let path: string;
  let statements: string[];
  let store: Store;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hub-relay-reports-'));
    path = join(directory, 'relay.db');
    statements = [];
    const pace = { burst: 2, interval: 1_000 };
    store = await openStore(`file:${path}`, { pace, onStatement: (statement) => statements.push(statement) });
    statements = [];
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  it('that are open issues are known', async () => {
    for (const id of ['r1', 'r2']) await store.reports.ask([{ report: newReport(id), dueAt: 1_000 }]);
    await store.reports.claim(10_000, 9);
    await store.reports.finish({ id: 'r1', at: 10_000, isOpen: true });
    await store.reports.finish({ id: 'r2', at: 10_000 });
    expect(idsOf(await store.reports.open())).toEqual(['r1']);
    await store.reports.finish({ id: 'r1', at: 20_000, isOpen: false });
    expect(await store.reports.open()).toEqual([]);
  });

  it('are looked for without a transaction where none can be taken', async () => {
    const begun = () => statements.filter((statement) => statement.startsWith('begin')).length;
    expect(await store.reports.claim(10_000, 9)).toEqual([]);
    expect(begun()).toBe(0);
    await store.reports.ask([{ report: newReport('r1'), dueAt: 20_000 }]);
    expect(await store.reports.claim(19_999, 9)).toEqual([]);
    expect(begun()).toBe(1);
    expect(idsOf(await store.reports.claim(20_000, 9))).toEqual(['r1']);
  });

  it('give back the room that they took, where nothing was sent', async () => {
    const ask = (id: string) => store.reports.ask([{ report: newReport(id), dueAt: 1_000 }]);
    for (const id of ['r1', 'r2', 'r3']) await ask(id);
    expect(await store.reports.claim(10_000, 9)).toHaveLength(2);
    await store.reports.finish({ id: 'r1', at: 10_000, isUnsent: true });
    await store.reports.finish({ id: 'r2', at: 10_000, number: 1, written: 'told' });
    expect(await store.reports.claim(10_000, 9)).toHaveLength(1);
  });

  it('share the pace of their lane with its notifications', async () => {
    const [first, second, third] = ['r1', 'r2', 'r3'].map((id) => newReport(id, { lane: 7 }));
    await store.reports.ask([first!, second!, third!].map((report) => ({ report, dueAt: 100_000 })));
    await planned(store, newNotification('n1', { dueAt: 100_500 }));
    expect(idsOf(await store.reports.claim(100_000, 9))).toEqual(['r1', 'r2']);
    expect(await store.notifications.nextDue()).toBe(101_000);
    expect(await store.reports.nextDue()).toBe(102_000);
    expect(await store.notifications.claim(100_999, 9)).toEqual([]);
    expect(await store.reports.claim(100_999, 9)).toEqual([]);
    expect(idsOf(await store.notifications.claim(101_000, 9))).toEqual(['n1']);
    expect(await store.reports.nextDue()).toBe(102_000);
    expect(await store.reports.claim(101_999, 9)).toEqual([]);
    expect(idsOf(await store.reports.claim(102_000, 9))).toEqual(['r3']);
  });

  it('are found by an index, whatever is asked of them', async () => {
    const failure = newReport('failure', { kind: 'failure' });
    await planned(store, newNotification('n1', { report: newReport('r1'), failure }));
    const [claimed] = await store.notifications.claim(1_000, 1);
    statements = [];
    await store.notifications.finish(endOf(claimed!, { outcome: 'dead', isHubAtFault: true }));
    await store.notifications.replay(['n1'], 2_000, SYSTEM);
    await store.hubs.mend({ hubIds: [80] });
    await store.events.record(newEvent('e2'), DEADLINE);
    await store.events.planned('e2', { ...planOf([]), runs: [newRun('n1')] });
    await writeAll(store, 9_000);
    await store.reports.nextDue();
    await store.reports.notifications('r1');
    await store.reports.outcomes('failure');
    await store.reports.fired([80]);
    await store.reports.redirect('r1', newReport('r2'), 9_000);
    await store.events.expire(9_000, 9);
    const asked = statements.filter((sql) => /^(select|update|delete)/.test(sql));
    const steps = asked.flatMap((sql) => explain(sql));
    expect(steps).toContainEqual(expect.stringContaining('notifications_by_report (report=?)'));
    expect(steps).toContainEqual(expect.stringContaining('notifications_by_failure (failure=? AND state=?'));
    expect(steps).toContainEqual(expect.stringContaining('reports USING INDEX reports_by_update'));
    const scanned = steps.filter((step) =>
      /^SCAN (events|notifications|told|reports|begun|runs)\b/.test(step),
    );
    expect(new Set(scanned)).toEqual(new Set(['SCAN reports USING COVERING INDEX reports_by_due']));
  });

  const explain = (sql: string): readonly string[] => {
    using database = new DatabaseSync(path, { readOnly: true });
    return database
      .prepare(`explain query plan ${sql}`)
      .all()
      .map((step) => String(step.detail));
  };
});
