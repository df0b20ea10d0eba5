import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Declared, inForce } from '../../src/core/in-force.ts';
import { decide } from '../../src/core/policy.ts';
import { type Question } from '../../src/core/question.ts';
import { type Visibility } from '../../src/core/repository.ts';
import { type OwnConfig } from '../../src/core/route.ts';
import { anInstallation, aPullRequest, aPush, aRepository, idOf } from '../build/samples.ts';

/** Everything that consent, privacy, loops and forks depend on, in few words each, so that they often meet. */
interface World {
  readonly kind: 'notify' | 'subscribe';
  readonly spokeOwner: 'acme' | 'other';
  readonly spokeVisibility: Visibility;
  readonly hubVisibility: Visibility;
  readonly spoke: OwnConfig;
  readonly hub: OwnConfig;
  readonly defaults: OwnConfig | undefined;
  readonly eventType: 'push' | 'released';
  readonly isFromFork: boolean;
  readonly forks: boolean;
  readonly archived: boolean;
  readonly suspended: boolean;
  readonly suspendedSpoke: boolean;
  readonly isInstalled: boolean;
  readonly bot: boolean;
  readonly before: readonly string[];
  readonly streak: number;
}

const HUB = 'acme/docs';
const visibility = fc.constantFrom<Visibility>('public', 'private', 'internal');
const patterns = fc.array(
  fc.constantFrom('acme/*', 'acme/app', 'other/*', '*/app', '**', '!acme/app', '!other/*', 'acme/docs'),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const accept = fc.record(
  { from: patterns, 'event-types': fc.subarray(['push', 'released'], { minLength: 1 }) },
  { requiredKeys: ['from'] },
);
const ownConfig: fc.Arbitrary<OwnConfig> = fc.record(
  {
    accept: fc.array(accept, { maxLength: 2 }),
    publish: fc.array(fc.record({ to: patterns }), { maxLength: 2 }),
    'allow-public-hubs': fc.boolean(),
    'max-hops': fc.integer({ min: 1, max: 4 }),
  },
  { requiredKeys: [] },
);
const mostly = (value: boolean): fc.Arbitrary<boolean> => fc.constantFrom(value, value, value, value, !value);
const world: fc.Arbitrary<World> = fc.record({
  kind: fc.constantFrom('notify', 'subscribe'),
  spokeOwner: fc.constantFrom('acme', 'other'),
  spokeVisibility: visibility,
  hubVisibility: visibility,
  spoke: ownConfig,
  hub: ownConfig,
  defaults: fc.option(ownConfig, { nil: undefined }),
  eventType: fc.constantFrom('push', 'released'),
  isFromFork: fc.boolean(),
  forks: fc.boolean(),
  archived: mostly(false),
  suspended: mostly(false),
  suspendedSpoke: mostly(false),
  isInstalled: mostly(true),
  bot: mostly(false),
  before: fc.subarray(['x/a', 'x/b', HUB]),
  streak: fc.constantFrom(0, 0, 2, 12),
});

const questionOf = (given: World): Question => {
  const spokeName = `${given.spokeOwner}/app`;
  const defaults: Declared | undefined = given.defaults && {
    repository: aRepository('acme/.github'),
    own: given.defaults,
  };
  const spoke = inForce(
    { repository: aRepository(spokeName, { visibility: given.spokeVisibility }), own: given.spoke },
    given.spokeOwner === 'acme' ? defaults : undefined,
  );
  const hub = inForce(
    {
      repository: aRepository(HUB, { visibility: given.hubVisibility, archived: given.archived }),
      own: given.hub,
    },
    defaults,
  );
  const chain = [...given.before, spokeName].map((name) => ({ id: idOf(name), name }));
  const fork = { head: { ref: 'x', sha: 'c', repo: { id: 1 } } };
  return {
    event: given.isFromFork ? aPullRequest(spokeName, fork) : aPush(spokeName),
    route: {
      id: 'r',
      definedIn: spokeName,
      kind: given.kind,
      hub: HUB,
      rule: { on: {}, forks: given.forks },
    },
    spoke,
    eventType: given.eventType,
    isSpokeSuspended: given.suspendedSpoke,
    ...(given.bot && { botLogin: 'ada' }),
    lineage: { chains: given.before.length === 0 ? [] : [chain], streak: given.streak },
    ...(given.isInstalled && { hub, installation: anInstallation({ suspended: given.suspended }) }),
  };
};
const passes = (given: World): boolean => decide(questionOf(given)).passed;

/** The language of patterns in these worlds, said again in the plainest way. */
const names = (list: readonly string[], name: string): boolean =>
  list.reduce((isMeant, pattern) => {
    const [owner, repository] = name.split('/');
    const plain = pattern.replace('!', '');
    const [o, r] = plain === '**' ? ['*', '*'] : plain.split('/');
    const matches = (o === '*' || o === owner) && (r === '*' || r === repository);
    return matches ? !pattern.startsWith('!') : isMeant;
  }, false);

const partOf = <Key extends keyof OwnConfig>(
  own: OwnConfig,
  defaults: OwnConfig | undefined,
  key: Key,
): OwnConfig[Key] | undefined => own[key] ?? defaults?.[key];

describe('the policy, of any world', () => {
  it('lets nothing through that both sides did not agree to', () => {
    fc.assert(
      fc.property(world, (given) => {
        fc.pre(passes(given));
        const spokeName = `${given.spokeOwner}/app`;
        const spokeDefaults = given.spokeOwner === 'acme' ? given.defaults : undefined;
        const hubAgrees = (partOf(given.hub, given.defaults, 'accept') ?? []).some(
          (entry) =>
            names(entry.from, spokeName) && (entry['event-types']?.includes(given.eventType) ?? true),
        );
        const spokeAgrees =
          given.spokeVisibility === 'public' ||
          given.spokeOwner === 'acme' ||
          (partOf(given.spoke, spokeDefaults, 'publish') ?? []).some(({ to }) => names(to, HUB));
        expect(given.kind === 'notify' ? hubAgrees : spokeAgrees).toBe(true);
        const leaks = given.spokeVisibility !== 'public' && given.hubVisibility === 'public';
        if (leaks) expect(partOf(given.spoke, spokeDefaults, 'allow-public-hubs')).toBe(true);
        if (given.isFromFork) expect(given.forks).toBe(true);
        expect(given.before).not.toContain(HUB);
        expect(given).toMatchObject({
          archived: false,
          suspended: false,
          suspendedSpoke: false,
          isInstalled: true,
          bot: false,
        });
      }),
      { numRuns: 1_200 },
    );
  });

  /** Each forbids something, or makes something that is forbidden more so. */
  const STRICTER: Readonly<Record<string, (given: World) => World>> = {
    'the hub takes one more repository out of what it accepts': (given) => ({
      ...given,
      hub: {
        ...given.hub,
        accept: (given.hub.accept ?? []).map((a) => ({ ...a, from: [...a.from, '!acme/app'] })),
      },
    }),
    'the hub accepts fewer event types': (given) => ({
      ...given,
      hub: { ...given.hub, accept: (given.hub.accept ?? []).map((a) => ({ ...a, 'event-types': [] })) },
    }),
    'the hub loses its last entry': (given) => ({
      ...given,
      hub: { ...given.hub, accept: (given.hub.accept ?? []).slice(0, -1) },
    }),
    'the spoke publishes to nobody': (given) => ({ ...given, spoke: { ...given.spoke, publish: [] } }),
    'the spoke does not allow public hubs': (given) => ({
      ...given,
      spoke: { ...given.spoke, 'allow-public-hubs': false },
    }),
    'the spoke is private': (given) => ({ ...given, spokeVisibility: 'private' }),
    'the hub is public': (given) => ({ ...given, hubVisibility: 'public' }),
    'the hub is archived': (given) => ({ ...given, archived: true }),
    'the installation is suspended': (given) => ({ ...given, suspended: true }),
    'the installation of the spoke is suspended': (given) => ({ ...given, suspendedSpoke: true }),
    'the App is removed from the hub': (given) => ({ ...given, isInstalled: false }),
    'the route does not take forks': (given) => ({ ...given, forks: false }),
    'our bot caused it': (given) => ({ ...given, bot: true }),
    'one more notification led to it': (given) => ({
      ...given,
      before: ['x/c', ...given.before],
      streak: given.streak + 1,
    }),
    'the spoke wants fewer hops': (given) => ({ ...given, spoke: { ...given.spoke, 'max-hops': 1 } }),
    'the hub wants fewer hops': (given) => ({ ...given, hub: { ...given.hub, 'max-hops': 1 } }),
  };

  it.each(Object.keys(STRICTER))('never lets more through when %s', (change) => {
    fc.assert(
      fc.property(world, (given) => {
        if (passes(STRICTER[change]!(given))) expect(passes(given)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('decides the same whatever the order of entries', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { accept: entries } = given.hub;
        const { publish } = given.spoke;
        const hub = { ...given.hub, ...(entries && { accept: entries.toReversed() }) };
        const spoke = { ...given.spoke, ...(publish && { publish: publish.toReversed() }) };
        expect(passes({ ...given, hub, spoke })).toBe(passes(given));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the reason of every rule that refuses, and of each that does not', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { passed, reason, parts = [] } = decide(questionOf(given));
        expect(parts).toHaveLength(10);
        expect(new Set(parts.map(({ rule }) => rule.replace(/accept|publish/, 'consent'))).size).toBe(10);
        for (const part of parts) expect(part.reason).not.toBe('');
        if (!passed) expect(reason).toBe(parts.find((part) => !part.passed)?.reason);
      }),
      { numRuns: 300 },
    );
  });
});
