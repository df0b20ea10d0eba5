import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedRoute } from '../../src/core/config-report.ts';
import { type Declared } from '../../src/core/in-force.ts';
import { type Visibility } from '../../src/core/repository.ts';
import { type SubscribeRule } from '../../src/core/route.ts';
import { checkSubscriptions } from '../../src/flow/check-subscriptions.ts';
import { createInquiry } from '../../src/flow/inquiry.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { putOnRecord, URLS } from '../build/on-record.ts';
import { aMember, anIndex, anInstallation, aPush } from '../build/samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';

let store: Store;
let github: FakeGitHub;
let clock: FakeClock;
beforeEach(async () => {
  store = await openStore('file::memory:');
  github = new FakeGitHub();
  clock = new FakeClock();
});
afterEach(() => store.close());

const aRule = (from: readonly string[], changes: Partial<SubscribeRule> = {}): SubscribeRule => ({
  from,
  on: { push: {} },
  ...changes,
});

const check = (
  subscribe: readonly SubscribeRule[],
  others: readonly Declared[],
  { visibility = 'public', permissions = { contents: 'write' } } = {},
): Promise<readonly CheckedRoute[]> => {
  const hub = aMember('acme/hub', {}, { visibility: visibility as Visibility });
  const index = anIndex(hub, ...others);
  index.saveInstallation(anInstallation({ permissions }));
  const proposed = { repository: hub.repository, own: { subscribe } };
  const options = { store, github, index, urls: URLS, botLogin: () => undefined, clock };
  return checkSubscriptions(proposed, createInquiry(proposed, options));
};

const many = (count: number): readonly Declared[] =>
  Array.from({ length: count }, (_, at) => aMember(`acme/r${at}`));

describe('a subscription of a file that is not in force yet', () => {
  it('names the first spokes that it would hear of, and counts the rest', async () => {
    const rules = [aRule(['acme/*']), aRule(['acme/r1', 'acme/hub']), aRule(['acme/none'])];
    const [all, one, none] = await check(rules, many(7));
    expect(all!.accepted).toEqual({
      isGood: true,
      text: 'it hears of acme/r0, acme/r1, acme/r2, acme/r3, acme/r4 and 2 more',
    });
    expect(one).toMatchObject({ accepted: { text: 'it hears of acme/r1' }, name: 'subscribe[1]' });
    expect(none!.accepted).toMatchObject({ isGood: undefined });
    expect(none!.accepted.text).toMatch(/^no repository that everybody here may know/);
    expect(github.asked).toEqual(['workflowFiles acme/hub']);
  });

  it('shows on which of their events it would have fired', async () => {
    for (const [at, name] of ['acme/r0', 'acme/r1', 'acme/r0'].entries())
      await putOnRecord(store, { ...aPush(name), id: `event-${at}`, receivedAt: at * 1_000 });
    const rules = [aRule(['acme/r0']), aRule(['acme/r1'], { on: { issues: {} } }), aRule(['acme/none'])];
    const found = await check(rules, many(2));
    expect(found.map(({ looked, fires }) => [looked, fires.length])).toEqual([
      [2, 2],
      [1, 0],
      [0, 0],
    ]);
    expect(found[0]!.fires[0]).toContain('00:00:02');
  });

  it('says where nothing can be sent to the hub', async () => {
    const [route] = await check([aRule(['acme/*'])], many(1), { permissions: { contents: 'read' } });
    expect(route).toMatchObject({ installed: { isGood: true }, permission: { isGood: false } });
    expect(route!.accepted).toEqual({ isGood: true, text: 'it hears of acme/r0' });
  });

  it('is told although there was no time to look at all', async () => {
    clock.now = () => (clock.time += 300);
    const [all, none] = await check([aRule(['acme/*']), aRule(['acme/r9'])], many(10));
    expect(all!.accepted.text).toBe(
      'it hears of acme/r0, acme/r1, acme/r2, acme/r3, and there was no time to look at the others',
    );
    expect(none!.accepted).toMatchObject({ isGood: undefined });
    expect(none!.accepted.text).toMatch(/^there was no time to look at all repositories/);
    const few = await check([aRule(['acme/*'])], []);
    expect(few[0]!.accepted.text).toMatch(/^no repository/);
  });

  it.each<readonly [Visibility, readonly string[]]>([
    ['public', ['acme/open', 'other/open']],
    ['private', ['acme/open', 'acme/closed', 'other/open']],
  ])('of a %s hub hears of many, but names only whom everybody there may know', async (visibility, names) => {
    const closed = { visibility: 'private' } as const;
    const publish = [{ to: ['acme/hub'] }];
    const others = [
      aMember('acme/open'),
      aMember('acme/closed', { 'allow-public-hubs': true }, closed),
      aMember('other/open'),
      aMember('other/closed', { publish, 'allow-public-hubs': true }, closed),
    ];
    for (const { repository } of others) {
      const event = aPush(repository.fullName, { ref: `refs/heads/of-${repository.fullName}` });
      await putOnRecord(store, { ...event, id: repository.fullName });
    }
    const [route] = await check([aRule(['*/*'])], others, { visibility });
    expect(route!.accepted.text).toBe(`it hears of ${names.join(', ')}`);
    expect(route!.looked).toBe(names.length);
    expect(route!.fires.map((words) => /of-(\S+)/.exec(words)?.[1]).toSorted()).toEqual(names.toSorted());
  });
});
