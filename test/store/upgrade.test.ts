import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { aRepository } from '../build/samples.ts';
import { newEvent, newNotification, planned, planOf } from '../contract/store-samples.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-relay-upgrade-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Takes away what the migrations after the second have added. */
const BACK = `
  delete from kysely_migration where name > '0003';
  drop table large_bodies;
  drop index notifications_by_told;
  alter table notifications drop column chain;
  alter table notifications drop column streak;
  alter table repositories drop column config_stamp;
  drop table runs;
  drop table reports;
  drop index notifications_by_report;
  drop index notifications_by_failure;
  alter table notifications drop column report;
  alter table notifications drop column failure;
  alter table notifications drop column target;
  alter table notifications drop column source;
  alter table events drop column source;
  drop table words;
  drop table traffic;
  drop table audit_notes;
  drop table audit;
  drop index notifications_by_spoke_id;
  alter table notifications drop column replayed_at;
  drop index lanes_by_hold;
  alter table repositories drop column config_reading;
  alter table repositories drop column config_own;
  alter table repositories drop column config_note;
`;

it('takes over what a version without chains, stamps, reports, targets and words has left', async () => {
  const path = join(folder, 'relay.db');
  const before = await openStore(`file:${path}`);
  await planned(before, newNotification('n1', { spokeId: 70, chain: [60, 70], streak: 4 }));
  const record = { repository: aRepository('acme/app'), config: { state: 'missing' } as const };
  await before.repositories.save({ ...record, stamp: 'main 1' });
  await before.close();
  const database = new DatabaseSync(path);
  database.exec(BACK);
  database.close();
  const after = await openStore(`file:${path}`);
  try {
    expect(await after.notifications.find('n1')).toMatchObject({ state: 'pending', chain: [70], streak: 1 });
    expect(await after.repositories.all()).toEqual([record]);
    await after.notifications.claim(1_000, 1);
    const route = { route: 'acme/spoke:notify[0]', spokeId: 70, hubId: 80 };
    expect(await after.reports.fired([80])).toEqual([route]);
    expect(await after.reports.nextDue()).toBeUndefined();
    const { notifications } = await after.desk.search({ text: 'SPOKE refs/heads/n1' }, { limit: 9 });
    expect(notifications).toMatchObject([{ id: 'n1', event: 'push' }]);
    expect(await after.desk.traffic(0)).toEqual([]);
  } finally {
    await after.close();
  }
});

it('leaves bodies where the version before put them, and finds them there', async () => {
  const path = join(folder, 'relay.db');
  const body = JSON.stringify('x'.repeat(20_000));
  await (await openStore(`file:${path}`)).close();
  const database = new DatabaseSync(path);
  const insert = database.prepare(
    `insert into events (id, name, received_at, ordinal, state, plans, due_at, body) values (?, 'push', 1, ?, 'recorded', 0, 1, ?)`,
  );
  for (const [ordinal, id] of ['old', 'older'].entries()) insert.run(id, ordinal, body);
  database.exec(`delete from kysely_migration where name > '0009'; drop table large_bodies`);
  database.close();
  const store = await openStore(`file:${path}`);
  try {
    const due = { id: 'old', bytes: body.length };
    expect(await store.events.due(9, { events: 9, bytes: body.length })).toEqual([due]);
    expect(await store.events.read(['old'])).toMatchObject([{ id: 'old', body }]);
    expect(await store.events.record(newEvent('older', { body: '{}' }), 5_000)).toBe('duplicate');
    expect(await store.events.record(newEvent('new', { body }), 5_000)).toBe('recorded');
    for (const id of ['old', 'older', 'new']) {
      await store.events.planned(id, planOf([]));
      expect(await store.events.find(id)).toMatchObject({ state: 'planned', body });
    }
    expect(await store.events.expire(9_000, 9)).toEqual({ events: 3, unsent: 0 });
  } finally {
    await store.close();
  }
});
