import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Declared } from '../../src/core/in-force.ts';
import { Operator } from '../../src/core/operator.ts';
import { RouteIndex } from '../../src/core/route-index.ts';
import { type Visibility } from '../../src/core/repository.ts';
import { type Accept, type NotifyRule, type OwnConfig, type SubscribeRule } from '../../src/core/route.ts';
import { shownStanding, standingOf, type Standing } from '../../src/core/standing.ts';
import { aMember, anEndpoint, anIndex, anInstallation } from '../build/samples.ts';

const PUSH = { push: {} };

interface World {
  readonly spoke?: OwnConfig;
  readonly rule?: Partial<NotifyRule>;
  readonly spokeVisibility?: Visibility;
  readonly hub?: Declared;
  readonly suspended?: boolean;
  readonly permissions?: Readonly<Record<string, string>>;
}

const HUB_INSTALLATION = 2;
const aHub = (
  own: OwnConfig = { accept: [{ from: ['acme/*'] }] },
  visibility: Visibility = 'public',
  archived = false,
  name = 'other/docs',
): Declared => aMember(name, own, { visibility, archived, installationId: HUB_INSTALLATION });

/** Of the one route of acme/app, to other/docs where its rule names no other target. */
const standingIn = (world: World): Standing => {
  const { hub, suspended = false, permissions = { contents: 'write' } } = world;
  const rule: NotifyRule = { hub: 'other/docs', on: PUSH, ...world.rule };
  const spoke = aMember(
    'acme/app',
    { notify: [rule], ...world.spoke },
    { visibility: world.spokeVisibility ?? 'public' },
  );
  const index = anIndex(spoke, ...(hub ? [hub] : []));
  index.saveInstallation(anInstallation({ id: HUB_INSTALLATION, account: 'other', suspended, permissions }));
  const member = index.member(spoke.repository.id)!;
  return standingOf(index.routesOf(member)[0]!, member, index);
};

const failures = ({
  reach,
  permission,
  consent,
  leak,
}: Pick<Standing, 'reach' | 'permission' | 'consent' | 'leak'>) =>
  Object.entries({ reach, permission, consent, leak })
    .filter(([, { passed }]) => !passed)
    .map(([facet, { reason }]) => `${facet}: ${reason}`);

describe('the standing of a route', () => {
  it('is good where the hub is there, can be written to, and both sides agree', () => {
    const standing = standingIn({ hub: aHub() });
    expect(failures(standing)).toEqual([]);
    expect(standing).toMatchObject({
      stands: true,
      mayShowHub: true,
      eventTypes: ['push'],
      agreed: ['push'],
    });
    expect(standing.hub?.repository.fullName).toBe('other/docs');
    expect(standing.installation?.account).toBe('other');
    expect(standing.consent.reason).toBe('other/docs accepts "push" from acme/app: accept[0]');
  });

  it.each<readonly [string, World, readonly (string | RegExp)[]]>([
    [
      'the hub is unknown',
      {},
      [/reach: the App is not installed on other\/docs/, /^permission/, /no accept entry/],
    ],
    ['the hub is archived', { hub: aHub(undefined, 'public', true) }, ['reach: other/docs is archived']],
    [
      'its installation is suspended',
      { hub: aHub(), suspended: true },
      [/reach: the installation on other is suspended/],
    ],
    [
      'its owner does not let us write',
      { hub: aHub(), permissions: { contents: 'read' } },
      ['permission: other does not grant "contents: write" on other/docs'],
    ],
    ['it accepts nobody', { hub: aHub({}) }, ['consent: other/docs has no accept entry for acme/app']],
    [
      'it accepts other event types only',
      { hub: aHub({ accept: [{ from: ['acme/*'], 'event-types': ['x'] }] }) },
      ['consent: other/docs accepts only [x] from acme/app, not "push"'],
    ],
    [
      'something private would leak',
      { hub: aHub(), spokeVisibility: 'private' },
      ['leak: acme/app is private, other/docs is public, and the spoke did not allow that'],
    ],
    [
      'it is a workflow that nobody may start, and its owner would not let us',
      { hub: aHub(), rule: { workflow: 'a.yml' } },
      [/^permission: other does not grant "actions: write"/, /no accept entry says workflows: \[a.yml\]/],
    ],
    [
      'it is the spoke itself',
      { rule: { hub: 'acme/app' }, spoke: {} },
      [/reach: acme\/app is the spoke itself/, /accept/],
    ],
  ])('is bad where %s', (_, world, expected) => {
    const standing = standingIn(world);
    expect(standing.stands).toBe(false);
    const found = failures(standing);
    expect(found).toHaveLength(expected.length);
    for (const [at, each] of expected.entries()) expect(found[at]).toMatch(each);
  });

  it.each([
    ['acme/*', true, 'the endpoint "deploy" is open to acme/app'],
    ['acme/docs', false, 'the operator defined no endpoint "deploy" that is open to acme/app'],
  ])('of an endpoint is what its operator says: open to %s', (allow, stands, reason) => {
    const spoke = aMember('acme/app', { notify: [{ endpoint: 'deploy', on: PUSH }] });
    const index = new RouteIndex(new Operator([anEndpoint({ allow: [allow] })]));
    index.save({ repository: spoke.repository, own: spoke.config });
    const standing = standingOf(index.routesOf(spoke)[0]!, spoke, index);
    expect(standing).toMatchObject({ stands, mayShowHub: true, agreed: stands ? ['push'] : [] });
    expect(shownStanding(standing)?.reach).toMatchObject({ passed: stands, reason });
  });

  it('is good where the hub accepts some of the event types, and says which', () => {
    const accept: readonly Accept[] = [{ from: ['acme/*'], 'event-types': ['push', 'release-published'] }];
    const on = { push: {}, release: { types: ['published', 'edited'] } };
    const standing = standingIn({ hub: aHub({ accept }), rule: { on } });
    expect(standing).toMatchObject({ stands: true, agreed: ['push', 'release-published'] });
    expect(standing.consent.reason).toBe(
      'both sides agree to push, release-published, but not to release-edited',
    );
    expect(standing.consent.parts?.map(({ passed }) => passed)).toEqual([true, true, false]);
  });

  it('of a subscription depends on what the spoke publishes', () => {
    const rule: SubscribeRule = { from: ['acme/app'], on: { push: {}, issues: {} } };
    const stands = (publish: OwnConfig['publish'] = []): boolean => {
      const spoke = aMember('acme/app', { publish }, { visibility: 'private' });
      const index = anIndex(spoke, aHub({ subscribe: [rule] }, 'private'));
      index.saveInstallation(anInstallation({ id: HUB_INSTALLATION, account: 'other' }));
      const standing = standingOf(index.routesOf(spoke)[0]!, spoke, index);
      expect(standing.consent.rule).toBe('policy.publish');
      return standing.stands;
    };
    expect(stands()).toBe(false);
    expect(stands([{ to: ['other/docs'] }])).toBe(true);
  });
});

describe('what readers of the spoke are shown', () => {
  const shown = (world: World) => shownStanding(standingIn(world))!;
  const SENTENCE =
    "other/docs can't be told: there is no such repository, the App is not installed there or may not write to it, or it does not accept acme/app";

  it('is everything of a public hub', () => {
    const world = { hub: aHub({}) };
    expect(failures(shown(world))).toEqual(failures(standingIn(world)));
  });

  it.each<readonly [string, World]>([
    ['does not exist', {}],
    ['is private and accepts nobody', { hub: aHub({}, 'private') }],
    ['accepts others', { hub: aHub({ accept: [{ from: ['other/*'] }] }, 'private') }],
    ['is archived', { hub: aHub(undefined, 'private', true) }],
    ['is suspended', { hub: aHub(undefined, 'private'), suspended: true }],
    ['does not let us write', { hub: aHub(undefined, 'private'), permissions: {} }],
    [
      'accepts other event types',
      { hub: aHub({ accept: [{ from: ['acme/*'], 'event-types': ['secret'] }] }, 'private') },
    ],
  ])('is one sentence of a hub that %s', (_, world) => {
    expect(failures(shown(world))).toEqual([
      `reach: ${SENTENCE}`,
      `permission: ${SENTENCE}`,
      `consent: ${SENTENCE}`,
    ]);
    expect(shown(world)).toEqual(shown({}));
  });

  it('is of a private hub that agrees that it does, and nothing else of it', () => {
    const config = { accept: [{ from: ['acme/*'], 'event-types': ['push', 'secret'] }] };
    const found = shown({
      hub: aHub(config, 'private'),
      rule: { on: { push: {}, release: { types: ['edited'] } } },
    });
    expect(found).toMatchObject({ stands: true, agreed: ['push'] });
    expect(found.consent.reason).toBe('both sides agree to push, but not to release-edited');
    expect(JSON.stringify(found)).not.toMatch(/secret|accept\[/);
  });

  it('is nothing of the subscription of a hub that they may not know', () => {
    const spoke = aMember('acme/app');
    const index = anIndex(spoke, aHub({ subscribe: [{ from: ['acme/app'], on: PUSH }] }, 'private'));
    expect(shownStanding(standingOf(index.routesOf(spoke)[0]!, spoke, index))).toBeUndefined();
  });

  const NOT_FOR_US: readonly Accept[] = [
    { from: ['other/*'] },
    { from: ['*/tools'] },
    { from: ['acme/*', '!acme/app'] },
    { from: ['acme/app'], 'event-types': ['something-else'] },
  ];
  const hidden: fc.Arbitrary<World> = fc.record(
    {
      hub: fc
        .record({
          accept: fc.subarray([...NOT_FOR_US]),
          visibility: fc.constantFrom<Visibility>('private', 'internal'),
          archived: fc.boolean(),
          isRenamed: fc.boolean(),
        })
        .map(({ accept, visibility, archived, isRenamed }) => {
          const name = isRenamed ? 'other/secret-plan' : 'other/docs';
          const declared = aHub({ accept }, visibility, archived, name);
          return {
            ...declared,
            repository: { ...declared.repository, ...(isRenamed && { formerNames: ['other/docs'] }) },
          };
        }),
      suspended: fc.boolean(),
      permissions: fc.constantFrom({}, { contents: 'read' }, { contents: 'write' }),
    },
    { requiredKeys: [] },
  );
  const ours = fc.record({
    spokeVisibility: fc.constantFrom<Visibility>('public', 'private', 'internal'),
    rule: fc.record(
      {
        workflow: fc.constant('a.yml'),
        'event-type': fc.constantFrom('push', 'changed'),
        on: fc.constantFrom({ push: {} }, { push: {}, issues: {} }),
      },
      { requiredKeys: [] },
    ),
    spoke: fc.record({ 'allow-public-hubs': fc.boolean(), publish: fc.constantFrom([], [{ to: ['**'] }]) }),
  });

  it('is the same in any two worlds that differ only in a hub that they may not know and that does not accept the spoke', () => {
    fc.assert(
      fc.property(ours, hidden, hidden, (mine, one, other) => {
        expect(shown({ ...mine, ...one })).toEqual(shown({ ...mine, ...other }));
        expect(JSON.stringify(shown({ ...mine, ...one }))).not.toContain('secret-plan');
      }),
      { numRuns: 1000 },
    );
  });
});
