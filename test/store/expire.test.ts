import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { DEADLINE, endOf, newEvent, newNotification, planOf } from '../contract/store-samples.ts';

describe('expiry in an SQLite file', () => {
  let directory: string;
  let path: string;
  let statements: string[];
  let store: Store;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hub-relay-expire-'));
    path = join(directory, 'relay.db');
    statements = [];
    store = await openStore(`file:${path}`, { onStatement: (statement) => statements.push(statement) });
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  const look = (sql: string): readonly Record<string, unknown>[] => {
    using database = new DatabaseSync(path, { readOnly: true });
    return database.prepare(sql).all();
  };

  it('walks the events by time as far as they are old, and sorts and scans nothing', async () => {
    statements = [];
    await store.events.expire(1_000, 200);
    const steps = statements
      .filter((sql) => !/^(begin|commit)/.test(sql))
      .flatMap((sql) => look(`explain query plan ${sql}`).map(({ detail }) => String(detail)));
    expect(steps).toContainEqual(expect.stringMatching(/USING INDEX events_by_time \(received_at<\?\)/));
    expect(steps).toContainEqual(expect.stringMatching(/notifications USING .*INDEX .* \(event_id=\?\)/));
    expect(steps.filter((step) => /^SCAN|TEMP B-TREE/.test(step))).toEqual([]);
  });

  it('makes room for what comes next: the file does not grow while as much goes as comes', async () => {
    const pages = [];
    for (let round = 1; round <= 8; round += 1) {
      await work(round);
      while ((await store.events.expire(round * 1_000 - 500, 50)).events > 0);
      while ((await store.audit.seal(1_000)) > 0);
      while ((await store.audit.expire(Number.MAX_SAFE_INTEGER, 1_000)) > 0);
      pages.push(Number(look('pragma page_count')[0]?.page_count));
    }
    expect(await store.events.list({ limit: 999 })).toHaveLength(100);
    const [settled, last] = [pages[2]!, pages.at(-1)!];
    expect(last, `pages after each round: ${pages.join(', ')}`).toBeLessThanOrEqual(settled * 1.02);
  });

  /** A hundred events come, half of them with a large body, and all that they cause is delivered. */
  const work = async (round: number): Promise<void> => {
    const now = round * 1_000;
    const ids = Array.from({ length: 100 }, (_, place) => `e${round}-${place}`);
    const bodyOf = (place: number): string => JSON.stringify({ text: 'x'.repeat((place % 2) * 20_000) });
    await Promise.all(
      ids.map((id, place) =>
        store.events.record(newEvent(id, { receivedAt: now, body: bodyOf(place) }), DEADLINE),
      ),
    );
    await Promise.all(
      ids.map((id) =>
        store.events.planned(id, planOf([newNotification(`n-${id}`, { eventId: id, dueAt: now })], now)),
      ),
    );
    for (;;) {
      const claimed = await store.notifications.claim(now, 50);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((each) => store.notifications.finish(endOf(each, { at: now }))));
    }
  };
});
