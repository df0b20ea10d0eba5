import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ORIGIN, readLine } from '../../src/core/audit-chain.ts';
import { createChainCheck } from '../../src/core/chain-check.ts';
import { SYSTEM } from '../../src/flow/audit-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { DEADLINE, endOf, newEvent, newNotification, planned } from '../contract/store-samples.ts';

const INSTALLATION = { id: 7, account: 'acme', suspended: false, permissions: {} };

describe('a transaction that is rolled back', () => {
  let folder: string;
  let store: Store;
  let file: DatabaseSync;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hub-relay-audit-'));
    store = await openStore(`file:${join(folder, 'relay.db')}`);
    file = new DatabaseSync(join(folder, 'relay.db'));
  });
  afterEach(async () => {
    file.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const refuse = (what: string): void =>
    file.exec(`create trigger refused before ${what} begin select raise(abort, 'refused'); end`);
  const noted = (): unknown => file.prepare('select count(*) as count from audit_notes').get()?.count;

  it('leaves no note of what was not done', async () => {
    const before = noted();
    refuse('insert on installations');
    await expect(store.repositories.saveInstallation(INSTALLATION)).rejects.toThrow('refused');
    expect(noted()).toBe(before);
  });

  it.each(['record', 'plan', 'finish', 'replay', 'repository'] as const)(
    'undoes what could not be noted: %s',
    async (what) => {
      await planned(store, newNotification('n1'), newNotification('n2'));
      const [claimed, other] = await store.notifications.claim(1_000, 2);
      await store.notifications.finish(endOf(other!, { outcome: 'dead' }));
      await store.events.record(newEvent('e2'), DEADLINE);
      const before = await everything();
      refuse('insert on audit_notes');
      const done: Record<typeof what, () => Promise<unknown>> = {
        record: () => store.events.record(newEvent('e3'), DEADLINE),
        plan: () => store.events.planned('e2', { at: 1, verdict: before.plan, notifications: [] }),
        finish: () => store.notifications.finish(endOf(claimed!)),
        replay: () => store.notifications.replay([other!.id], 2_000, SYSTEM),
        repository: () => store.repositories.saveInstallation(INSTALLATION),
      };
      await expect(done[what]()).rejects.toThrow('refused');
      expect(await everything()).toEqual(before);
    },
  );

  const everything = async () => {
    const events = await store.events.list({ limit: 9 });
    return {
      events,
      plan: events.find(({ id }) => id === 'e1')!.verdict!,
      notifications: await store.notifications.list({ limit: 9 }),
      installations: await store.repositories.installations(),
    };
  };
});

describe('processes that share a PostgreSQL database', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  it('make one chain of what all of them note, sealing at once', async () => {
    const url = await server.emptyDatabase();
    const stores = await Promise.all([openStore(url), openStore(url), openStore(url)]);
    const [store] = stores;
    let isWriting = true;
    const sealing = stores.map(async ({ audit }) => {
      while (isWriting || (await audit.seal(7)) > 0) await audit.seal(7);
    });
    await Promise.all(
      Array.from({ length: 150 }, (_, at) =>
        stores[at % 3]!.events.record(newEvent(`e${at}`, { receivedAt: at }), DEADLINE),
      ),
    );
    isWriting = false;
    await Promise.all(sealing);
    const check = createChainCheck(ORIGIN, [(await store.audit.ends()).last]);
    const lines = await store.audit.read({ after: 0 }, 1_000);
    for (const { line: text, ...kept } of lines) check.take({ text, ...kept });
    expect([check.result(), check.count]).toEqual([undefined, 150]);
    expect(new Set(lines.map(({ line }) => readLine(line)!.content.event)).size).toBe(150);
    await Promise.all(stores.map((each) => each.close()));
  });
});
