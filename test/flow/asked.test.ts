import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Event } from '../../src/core/event.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { askedBy } from '../../src/flow/asked.ts';
import { configReportOf } from '../../src/flow/new-reports.ts';
import { type DueReport, type NewReport } from '../../src/flow/report-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { aMember, anEvent, anIndex, aPullRequest, aPush, aRepository, idOf } from '../build/samples.ts';
import { endOf, newNotification, planned } from '../contract/store-samples.ts';

const APP = aRepository('acme/app');
const CONFIG = '.github/hub-relay.yml';
const AFTER = 'b'.repeat(40);

let store: Store;
beforeEach(async () => {
  store = await openStore('file::memory:');
});
afterEach(() => store.close());

const ask = (event: Event): Promise<readonly DueReport[]> =>
  askedBy(event, { store, index: anIndex(aMember('acme/app'), aMember('acme/lib')), at: 5_000 });

const commit = (changes: JsonObject): JsonObject => ({ added: [], modified: [], removed: [], ...changes });
const pushOf = (...commits: readonly JsonObject[]): Event => aPush('acme/app', { commits });

describe('a check of the config file is asked for', () => {
  it.each(['added', 'modified', 'removed'])('by a push with a commit that has it %s', async (list) => {
    const event = pushOf(commit({}), commit({ [list]: ['x', CONFIG] }), commit({ added: ['y'] }));
    expect(await ask(event)).toEqual([{ report: configReportOf(APP, AFTER), dueAt: 7_000 }]);
  });

  it.each<readonly [string, Event]>([
    ['changes other files', pushOf(commit({ added: ['.github/hub-relay.yaml', `docs/${CONFIG}`] }))],
    ['lists nothing', aPush('acme/app', { commits: ['x', null, {}] })],
    ['deletes a branch', aPush('acme/app', { deleted: true, commits: [commit({ removed: [CONFIG] })] })],
    ['is of a tag', aPush('acme/app', { ref: 'refs/tags/v1', commits: [commit({ added: [CONFIG] })] })],
    ['is of a repository that we do not know', aPush('acme/x', { commits: [commit({ added: [CONFIG] })] })],
  ])('by no push that %s', async (_, event) => {
    expect(await ask(event)).toEqual([]);
  });

  it('by a pull request that brings commits, of the same commit, whatever files it changes', async () => {
    for (const action of ['opened', 'reopened', 'synchronize']) {
      const [asked] = await ask(aPullRequest('acme/app', {}, action));
      expect(asked).toEqual({ report: configReportOf(APP, 'c'.repeat(40), [7]), dueAt: 7_000 });
    }
    const [asked] = await ask(aPullRequest('acme/app', { head: { ref: 'x', sha: AFTER } }));
    expect(asked!.report.id).toBe(configReportOf(APP, AFTER).id);
    expect(await ask(aPullRequest('acme/app', {}, 'labeled'))).toEqual([]);
    expect(await ask(aPullRequest('acme/x'))).toEqual([]);
  });
});

describe('a commit of a pull request', () => {
  const pull = (number: number): Event =>
    aPullRequest('acme/app', { number, head: { ref: 'x', sha: AFTER } });
  const known = (subject: JsonObject) =>
    store.reports.ask([{ report: { ...configReportOf(APP, AFTER), subject }, dueAt: 0 }]);

  it('is looked at for each of those that it is the head of', async () => {
    await known({ pulls: [7] });
    expect(await ask(pull(7))).toEqual([]);
    expect(await ask(pull(8))).toMatchObject([{ report: { subject: { pulls: [7, 8] } } }]);
  });

  it('is looked at whatever they change, where a push changed the file', async () => {
    await known({});
    expect(await ask(pull(7))).toEqual([]);
  });
});

describe('on GitHub’s page', () => {
  const config = configReportOf(APP, AFTER);
  const delivery: NewReport = { ...config, id: 'delivery', kind: 'delivery', subject: { hub: 'acme/docs' } };
  const inRepository = (name: string): JsonObject => ({
    action: 'rerequested',
    repository: { id: idOf(name), full_name: name },
  });
  const rerun = (id: string, name = 'acme/app'): Event =>
    anEvent('check_run', { ...inRepository(name), check_run: { external_id: id } });
  const rerunAll = (sha: string, name = 'acme/app'): Event =>
    anEvent('check_suite', { ...inRepository(name), check_suite: { head_sha: sha } });

  beforeEach(() =>
    store.reports.ask([
      { report: config, dueAt: 0 },
      { report: delivery, dueAt: 0 },
    ]),
  );

  it('one check run is asked for again, at once, and is written although it says the same', async () => {
    const asked = await ask(rerun(config.id));
    expect(asked).toMatchObject([{ report: { id: config.id, subject: { again: 'guid-1' } }, dueAt: 5_000 }]);
    expect(await ask(rerun('somebody-else'))).toEqual([]);
  });

  it('all check runs of a commit are asked for again', async () => {
    const asked = await ask(rerunAll(AFTER));
    expect(asked.map(({ report }) => report.id).toSorted()).toEqual([config.id, 'delivery'].toSorted());
    expect(await ask(rerunAll('d'.repeat(40)))).toEqual([]);
  });

  it('nothing is asked for of another repository', async () => {
    expect(await ask(rerun(config.id, 'acme/lib'))).toEqual([]);
    expect(await ask(rerunAll(AFTER, 'acme/lib'))).toEqual([]);
  });

  it('what was given up is sent again, and never what arrived', async () => {
    await planned(
      store,
      newNotification('n-dead', { report: delivery, dueAt: 1 }),
      newNotification('n-arrived', { report: delivery, dueAt: 2 }),
    );
    for (const claimed of await store.notifications.claim(10, 10)) {
      const outcome = claimed.id === 'n-dead' ? 'dead' : 'delivered';
      await store.notifications.finish(endOf(claimed, { outcome }));
    }
    await ask(rerun('delivery'));
    expect((await store.notifications.find('n-dead'))?.state).toBe('pending');
    expect((await store.notifications.find('n-arrived'))?.state).toBe('delivered');
  });
});
