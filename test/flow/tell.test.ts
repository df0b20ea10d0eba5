import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckRun } from '../../src/core/check-run.ts';
import { type Issue } from '../../src/core/failure-report.ts';
import { type Repository } from '../../src/core/repository.ts';
import { type RouteIndex } from '../../src/core/route-index.ts';
import { type NotifyRule } from '../../src/core/route.ts';
import { pass } from '../../src/core/verdict.ts';
import { type AttemptEnd } from '../../src/flow/notification-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { type NewReport } from '../../src/flow/report-ports.ts';
import { createTell } from '../../src/flow/tell.ts';
import { openStore } from '../../src/store/open-store.ts';
import { URLS } from '../build/on-record.ts';
import { aMember, anIndex, anInstallation, idOf } from '../build/samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';

const SPOKE = 'acme/app';
const HUB = 'acme/docs';
const SHA = 'a'.repeat(40);

let store: Store;
let clock: FakeClock;
let github: FakeGitHub;
beforeEach(async () => {
  store = await openStore('file::memory:');
  clock = new FakeClock();
  github = new FakeGitHub();
});
afterEach(() => store.close());

const indexOf = (
  spoke: Partial<Repository>,
  hub: Partial<Repository> | undefined,
  rule: Partial<NotifyRule> = {},
) =>
  anIndex(
    aMember(SPOKE, { notify: [{ hub: HUB, on: { push: {} }, report: true, ...rule }] }, spoke),
    ...(hub ? [aMember(HUB, {}, hub)] : []),
  );

const DELIVERY: NewReport = {
  id: 'delivery',
  kind: 'delivery',
  repositoryId: idOf(SPOKE),
  lane: 1,
  sha: SHA,
  subject: { hub: HUB, hubId: idOf(HUB) },
};
const FAILURE: NewReport = {
  id: 'failure',
  kind: 'failure',
  repositoryId: idOf(SPOKE),
  lane: 1,
  subject: { route: `${SPOKE}:notify[0]`, hub: HUB, spokeId: idOf(SPOKE) },
};

/** A notification of the spoke that ended so. */
const ended = async (outcome: 'delivered' | 'dead'): Promise<void> => {
  const notification = {
    id: 'n-1',
    eventId: 'e-1',
    route: `${SPOKE}:notify[0]`,
    spokeId: idOf(SPOKE),
    spoke: SPOKE,
    hubId: idOf(HUB),
    hub: HUB,
    lane: 1,
    eventType: 'push',
    occurredAt: 1,
    state: 'pending' as const,
    verdict: pass('route', 'fires'),
    chain: [idOf(SPOKE)],
    streak: 1,
    payload: {},
    dueAt: clock.time,
    report: DELIVERY,
    failure: FAILURE,
  };
  await store.events.record({ id: 'e-1', name: 'push', receivedAt: 1, state: 'recorded', body: '{}' }, 5_000);
  const plan = { at: clock.time, verdict: pass('event', ''), notifications: [notification] };
  await store.events.planned('e-1', plan);
  await store.notifications.claim(clock.time, 1);
  const end: AttemptEnd = {
    notificationId: 'n-1',
    number: 1,
    at: clock.time,
    durationMs: 1,
    request: {},
    mayHaveArrived: false,
    outcome,
    reason: outcome === 'dead' ? 'GitHub answered 404: SECRETLY' : 'took it',
    ...(outcome === 'dead' && { code: 'hub-not-found' }),
  };
  await store.notifications.finish(end);
};

const told = (report: NewReport, index: RouteIndex, on = SPOKE) => {
  const tell = createTell({ store, github, index, urls: URLS, botLogin: () => undefined, clock });
  const state = { tries: 0, isUncertain: false, isOpen: false, updatedAt: 0 };
  return tell({ ...report, ...state }, index.member(idOf(on))!.repository);
};
const checkOf = async (index: RouteIndex): Promise<CheckRun> =>
  ((await told(DELIVERY, index)) as { check: CheckRun }).check;
const issueOf = async (index: RouteIndex, report = FAILURE, on = SPOKE): Promise<Issue> =>
  ((await told(report, index, on)) as { issue: Issue }).issue;

const closed = { visibility: 'private' } as const;

describe('what is told of a delivery', () => {
  it.each<readonly [string, Partial<Repository>, Partial<Repository> | undefined, boolean]>([
    ['a public hub', {}, {}, true],
    ['a private hub of the same owner, to a private spoke', closed, closed, true],
    ['a private hub, to a public spoke', {}, closed, false],
    ['a hub that we do not know any more, to a public spoke', {}, undefined, false],
    ['a hub that we do not know any more, to a private spoke of its owner', closed, undefined, true],
  ])('by %s: its words are shown or not', async (_, spoke, hub, isShown) => {
    await ended('dead');
    const { summary } = await checkOf(indexOf(spoke, hub));
    expect(summary.includes('SECRETLY')).toBe(isShown);
  });

  it('fails the commit only where its route says so now', async () => {
    await ended('dead');
    expect((await checkOf(indexOf({}, {}))).conclusion).toBe('neutral');
    expect((await checkOf(indexOf({}, {}, { report: 'required' }))).conclusion).toBe('failure');
  });

  it('is nothing where what it told of is not on record any more', async () => {
    expect(await told(DELIVERY, indexOf({}, {}))).toEqual({});
  });

  it('is told on the commit that a tag leads to, or nowhere', async () => {
    const { sha: _, ...ofTag } = { ...DELIVERY, subject: { ...DELIVERY.subject, ref: 'refs/tags/v1' } };
    expect(await told(ofTag, indexOf({}, {}))).toEqual({});
    github.commits.set(`${SPOKE} refs/tags/v1`, SHA);
    expect(await told(ofTag, indexOf({}, {}))).toMatchObject({ redirect: { kind: 'delivery', sha: SHA } });
  });
});

describe('what is told of a route that fails', () => {
  it.each<readonly [string, Partial<Repository>, Partial<Repository>, boolean]>([
    ['of a public hub, all', {}, {}, true],
    ['of a hub that not everybody here may read, no word of it', {}, closed, false],
  ])('in its spoke: %s', async (_, spoke, hub, isShown) => {
    await ended('dead');
    const { state, body } = await issueOf(indexOf(spoke, hub));
    expect(state).toBe('open');
    expect(body.includes('SECRETLY')).toBe(isShown);
  });

  it('in the hub itself is all, but for the names of spokes that not everybody there may read', async () => {
    await ended('dead');
    const inHub = { ...FAILURE, repositoryId: idOf(HUB) };
    const open = await issueOf(indexOf({}, closed), inHub, HUB);
    expect(open.body).toContain('SECRETLY');
    expect(open.body).toContain('of `acme/app`');
    const hidden = await issueOf(indexOf(closed, {}), inHub, HUB);
    expect(hidden.body).not.toContain('of `acme/app`');
  });

  it('is that it is in force no more, where its file does not have it', async () => {
    await ended('dead');
    const index = indexOf({}, {});
    index.save(aMember(SPOKE));
    expect(await issueOf(index)).toMatchObject({
      state: 'closed',
      body: expect.stringContaining('not in force any more') as string,
    });
  });

  it('is that it stopped, where its hub cannot be reached and it worked before, and only then', async () => {
    const gone = indexOf(closed, undefined);
    expect((await issueOf(gone)).state).toBe('closed');
    const { state, body } = await issueOf(gone, {
      ...FAILURE,
      subject: { ...FAILURE.subject, stopped: true },
    });
    expect(state).toBe('open');
    expect(body).toContain('`the App is not installed on acme/docs`');
    await ended('delivered');
    expect((await issueOf(gone)).state).toBe('open');
    const suspended = indexOf({}, {});
    suspended.saveInstallation(anInstallation({ suspended: true }));
    expect((await issueOf(suspended)).body).toContain('is suspended');
    expect((await issueOf(indexOf({}, {}))).state).toBe('closed');
  });
});
