import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statusOf } from '../../src/cli/status.ts';
import { type Status } from '../../src/cli/status-data.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { DEADLINE, endOf, heldUntil, newEvent, newNotification, planned } from '../contract/store-samples.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('hub-relay status', () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore('file::memory:');
  });
  afterEach(() => store.close());

  const told = async (now = 10_000, terminal = new FakeTerminal()) => {
    const code = await statusOf(store, 'data/relay.db', {}, terminal, now);
    return { code, text: terminal.text, first: terminal.text.split('\n')[0] };
  };
  const asJson = async (now = 10_000): Promise<Status> => {
    const terminal = new FakeTerminal();
    await statusOf(store, 'data/relay.db', { json: true }, terminal, now);
    return JSON.parse(terminal.text) as Status;
  };

  it('says that all is well where nothing is on record', async () => {
    const { code, text, first } = await told();
    expect(code).toBe(0);
    expect(first).toBe('All is well: nothing needs you.');
    expect(text).toMatch(/^store +data\/relay.db$/m);
    expect(text).toMatch(/^newest event +none on record$/m);
    expect(text).toMatch(/^to be sent +0 notifications$/m);
  });

  it('tells what waits and since when, and what ended and how fast, of two hours and a day', async () => {
    await planned(store, ...['n1', 'n2', 'n3', 'n4'].map((id) => newNotification(id)));
    const [first, second] = await store.notifications.claim(5_000, 2);
    await store.notifications.finish(endOf(first!, { at: 1_000 + 700 }));
    await store.notifications.finish(endOf(second!, { at: 1_000 + 700 }));
    await store.events.record(
      newEvent('e2', { name: 'release', action: 'published', receivedAt: 9_000 }),
      DEADLINE,
    );
    const { code, text } = await told();
    expect(code).toBe(0);
    expect(text).toMatch(/^newest event +release.published in acme\/spoke, 1 s ago$/m);
    expect(text).toMatch(/^to be planned +1 event, the oldest 1 s ago$/m);
    expect(text).toMatch(/^to be sent +2 notifications \(2 pending\), the oldest 9 s ago$/m);
    expect(text).toMatch(/^ENDED SINCE +DELIVERED +DEAD +REFUSED +MERGED +MEDIAN +95 % WITHIN$/m);
    expect(text).toMatch(/^1969-12-31 23:00:00Z +2 +0 +0 +0 +\d+ ms +\d+ ms$/m);
    const { hour, day } = await asJson();
    for (const ended of [hour, day]) expect(ended).toMatchObject({ delivered: 2, dead: 0 });
    expect(hour.median).toBeGreaterThanOrEqual(512);
    expect(hour.p95).toBeLessThanOrEqual(1_024);
    expect(await asJson(3 * HOUR)).toMatchObject({ hour: { delivered: 0 }, day: { delivered: 2 } });
    expect(await asJson(26 * HOUR)).toMatchObject({ day: { delivered: 0 } });
  });

  it('puts broken hubs first, with what to do, and fails', async () => {
    await planned(store, ...['n1', 'n2', 'n3', 'n4'].map((id) => newNotification(id)));
    for (const one of await store.notifications.claim(5_000, 3)) {
      const end = {
        outcome: 'dead',
        code: 'hub-archived',
        isHubAtFault: true,
        reason: 'It is\u001b archived',
      } as const;
      await store.notifications.finish(endOf(one, end));
    }
    const { code, first, text } = await told();
    expect(code).toBe(1);
    expect(first).toBe('It needs you: 1 hub broken, 3 notifications given up in the last day.');
    expect(text.split('\n')[2]).toBe('acme/hub is broken since 1970-01-01 00:00:02Z: It is\\u001b archived');
    expect(text).toContain('Unarchive it, or remove the route.');
    expect(text).toContain('hub-relay hubs retry acme/hub');
    expect(text).toContain('1 notification held for it');
    expect(await asJson()).toMatchObject({ isWell: false, brokenHubs: [{ hub: 'acme/hub' }] });
  });

  it('only warns of what was given up', async () => {
    await planned(store, newNotification('n1'));
    const [one] = await store.notifications.claim(5_000, 1);
    await store.notifications.finish(endOf(one!, { outcome: 'dead' }));
    const { code, first } = await told();
    expect(code).toBe(0);
    expect(first).toBe(
      'It works, but look: 1 notification given up in the last day (hub-relay notifications --state dead).',
    );
    expect((await told(26 * HOUR)).first).toBe('All is well: nothing needs you.');
  });

  it('fails where what is due is left, but not where its lane is held', async () => {
    await planned(store, newNotification('n1'), newNotification('n2'));
    expect((await told(1_000 + 10 * MINUTE)).code).toBe(0);
    const { code, text } = await told(2_000 + 12 * MINUTE);
    expect(code).toBe(1);
    expect(text).toContain('what has been due for 12 min is left');
    expect(text).toContain('Start it with `hub-relay start`');
    const [one] = await store.notifications.claim(5_000, 1);
    await store.notifications.finish(heldUntil(one!, HOUR));
    const held = await told(2_000 + 12 * MINUTE);
    expect(held.code).toBe(0);
    expect(held.text).toMatch(/^LANE HELD +UNTIL +WAITING$/m);
    expect(held.text).toMatch(/^lane 7 +1970-01-01 01:00:00Z +2$/m);
  });

  it('fits the terminal, and is coloured only where that shows colours', async () => {
    await planned(store, newNotification('n1', { hub: `acme/${'x'.repeat(30)}` }));
    const [one] = await store.notifications.claim(5_000, 1);
    const end = { outcome: 'dead', code: 'endpoint-gone', isHubAtFault: true, isHubGone: true } as const;
    await store.notifications.finish(endOf(one!, end));
    const terminal = Object.assign(new FakeTerminal(), { width: 60, hasColour: true });
    const { text } = await told(10_000, terminal);
    expect(text).toContain('\u001b[31mIt needs you');
    const lines = stripVTControlCharacters(text).split('\n');
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(lines.join(' ')).toContain('hub-relay hubs retry');
    const plain = (await told()).text;
    expect(stripVTControlCharacters(plain)).toBe(plain);
  });
});
