import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Event } from '../../src/core/event.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { type RouteIndex } from '../../src/core/route-index.ts';
import { createHistory, type History } from '../../src/flow/history.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { putOnRecord, URLS } from '../build/on-record.ts';
import { aMember, anEvent, anIndex, aPush, aRepository } from '../build/samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

const MAIN = { push: { branches: ['main'] } };
const DOCS = aMember('acme/docs', { accept: [{ from: ['acme/*'] }] });
const APP = aMember('acme/app', { notify: [{ hub: 'acme/docs', on: MAIN }] });
const ROUTE = 'acme/app:notify[0]';

let store: Store;
let clock: FakeClock;
beforeEach(async () => {
  store = await openStore('file::memory:');
  clock = new FakeClock();
});
afterEach(() => store.close());

const push = (at: number, changes: JsonObject = {}, repository = 'acme/app'): Event => ({
  ...aPush(repository, changes),
  id: `event-${at}`,
  receivedAt: at * 1_000,
});

const record = async (...events: readonly Event[]): Promise<void> => {
  for (const event of events) await putOnRecord(store, event);
};

const historyOf = (index: RouteIndex = anIndex(APP, DOCS), of = [APP.repository]): Promise<History> =>
  createHistory({ store, index, urls: URLS, botLogin: () => 'hub-relay[bot]', clock })(of);

describe('what the last events would have made of a route', () => {
  it('is told in words, the newest first', async () => {
    await record(push(1), push(2, { ref: 'refs/heads/other' }), push(3, { after: 'c'.repeat(40) }));
    const history = await historyOf();
    expect(history.looked).toBe(3);
    expect(history.firesOf(ROUTE)).toEqual([
      '1970-01-01 00:00:03 UTC push refs/heads/main ccccccc',
      '1970-01-01 00:00:01 UTC push refs/heads/main bbbbbbb',
    ]);
    expect(history.firesOf('acme/app:notify[1]')).toEqual([]);
  });

  it('is told of the last 20 that a route can name', async () => {
    await record(...Array.from({ length: 25 }, (_, at) => push(at)));
    const repository = { id: APP.repository.id, full_name: 'acme/app' };
    const other = anEvent('repository', { action: 'edited', repository });
    await record({ ...other, id: 'other', receivedAt: 99_000 });
    const history = await historyOf();
    expect(history.looked).toBe(20);
    expect(history.firesOf(ROUTE)).toHaveLength(20);
    expect(history.firesOf(ROUTE)[0]).toContain('00:00:24');
  });

  it('passes over events that cannot be read, or that were rejected', async () => {
    await record(push(1));
    for (const [at, body] of ['', '{"ref"', 'null', '[]', '{}', '{"ref":"refs/heads/main"}'].entries())
      await putOnRecord(store, push(10 + at), body);
    const { payload: _, ...names } = push(30);
    await store.events.record({ ...names, body: '{}', state: 'rejected', reason: 'x' }, 5_000);
    const history = await historyOf();
    expect(history.looked).toBe(1);
    expect(history.firesOf(ROUTE)).toHaveLength(1);
  });

  it('is of this repository under the names that it had, and of no other that had its name', async () => {
    const before = { repository: { id: APP.repository.id, full_name: 'acme/old' } };
    const stranger = { repository: { id: 99, full_name: 'acme/app' }, ref: 'refs/heads/secret-plan' };
    await record(push(1, before, 'acme/old'), push(2, stranger), push(3));
    const hub = aMember('acme/site', { subscribe: [{ from: ['acme/*'], on: { push: {} } }] });
    const renamed = { ...APP, repository: { ...APP.repository, formerNames: ['acme/old'] } };
    const moved = aMember('acme/moved', {}, { id: 99, visibility: 'private' });
    const history = await historyOf(anIndex(renamed, DOCS, hub, moved), [renamed.repository]);
    expect(history.looked).toBe(2);
    expect(history.firesOf(ROUTE)).toHaveLength(2);
    expect(history.firesOf('acme/site:subscribe[0]').join()).not.toContain('secret-plan');
  });

  it('looks at each event once, for however many questions, and at no more when its time is over', async () => {
    await record(...Array.from({ length: 20 }, (_, at) => push(at)));
    const found: string[] = [];
    const events = {
      list: store.events.list.bind(store.events),
      find: (id: string) => {
        found.push(id);
        return store.events.find(id);
      },
    } as Store['events'];
    const botLogin = (): undefined => void (clock.time += 300);
    const ask = createHistory({ store: { events }, index: anIndex(APP, DOCS), urls: URLS, botLogin, clock });
    const first = await ask([APP.repository]);
    expect([first.looked, found.length]).toEqual([4, 4]);
    expect(first.firesOf(ROUTE)[0]).toContain('00:00:19');
    const second = await ask([APP.repository, aRepository('acme/none')]);
    expect([second.looked, found.length]).toEqual([4, 4]);
  });

  it('is nothing where there was no event', async () => {
    expect((await historyOf()).looked).toBe(0);
    expect((await historyOf(undefined, [])).looked).toBe(0);
  });
});
