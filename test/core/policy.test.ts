import { describe, expect, it } from 'vitest';
import { type Event } from '../../src/core/event.ts';
import { inForce, type Member } from '../../src/core/in-force.ts';
import { decide } from '../../src/core/policy.ts';
import { type Question } from '../../src/core/question.ts';
import { type NotifyRule, type Route, type SubscribeRule } from '../../src/core/route.ts';
import { type Verdict } from '../../src/core/verdict.ts';
import {
  aMember,
  anEndpoint,
  anEvent,
  anInstallation,
  aPullRequest,
  aPush,
  aRepository,
  idOf,
} from '../build/samples.ts';

const SPOKE = 'acme/app';
const HUB = 'acme/docs';

const ask = (
  changes: Partial<Question> & { readonly rule?: Partial<NotifyRule & SubscribeRule> } = {},
): Verdict => {
  const { rule, ...rest } = changes;
  const kind = rest.route?.kind ?? 'notify';
  const route: Route = rest.route ?? { id: 'r', definedIn: SPOKE, kind, hub: HUB, rule: { on: {}, ...rule } };
  return decide({
    event: aPush(SPOKE),
    spoke: aMember(SPOKE),
    hub: aMember(HUB, { accept: [{ from: ['acme/*'] }] }),
    installation: anInstallation(),
    eventType: 'push',
    lineage: { chains: [], streak: 0 },
    isSpokeSuspended: false,
    ...rest,
    route,
  });
};

const failed = (verdict: Verdict): readonly string[] =>
  (verdict.parts ?? []).filter((part) => !part.passed).map((part) => `${part.rule}: ${part.reason}`);

const subscription: Route = {
  id: 's',
  definedIn: HUB,
  kind: 'subscribe',
  hub: HUB,
  rule: { on: {}, from: ['acme/*'] },
};
const toEndpoint: Route = {
  id: 'r',
  definedIn: SPOKE,
  kind: 'notify',
  endpoint: 'deploy',
  rule: { on: {}, endpoint: 'deploy' },
};
const hubElsewhere = (visibility: 'public' | 'private'): Member => aMember('other/site', {}, { visibility });

describe('policy', () => {
  it('lets a spoke use an endpoint that is open to it, whoever may see the spoke', () => {
    const spoke = aMember(SPOKE, {}, { visibility: 'private' });
    expect(failed(ask({ route: toEndpoint, endpoint: anEndpoint(), spoke }))).toEqual([]);
  });

  it('lets a spoke start a workflow that its hub lets it start, whatever event types that takes', () => {
    const accept = [{ from: ['acme/*'], 'event-types': ['x'], workflows: ['build.yml'] }];
    expect(failed(ask({ rule: { workflow: 'build.yml' }, hub: aMember(HUB, { accept }) }))).toEqual([]);
  });

  it('lets a spoke notify a hub that accepts it', () => {
    expect(failed(ask())).toEqual([]);
  });

  it.each<[string, Parameters<typeof ask>[0], string]>([
    [
      'the App is not on the hub',
      { hub: undefined as never },
      'policy.hub: the App is not installed on acme/docs',
    ],
    [
      'the installation is suspended',
      { installation: anInstallation({ suspended: true }) },
      'policy.hub: the installation on acme is suspended',
    ],
    [
      'the spoke’s installation is suspended',
      { isSpokeSuspended: true },
      'policy.spoke: the installation on acme/app is suspended',
    ],
    [
      'the hub is archived',
      { hub: aMember(HUB, { accept: [{ from: ['**'] }] }, { archived: true }) },
      'policy.hub: acme/docs is archived',
    ],
    [
      'the hub is the spoke',
      { hub: aMember(SPOKE, { accept: [{ from: ['acme/*'] }] }) },
      'policy.hub: acme/app is the spoke itself',
    ],
    [
      'the hub has no accept',
      { hub: aMember(HUB) },
      'policy.accept: acme/docs has no accept entry for acme/app',
    ],
    [
      'the hub accepts others',
      { hub: aMember(HUB, { accept: [{ from: ['acme/*', '!acme/app'] }] }) },
      'policy.accept: acme/docs has no accept entry for acme/app',
    ],
    [
      'the hub accepts other event types',
      { hub: aMember(HUB, { accept: [{ from: ['acme/*'], 'event-types': ['release'] }] }) },
      'policy.accept: acme/docs accepts only [release] from acme/app, not "push"',
    ],
    [
      'the hub’s file is wrong',
      { hub: inForce({ repository: aRepository(HUB), own: {}, note: 'hub-relay.yml:1:1: wrong' }) },
      'policy.accept: acme/docs accepts nobody: hub-relay.yml:1:1: wrong',
    ],
    [
      'a private spoke would tell a public hub',
      { spoke: aMember(SPOKE, {}, { visibility: 'private' }) },
      'policy.privacy: acme/app is private, acme/docs is public, and the spoke did not allow that',
    ],
    ['our own bot caused it', { botLogin: 'ADA' }, 'policy.bot: ADA itself caused this event'],
    [
      'a pull request comes from a fork',
      { event: aPullRequest(SPOKE, { head: { ref: 'x', sha: 'c', repo: { id: 1 } } }) },
      'policy.fork: the pull request comes from a fork, and the route does not say forks: true',
    ],
    [
      'the head of a pull request is gone',
      { event: aPullRequest(SPOKE, { head: { ref: 'x', sha: 'c', repo: null } }) },
      'policy.fork: the pull request comes from a fork, and the route does not say forks: true',
    ],
    [
      'there is no such endpoint',
      { route: toEndpoint },
      'policy.endpoint: the operator defined no endpoint "deploy" that is open to acme/app',
    ],
    [
      'the endpoint is not open to the spoke, in the words that say so of none',
      { route: toEndpoint, endpoint: anEndpoint({ allow: ['acme/*', '!acme/app'] }) },
      'policy.endpoint: the operator defined no endpoint "deploy" that is open to acme/app',
    ],
    [
      'the hub takes dispatches, but does not let its workflow be started',
      { rule: { workflow: 'build.yml' } },
      'policy.accept: acme/docs accepts from acme/app, but no accept entry says workflows: [build.yml]',
    ],
    [
      'the hub lets another of its workflows be started',
      {
        rule: { workflow: 'build.yml' },
        hub: aMember(HUB, { accept: [{ from: ['acme/*'], workflows: ['docs.yml'] }] }),
      },
      'policy.accept: acme/docs accepts from acme/app, but no accept entry says workflows: [build.yml]',
    ],
  ])('refuses when %s', (_, changes, reason) => {
    expect(failed(ask(changes))).toContain(reason);
    expect(ask(changes).passed).toBe(false);
  });

  it.each<[string, Member, Member, boolean]>([
    ['a public spoke of another owner', aMember('other/lib'), aMember(HUB), true],
    [
      'a private spoke of the same owner',
      aMember(SPOKE, {}, { visibility: 'private' }),
      aMember(HUB, {}, { visibility: 'private' }),
      true,
    ],
    [
      'a private spoke that publishes to it',
      aMember(SPOKE, { publish: [{ to: ['other/*'] }] }, { visibility: 'private' }),
      hubElsewhere('private'),
      true,
    ],
    [
      'a private spoke of another owner',
      aMember(SPOKE, {}, { visibility: 'private' }),
      hubElsewhere('private'),
      false,
    ],
    [
      'an internal spoke of another owner',
      aMember(SPOKE, {}, { visibility: 'internal' }),
      hubElsewhere('private'),
      false,
    ],
  ])('a hub that subscribes hears of %s only with consent', (_, spoke, hub, passes) => {
    expect(ask({ route: { ...subscription, hub: hub.repository.fullName }, spoke, hub }).passed).toBe(passes);
  });

  it('says whose file agrees, where it is not that of the repository itself', () => {
    const defaults = {
      repository: aRepository('acme/.github'),
      own: {
        accept: [{ from: ['x/y'] }, { from: ['acme/*'] }],
        publish: [{ to: ['**'] }],
        'allow-public-hubs': true,
      },
    };
    const hub = inForce({ repository: aRepository(HUB), own: {} }, defaults);
    const spoke = inForce({ repository: aRepository(SPOKE, { visibility: 'private' }), own: {} }, defaults);
    const reasons = (changes: Parameters<typeof ask>[0]): readonly string[] =>
      (ask(changes).parts ?? []).map(({ reason }) => reason);
    expect(reasons({ spoke, hub })).toEqual(
      expect.arrayContaining([
        'acme/docs accepts "push" from acme/app: accept[1] in acme/.github',
        'acme/app says allow-public-hubs: true in acme/.github',
        'hop 1 of at most 3 (max-hops of acme/app)',
      ]),
    );
    expect(reasons({})).toContain('acme/docs accepts "push" from acme/app: accept[0]');
    const site = hubElsewhere('private');
    const asked = { route: { ...subscription, hub: 'other/site' }, spoke, hub: site };
    expect(reasons(asked)).toContain('acme/app publishes to other/site: publish[0] in acme/.github');
    const broken = { ...defaults, own: {}, note: 'wrong' };
    const closed = (name: string, visibility: 'public' | 'private') =>
      inForce({ repository: aRepository(name, { visibility }), own: {} }, broken);
    expect(failed(ask({ hub: closed(HUB, 'public') }))).toEqual([
      'policy.accept: acme/docs accepts nobody: acme/.github: wrong',
    ]);
    expect(failed(ask({ ...asked, spoke: closed(SPOKE, 'private') }))).toEqual([
      'policy.publish: acme/app is private and does not name other/site under "publish" (acme/.github: wrong)',
    ]);
  });

  it('tells a public hub of a private spoke when the spoke says so', () => {
    const spoke = aMember(SPOKE, { 'allow-public-hubs': true }, { visibility: 'private' });
    expect(failed(ask({ spoke }))).toEqual([]);
  });

  it.each<[string, object, boolean, boolean]>([
    ['repository_dispatch', {}, false, false],
    ['repository_dispatch', {}, true, true],
    ['workflow_dispatch', { type: 'Bot' }, false, false],
    ['workflow_dispatch', { type: 'User' }, false, true],
    ['push', {}, false, true],
  ])('a run started by %s, actor %o, chain %s: passes is %s', (cause, actor, chain, passes) => {
    const event: Event = anEvent('workflow_run', {
      action: 'completed',
      workflow_run: { id: 1, event: cause, head_sha: 'a', triggering_actor: { ...actor } },
      repository: { id: idOf(SPOKE), full_name: SPOKE },
    });
    expect(ask({ event, rule: { chain } }).passed).toBe(passes);
  });

  it('lets pull requests from forks through where the route says forks: true', () => {
    const event = aPullRequest(SPOKE, { head: { ref: 'x', sha: 'c', repo: { id: 1 } } });
    expect(failed(ask({ event, rule: { forks: true } }))).toEqual([]);
  });
});
