import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';

const NOW = 1_000;
/** Tables that grow with everything there ever was. */
const GREAT = /^SCAN (events|large_bodies|notifications|attempts|reports|lanes|hubs|repositories)\b/;
/** Of these indexes only what is yet to be done is in them. */
const NARROW = /_by_(due|turn|queue|hub_id|begun|open)\b/;

it('looks through no table that grows, but only through what is yet to be done', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-growth-'));
  const path = join(folder, 'relay.db');
  await (await openStore(`file:${path}`)).close();
  const said = new Set<string>();
  const store = await openStore(`file:${path}`, { onStatement: (statement) => said.add(statement) });
  said.clear();
  try {
    const { events, notifications, desk, hubs, reports, repositories } = store;
    await events.due(NOW, { events: 9, bytes: 9 });
    await events.nextDue();
    await events.read(['e1']);
    await events.expire(NOW, 9);
    await notifications.claim(NOW, 9);
    await notifications.nextDue();
    await notifications.release(NOW, NOW);
    await notifications.streak(1, { from: 0, to: NOW });
    await notifications.told(['n1'], { from: 0, to: NOW });
    await desk.backlog();
    await desk.lanes(NOW);
    await hubs.broken();
    await hubs.waiting(1, 9);
    for (const which of [{ hubIds: [1] }, { lane: 1 }, { code: 'credentials-refused' }] as const)
      await hubs.mend(which);
    await reports.claim(NOW, 9);
    await reports.nextDue();
    await reports.open();
    await reports.release(NOW);
    await repositories.page(0, 9);
    await repositories.some([1]);
  } finally {
    await store.close();
  }
  const database = new DatabaseSync(path);
  const plans = [...said]
    .filter((sql) => /^(select|update|delete)/.test(sql))
    .flatMap((sql) =>
      database
        .prepare(`explain query plan ${sql}`)
        .all(...Array.from(sql.matchAll(/\?/g), () => 0))
        .map(({ detail }) => ({ detail: String(detail), sql })),
    );
  database.close();
  rmSync(folder, { recursive: true, force: true });
  expect(plans.length).toBeGreaterThan(20);
  expect(plans.filter(({ detail }) => GREAT.test(detail) && !NARROW.test(detail))).toEqual([]);
});
