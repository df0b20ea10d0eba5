import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedRoute } from '../../src/core/config-report.ts';
import { type Declared } from '../../src/core/in-force.ts';
import { type NotifyRule } from '../../src/core/route.ts';
import { checkRoutes } from '../../src/flow/check-routes.ts';
import { createInquiry } from '../../src/flow/inquiry.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { putOnRecord, URLS } from '../build/on-record.ts';
import { aMember, anIndex, anInstallation, aPush, aRepository } from '../build/samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';

let store: Store;
let github: FakeGitHub;
let clock: FakeClock;
beforeEach(async () => {
  store = await openStore('file::memory:');
  github = new FakeGitHub();
  clock = new FakeClock();
  await putOnRecord(store, aPush('acme/app'));
});
afterEach(() => store.close());

const LISTENER = { path: 'a.yml', text: 'on: repository_dispatch' };
const ALL = { accept: [{ from: ['acme/*'] }] };
const aRule = (changes: Partial<NotifyRule> = {}): NotifyRule => ({
  hub: 'acme/docs',
  on: { push: {} },
  ...changes,
});

interface World {
  readonly others?: readonly Declared[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly isPrivate?: boolean;
}

const check = (
  notify: readonly NotifyRule[],
  { others = [], permissions, isPrivate = false }: World = {},
): Promise<readonly CheckedRoute[]> => {
  const app = aMember('acme/app', {}, { visibility: isPrivate ? 'private' : 'public' });
  const index = anIndex(app, ...others);
  index.saveInstallation(anInstallation({ id: 2, account: 'other', ...(permissions && { permissions }) }));
  const proposed = { repository: app.repository, own: { notify } };
  const options = { store, github, index, urls: URLS, botLogin: () => undefined, clock };
  return checkRoutes(proposed, createInquiry(proposed, options));
};

const marksOf = ({ installed, permission, accepted, listens }: CheckedRoute) =>
  [installed, permission, accepted, listens].map(({ isGood }) => isGood);

const textsOf = ({ installed, permission, accepted, listens, fires, looked }: CheckedRoute, hub: string) =>
  JSON.stringify([installed, permission, accepted, listens, fires, looked]).replaceAll(hub, 'HUB');

describe('a notify route of a file that is not in force yet', () => {
  it('is ready where its hub can be told, and a workflow listens', async () => {
    github.workflows.set('acme/docs', [LISTENER]);
    const [route] = await check([aRule()], { others: [aMember('acme/docs', ALL)] });
    expect(marksOf(route!)).toEqual([true, true, true, true]);
    expect(route).toMatchObject({ name: 'notify[0]', target: 'acme/docs', eventTypes: ['push'], looked: 1 });
    expect(route!.fires).toEqual(['1970-01-01 00:00:01 UTC push refs/heads/main bbbbbbb']);
    expect(route!.notes).toEqual([]);
  });

  it.each<readonly [string, Declared, readonly (boolean | undefined)[]]>([
    ['accepts nobody', aMember('acme/docs'), [true, true, false, undefined]],
    ['is archived', aMember('acme/docs', ALL, { archived: true }), [false, true, true, undefined]],
    ['nobody installed', aMember('acme/x'), [false, false, false, undefined]],
    ['listens to nothing', aMember('acme/docs', ALL), [true, true, true, false]],
  ])('says so where its hub %s', async (_, hub, marks) => {
    const [route] = await check([aRule()], { others: [hub] });
    expect(marksOf(route!)).toEqual(marks);
  });

  it('is none of the owner’s defaults, and none where the file has none', async () => {
    const defaults = aMember('acme/.github', { notify: [aRule()] });
    expect(await check([], { others: [defaults] })).toEqual([]);
  });

  it('of an endpoint names it', async () => {
    const [route] = await check([{ endpoint: 'deploy-status', on: { push: {} } }]);
    expect(route).toMatchObject({ target: 'endpoint:deploy-status', installed: { isGood: false } });
  });

  it('says what it asks for and will not get', async () => {
    const rule = aRule({ 'on-failure': 'issue', report: true, on: { issues: {} } });
    const app = aMember('acme/app', { notify: [rule] });
    const index = anIndex(app);
    index.saveInstallation(anInstallation({ permissions: { contents: 'write', issues: 'read' } }));
    const options = { store, github, index, urls: URLS, botLogin: () => undefined, clock };
    const [route] = await checkRoutes(app, createInquiry(app, options));
    expect(route!.notes).toEqual([
      'on-failure: issue: this installation does not grant "issues: write", so no issue is opened',
      'report: events of issues have no commit on which it could be shown',
    ]);
  });

  it('asks GitHub once for each hub that can be told, and for no other', async () => {
    const others = [aMember('acme/docs', ALL), aMember('acme/site')];
    const rules = [
      aRule(),
      aRule({ on: { issues: {} } }),
      aRule({ hub: 'acme/site' }),
      aRule({ hub: 'a/b' }),
    ];
    await check(rules, { others });
    expect(github.asked).toEqual(['workflowFiles acme/docs']);
  });

  it('is told although there was no time to look at it', async () => {
    const others = [aMember('acme/docs', ALL)];
    clock.now = () => (clock.time += 400);
    const routes = await check(Array<NotifyRule>(5).fill(aRule()), { others });
    expect(routes.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4].map((at) => `notify[${at}]`));
    expect(routes.map(({ installed }) => installed.isGood)).toEqual([true, true, true, undefined, undefined]);
    expect(routes[4]!.installed.text).toBe('There was no time to look at it.');
    expect(marksOf(routes[4]!)).toEqual(Array(4).fill(undefined));
  });
});

describe('of a private hub of somebody else', () => {
  const hub = (own: Declared['own']): Declared =>
    aMember('other/docs', own, { visibility: 'private', installationId: 2 });

  it.each<readonly [string, World]>([
    ['accepts nobody', { others: [hub({})] }],
    ['accepts it, but may not be written to', { others: [hub(ALL)], permissions: { contents: 'read' } }],
    ['accepts others', { others: [hub({ accept: [{ from: ['other/*'] }] })] }],
  ])('that %s, the same is shown as of one that is not there', async (_, world) => {
    for (const isPrivate of [false, true]) {
      const [found] = await check([aRule({ hub: 'other/docs' })], { ...world, isPrivate });
      const [nothing] = await check([aRule({ hub: 'other/none' })], { ...world, isPrivate });
      expect(textsOf(found!, 'other/docs')).toBe(textsOf(nothing!, 'other/none'));
    }
    expect(github.asked).toEqual([]);
  });

  it('that agrees, only that is shown, and on what it would have fired', async () => {
    const [route] = await check([aRule({ hub: 'other/docs' })], { others: [hub(ALL)] });
    expect(marksOf(route!)).toEqual([true, true, true, undefined]);
    expect(route!.fires).toHaveLength(1);
    expect(github.asked).toEqual([]);
  });

  it('nothing is shown of what its owner’s private defaults accept', async () => {
    const accept = [{ from: ['acme/*'], 'event-types': ['secret-plan'] }];
    const defaults = aMember('other/.github', { accept }, { visibility: 'private', installationId: 2 });
    const docs = aMember('other/docs', {}, { installationId: 2 });
    const [route] = await check([aRule({ hub: 'other/docs' })], { others: [defaults, docs] });
    expect(route!.accepted).toEqual({ isGood: false, text: 'other/docs does not accept acme/app' });
    const open = { ...defaults, repository: aRepository('other/.github', { installationId: 2 }) };
    const [shown] = await check([aRule({ hub: 'other/docs' })], { others: [open, docs] });
    expect(shown!.accepted.text).toContain('secret-plan');
  });
});
