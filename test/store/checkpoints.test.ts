import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Change } from '../../src/flow/ports.ts';
import { Checkpoints } from '../../src/store/checkpoints.ts';
import { openStore } from '../../src/store/open-store.ts';
import { DEADLINE, newEvent } from '../contract/store-samples.ts';
import { until } from '../build/until.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hub-relay-checkpoints-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the log of an SQLite file', () => {
  it('is copied into the database when it has grown, which is no change, and is gone after closing', async () => {
    const path = join(directory, 'relay.db');
    const store = await openStore(`file:${path}`, { soleOwner: true });
    const heard: Change[] = [];
    store.watch((change) => heard.push(change));
    // Each is a row, and a note of it.
    const events = Array.from({ length: 2_100 }, (_, place) => newEvent(`e${place}`));
    await Promise.all(events.map((event) => store.events.record(event, DEADLINE)));
    await until(() => expect(statSync(path).size).toBeGreaterThan(500_000));
    expect(await store.events.record(newEvent('e1'), DEADLINE)).toBe('duplicate');
    await store.close();
    expect(heard).toEqual([]);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('is left to SQLite where the thread fails, and holds up nobody', async () => {
    let isHeld = false;
    const checkpoints = new Checkpoints(directory, async (work) => {
      isHeld = true;
      await work();
    });
    checkpoints.begin();
    await checkpoints.close();
    checkpoints.begin();
    await checkpoints.close();
    expect(isHeld).toBe(false);
  });
});
