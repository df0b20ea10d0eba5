import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createArrivals } from '../../src/flow/arrivals.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { aPush } from '../build/samples.ts';

const ROOM = { events: 50, bytes: 1_000_000 };
const MB = 1024 * 1024;

let store: Store;
beforeEach(async () => void (store = await openStore('file::memory:')));
afterEach(() => store.close());

const record = async (...ids: readonly string[]): Promise<void> => {
  for (const id of ids) {
    const { payload, ...event } = { ...aPush('acme/app'), id };
    await store.events.record({ ...event, state: 'recorded', body: JSON.stringify(payload) }, 5_000);
  }
};
const handed = (id: string, bytes = 100) => ({ event: { ...aPush('acme/app'), id }, bytes });
const plan = (id: string) =>
  store.events.planned(id, {
    at: 1,
    verdict: { rule: 'event', passed: true, reason: '' },
    notifications: [],
  });

/** As the planner takes them, until there is nothing; each is planned at once. */
const all = async (arrivals: ReturnType<typeof createArrivals>): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (;;) {
    const taken = await arrivals.take(2_000, ROOM, []);
    if (taken.length === 0) return ids;
    for (const { id, read } of taken) {
      expect(read()).toMatchObject({ id, name: 'push', repository: 'acme/app' });
      await plan(id);
      ids.push(id);
    }
  }
};

describe('the events that are due', () => {
  it('are not asked of the store while all of them were handed over', async () => {
    const arrivals = createArrivals(store);
    expect(await all(arrivals)).toEqual([]);
    const due = vi.spyOn(store.events, 'due');
    await record('b', 'a');
    arrivals.keep(handed('b'));
    arrivals.keep(handed('a'));
    expect(await all(arrivals)).toEqual(['b', 'a']);
    expect(due).not.toHaveBeenCalled();
  });

  it('come in their order where some were on record before the process began', async () => {
    const arrivals = createArrivals(store);
    await record('b', 'a', 'c');
    arrivals.keep(handed('c'));
    const read = vi.spyOn(store.events, 'read');
    expect(await all(arrivals)).toEqual(['b', 'a', 'c']);
    expect(read.mock.calls).toEqual([[['b', 'a']]]);
  });

  it('are looked for where somebody else may have recorded one', async () => {
    const arrivals = createArrivals(store);
    expect(await all(arrivals)).toEqual([]);
    await record('other');
    expect(await all(arrivals)).toEqual([]);
    arrivals.lookAgain();
    expect(await all(arrivals)).toEqual(['other']);
  });

  it('are looked for again where one was missed during the look', async () => {
    const arrivals = createArrivals(store);
    const look = all(arrivals);
    arrivals.lookAgain();
    await look;
    await record('other');
    expect(await all(arrivals)).toEqual(['other']);
  });

  it('are looked for when one that was put off is due', async () => {
    const arrivals = createArrivals(store);
    await record('a');
    await store.events.postpone('a', 1_900, 'not yet');
    expect(await arrivals.take(1_800, ROOM, [])).toEqual([]);
    expect(arrivals.nextDue()).toBe(1_900);
    const [taken] = await arrivals.take(1_900, ROOM, []);
    expect(taken).toMatchObject({ id: 'a', plans: 1 });
  });

  it('are asked for where other processes record too, but not read a second time', async () => {
    const arrivals = createArrivals({ events: store.events, isShared: true });
    expect(await all(arrivals)).toEqual([]);
    await record('other', 'own');
    arrivals.keep(handed('own'));
    const read = vi.spyOn(store.events, 'read');
    expect(await all(arrivals)).toEqual(['other', 'own']);
    expect(read.mock.calls).toEqual([[['other']]]);
  });

  it('are not kept for ever where another process planned them', async () => {
    const arrivals = createArrivals({ events: store.events, isShared: true });
    await record('a');
    await plan('a');
    arrivals.keep(handed('a', 10 * MB));
    expect(await all(arrivals)).toEqual([]);
    await record('b');
    arrivals.keep(handed('b', 10 * MB));
    const read = vi.spyOn(store.events, 'read');
    expect(await all(arrivals)).toEqual(['b']);
    expect(read).not.toHaveBeenCalled();
  });

  it('come from the store where more came than is kept, each once and in order', async () => {
    const arrivals = createArrivals(store);
    expect(await all(arrivals)).toEqual([]);
    const ids = Array.from({ length: 4 }, (_, number) => `e${number}`);
    await record(...ids);
    for (const id of ids) arrivals.keep(handed(id, 5 * MB));
    const read = vi.spyOn(store.events, 'read');
    expect(await all(arrivals)).toEqual(ids);
    expect(read.mock.calls).toEqual([[['e3']]]);
    await record('last');
    arrivals.keep(handed('last', 5 * MB));
    const due = vi.spyOn(store.events, 'due');
    expect(await all(arrivals)).toEqual(['last']);
    expect(due).not.toHaveBeenCalled();
  });
});
