import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Event } from '../../src/core/event.ts';
import { type ChangedFiles } from '../../src/core/facts.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { RouteIndex } from '../../src/core/route-index.ts';
import { Knowledge } from '../../src/flow/knowledge.ts';
import { createPlanner } from '../../src/flow/plan.ts';
import { type ConfigFile, type Store } from '../../src/flow/ports.ts';
import { createRecord } from '../../src/flow/record.ts';
import { createUpkeep } from '../../src/flow/upkeep.ts';
import { openStore } from '../../src/store/open-store.ts';
import { anInstallation, aPullRequest, aPush, aRepository } from '../build/samples.ts';
import { until } from '../build/until.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';
import { FakeLog } from '../fakes/fake-log.ts';

const URLS = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};
const NOTIFY = 'notify: [{ hub: acme/docs, on: push }]';
const ACCEPT = 'accept: [{ from: acme/* }]';

let store: Store;
let github: FakeGitHub;
let clock: FakeClock;
let knowledge: Knowledge;
let begin: () => Promise<number | undefined>;
let turn: () => Promise<number | undefined>;
let record: ReturnType<typeof createRecord>;

beforeEach(async () => {
  store = await openStore('file::memory:');
  github = new FakeGitHub();
  clock = new FakeClock();
  const log = new FakeLog();
  const index = new RouteIndex();
  knowledge = new Knowledge({
    store,
    github,
    index,
    log,
    now: clock.now,
    onMended: () => undefined,
    onChanged: () => undefined,
  });
  record = createRecord({ store, clock, log, onRecorded: () => undefined });
  const planner = createPlanner({
    store,
    github,
    index,
    upkeep: createUpkeep(knowledge, index),
    urls: URLS,
    botLogin: () => 'hub-relay[bot]',
    clock,
    log,
    onPlanned: () => undefined,
    wake: () => undefined,
  });
  begin = planner.turn;
  turn = async () => {
    await planner.turn();
    await planner.settled();
    return store.events.nextDue();
  };
  github.installed.set(1, anInstallation());
  github.repositories.push(aRepository('acme/app'), aRepository('acme/docs'));
});
afterEach(() => store.close());

const file = (fullName: string, text: string, etag = text): void =>
  void github.files.set(fullName, { state: 'read', text, etag });

const receive = async (event: Event): Promise<void> => {
  await record({
    id: event.id,
    name: event.name,
    payload: event.payload,
    body: JSON.stringify(event.payload),
  });
};

const states = async (): Promise<readonly string[]> =>
  (await store.notifications.list({ limit: 100 })).map(({ state, hub, reason }) =>
    `${state} ${hub} ${reason ?? ''}`.trim(),
  );

describe('planning', () => {
  it('makes one notification for each route that fires, and asks GitHub nothing', async () => {
    file('acme/app', NOTIFY);
    file('acme/docs', ACCEPT);
    await knowledge.reconcile();
    github.asked.length = 0;
    await receive(aPush('acme/app'));
    expect(await turn()).toBeUndefined();
    expect(await states()).toEqual(['pending acme/docs']);
    expect(github.asked).toEqual([]);
    expect((await store.events.find('guid-1'))?.verdict?.reason).toBe('1 of 1 route fires');
  });

  it('keeps a refusal on record, with its reason', async () => {
    file('acme/app', NOTIFY);
    await knowledge.reconcile();
    await receive(aPush('acme/app'));
    await turn();
    expect(await states()).toEqual(['refused acme/docs acme/docs has no accept entry for acme/app']);
  });

  it('judges a push that changes the config file by that file', async () => {
    file('acme/docs', ACCEPT);
    await knowledge.reconcile();
    file('acme/app', NOTIFY);
    await receive(
      aPush('acme/app', { commits: [{ added: ['.github/hub-relay.yml'], modified: [], removed: [] }] }),
    );
    await turn();
    expect(await states()).toEqual(['pending acme/docs']);
  });

  it('has no routes, and says where the error is, when a file is wrong', async () => {
    file('acme/app', 'notify: [{ hub: acme/docs, on: psuh }]');
    await knowledge.reconcile();
    await receive(aPush('acme/app'));
    await turn();
    expect(await states()).toEqual([]);
    const verdict = (await store.events.find('guid-1'))?.verdict;
    expect(JSON.stringify(verdict)).toContain('.github/hub-relay.yml:1:');
  });

  it('reads the changed files of a pull request only when a route needs them', async () => {
    file('acme/docs', ACCEPT);
    file('acme/app', 'notify: [{ hub: acme/docs, on: { pull_request: { paths: ["docs/**"] } } }]');
    await knowledge.reconcile();
    github.changed = { known: true, files: ['src/a.ts'] };
    await receive(aPullRequest('acme/app', {}, 'closed'));
    await turn();
    expect(github.asked).not.toContain('changedFiles acme/app');
    await receive({ ...aPullRequest('acme/app'), id: 'guid-2' });
    await turn();
    expect(github.asked).toContain('changedFiles acme/app');
    expect(await states()).toEqual([]);
  });

  it('keeps an event that cannot be planned yet, and plans it later', async () => {
    file('acme/docs', ACCEPT);
    file('acme/app', 'notify: [{ hub: acme/docs, on: { pull_request: { paths: ["docs/**"] } } }]');
    await knowledge.reconcile();
    github.changed = { known: true, files: ['docs/a.md'] };
    github.trouble = new Error('GitHub is down');
    await receive(aPullRequest('acme/app'));
    expect(await turn()).toBe(clock.time + 2_000);
    expect(await store.events.find('guid-1')).toMatchObject({ state: 'recorded', reason: 'GitHub is down' });
    github.trouble = undefined;
    clock.time += 2_000;
    await turn();
    expect(await states()).toEqual(['pending acme/docs']);
  });

  it('lets no event wait because GitHub does not answer for another repository', async () => {
    file('acme/docs', ACCEPT);
    file('acme/app', 'notify: [{ hub: acme/docs, on: { pull_request: { paths: ["docs/**"] }, push: {} } }]');
    file('acme/player', NOTIFY);
    github.repositories.push(aRepository('acme/player'));
    await knowledge.reconcile();
    const gate = Promise.withResolvers<ChangedFiles>();
    github.changedFiles = () => gate.promise;
    await receive(aPullRequest('acme/app'));
    await receive({ ...aPush('acme/app'), id: 'guid-2' });
    await receive({ ...aPush('acme/player'), id: 'guid-3' });
    await begin();
    expect(await begin()).toBeUndefined();
    await until(async () => expect((await store.events.find('guid-3'))?.state).toBe('planned'));
    expect((await store.events.find('guid-2'))?.state).toBe('recorded');
    await begin();
    gate.resolve({ known: true, files: ['docs/a.md'] });
    await until(async () => expect((await store.events.find('guid-2'))?.state).toBe('planned'));
    expect(await states()).toHaveLength(3);
  });

  it('keeps the bodies of a few large events in memory, and takes the next when one is planned', async () => {
    file('acme/docs', ACCEPT);
    file('acme/app', 'notify: [{ hub: acme/docs, on: { pull_request: { paths: ["docs/**"] } } }]');
    await knowledge.reconcile();
    const gates: ((files: ChangedFiles) => void)[] = [];
    github.changedFiles = () => {
      const { promise, resolve } = Promise.withResolvers<ChangedFiles>();
      gates.push(resolve);
      return promise;
    };
    const body = 'x'.repeat(20 * 1024 * 1024);
    for (const number of [1, 2, 3])
      await receive({ ...aPullRequest('acme/app', { body }), id: `guid-${number}` });
    const take = async (): Promise<void> => {
      while ((await begin()) !== undefined);
      await until(() => expect(gates).toHaveLength(1));
    };
    const recorded = async (): Promise<readonly string[]> =>
      (await store.events.list({ state: 'recorded', limit: 9 })).map(({ id }) => id).toSorted();
    const due = vi.spyOn(store.events, 'due');
    await take();
    // Two of them are more than the room; the third is not even read.
    expect(due).toHaveBeenCalledTimes(2);
    gates.pop()?.({ known: true, files: [] });
    await until(async () => expect(await recorded()).toEqual(['guid-2', 'guid-3']));
    await take();
    gates.pop()?.({ known: true, files: [] });
    await until(async () => expect(await recorded()).toEqual(['guid-3']));
    await take();
    gates.pop()?.({ known: true, files: [] });
    await until(async () => expect(await recorded()).toEqual([]));
  });

  it('waits a while, and not for ever, for what an earlier event has to tell', async () => {
    file('acme/app', NOTIFY);
    file('acme/docs', ACCEPT);
    await knowledge.reconcile();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const gate = Promise.withResolvers<ConfigFile>();
    github.configFile = () => gate.promise;
    await receive({ ...aPush('acme/docs', { commits: [] }), id: 'guid-0' });
    await receive(aPush('acme/app'));
    await begin();
    expect((await store.events.find('guid-1'))?.state).toBe('recorded');
    await vi.advanceTimersByTimeAsync(5_000);
    vi.useRealTimers();
    await until(async () => expect((await store.events.find('guid-1'))?.state).toBe('planned'));
    gate.resolve({ state: 'missing' });
    await turn();
    expect((await store.events.find('guid-0'))?.state).toBe('planned');
  });

  it('asks GitHub once a minute for a repository that it cannot see, and not at each of its events', async () => {
    await knowledge.reconcile();
    github.asked.length = 0;
    for (const id of ['a', 'b', 'c']) await receive({ ...aPush('acme/hidden'), id });
    await turn();
    clock.time += 60_000;
    await receive({ ...aPush('acme/hidden'), id: 'd' });
    await turn();
    const asked = github.asked.filter((question) => question === 'repository acme/hidden');
    expect(asked.length).toBeLessThanOrEqual(4);
    await receive({ ...aPush('acme/hidden'), id: 'e' });
    github.asked.length = 0;
    await turn();
    expect(github.asked).toEqual([]);
  });

  it('asks the record where an event came from only when a route matches it', async () => {
    file('acme/app', 'notify: [{ hub: acme/docs, on: { push: { branches: [main] } } }]');
    file('acme/docs', ACCEPT);
    await knowledge.reconcile();
    const streak = vi.spyOn(store.notifications, 'streak');
    const told = vi.spyOn(store.notifications, 'told');
    const message = 'for 4d1f6a0c-1f7e-8a3b-9c2d-0123456789ab';
    await receive(aPush('acme/app', { ref: 'refs/heads/other', head_commit: { message } }));
    await turn();
    expect([...streak.mock.calls, ...told.mock.calls]).toEqual([]);
    await receive({ ...aPush('acme/app', { head_commit: { message } }), id: 'guid-2' });
    await turn();
    expect([streak.mock.calls.length, told.mock.calls.length]).toEqual([1, 1]);
    expect(await states()).toEqual(['pending acme/docs']);
  });

  it('makes no second notification of an event that is redelivered', async () => {
    file('acme/app', NOTIFY);
    file('acme/docs', ACCEPT);
    await knowledge.reconcile();
    await receive(aPush('acme/app'));
    await turn();
    await receive(aPush('acme/app'));
    await turn();
    expect(await states()).toHaveLength(1);
  });

  it('says when GitHub created the event, and gives a burst the time that its route asks for', async () => {
    file(
      'acme/app',
      'notify: [{ hub: acme/docs, on: push, coalesce: 30s }, { hub: acme/none, on: push, coalesce: 5m }]',
    );
    file('acme/docs', ACCEPT);
    await knowledge.reconcile();
    const planned = vi.spyOn(store.events, 'planned');
    clock.time = Date.parse('2026-11-23T12:00:00Z');
    const { repository } = aPush('acme/app').payload as { readonly repository: JsonObject };
    await receive(aPush('acme/app', { repository: { ...repository, pushed_at: clock.time / 1000 - 60 } }));
    clock.time += 5_000;
    await turn();
    const occurredAt = clock.time - 65_000;
    const [, { notifications }] = planned.mock.calls[0]!;
    expect(notifications).toMatchObject([
      { state: 'pending', occurredAt, coalesce: 30_000, dueAt: clock.time + 30_000 },
      { state: 'refused', occurredAt, dueAt: clock.time },
    ]);
    expect(notifications[1]).not.toHaveProperty('coalesce');
  });

  it('stops accepting when the hub takes its accept back', async () => {
    file('acme/app', NOTIFY);
    file('acme/docs', ACCEPT);
    await knowledge.reconcile();
    file('acme/docs', '');
    await receive({ ...aPush('acme/docs', { commits: [] }), id: 'guid-0' });
    await receive(aPush('acme/app'));
    await turn();
    expect((await states())[0]).toContain('refused');
  });

  it('knows after a restart what it knew before', async () => {
    file('acme/app', NOTIFY);
    file('acme/docs', ACCEPT);
    await knowledge.reconcile();
    const index = new RouteIndex();
    const again = new Knowledge({
      store,
      github,
      index,
      log: new FakeLog(),
      now: clock.now,
      onMended: () => undefined,
      onChanged: () => undefined,
    });
    expect(await again.load()).toBe(1);
    expect(index.memberByName('acme/app')?.config.notify).toHaveLength(1);
    github.asked.length = 0;
    await again.reconcile();
    expect((await store.repositories.all()).every(({ config }) => config.state === 'read')).toBe(true);
  });
});
