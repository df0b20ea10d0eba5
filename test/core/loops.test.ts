import { describe, expect, it } from 'vitest';
import { type Event } from '../../src/core/event.ts';
import { type Lineage, type Step } from '../../src/core/lineage.ts';
import { decide } from '../../src/core/policy.ts';
import { type OwnConfig } from '../../src/core/route.ts';
import { aMember, anEvent, anInstallation, aPush, idOf } from '../build/samples.ts';

const SPOKE = 'acme/app';
const HUB = 'acme/docs';
const BOT = 'hub-relay[bot]';

const chainOf = (...names: readonly string[]): readonly Step[] =>
  names.map((name) => ({ id: idOf(name), name }));

interface Ask {
  readonly event?: Event;
  readonly lineage?: Lineage;
  readonly spoke?: OwnConfig;
  readonly hub?: OwnConfig;
  readonly chain?: boolean;
}

/** What refuses, as "rule: reason". */
const refusals = ({ spoke, hub, chain, event = aPush(SPOKE), lineage }: Ask): readonly string[] =>
  (
    decide({
      event,
      route: {
        id: 'r',
        definedIn: SPOKE,
        kind: 'notify',
        hub: HUB,
        rule: { on: {}, ...(chain !== undefined && { chain }) },
      },
      spoke: aMember(SPOKE, spoke),
      hub: aMember(HUB, { accept: [{ from: ['**'] }], ...hub }),
      installation: anInstallation(),
      eventType: 'push',
      botLogin: BOT,
      isSpokeSuspended: false,
      lineage: lineage ?? { chains: [], streak: 0 },
    }).parts ?? []
  )
    .filter(({ passed }) => !passed)
    .map(({ rule, reason }) => `${rule}: ${reason}`);

const aRun = (run: object, sender = 'ada'): Event =>
  anEvent('workflow_run', {
    action: 'completed',
    workflow_run: { id: 1, event: 'push', head_sha: 'a', ...run },
    repository: { id: idOf(SPOKE), full_name: SPOKE },
    sender: { login: sender },
  });

describe('hops', () => {
  const via = (...names: readonly string[]): Lineage => ({ chains: [chainOf(...names, SPOKE)], streak: 0 });

  it('may be three, and a fourth is refused with the way that it came', () => {
    expect(refusals({ lineage: via('x/a', 'x/b') })).toEqual([]);
    expect(refusals({ lineage: via('x/a', 'x/b', 'x/c') })).toEqual([
      'policy.hops: hop 4 of at most 3 (max-hops of acme/app): it came through x/a → x/b → x/c → acme/app',
    ]);
  });

  it.each<[OwnConfig, OwnConfig, number]>([
    [{}, {}, 3],
    [{ 'max-hops': 5 }, {}, 3],
    [{}, { 'max-hops': 5 }, 3],
    [{ 'max-hops': 5 }, { 'max-hops': 4 }, 4],
    [{ 'max-hops': 1 }, { 'max-hops': 10 }, 1],
  ])('of a spoke that says %o and a hub that says %o may be %i', (spoke, hub, most) => {
    const names = Array.from({ length: most }, (_, n) => `x/${n}`);
    expect(refusals({ spoke, hub, lineage: via(...names.slice(1)) })).toEqual([]);
    expect(refusals({ spoke, hub, lineage: via(...names) })).toHaveLength(1);
  });
});

describe('a chain', () => {
  it('does not come to a repository that it came through', () => {
    const lineage = { chains: [chainOf(HUB, SPOKE)], streak: 0 };
    expect(refusals({ lineage })).toEqual([
      'policy.loop: this would be a loop: acme/docs is in the chain that led here: acme/docs → acme/app',
    ]);
  });

  it('does not go on from a repository to which a hub’s run came back', () => {
    const lineage = { chains: [chainOf(SPOKE, 'x/hub', SPOKE)], streak: 0 };
    expect(refusals({ lineage })).toEqual([
      'policy.loop: this is a loop: acme/app was in the chain already: acme/app → x/hub → acme/app',
    ]);
  });

  it('is refused where one of several that led here would loop', () => {
    const lineage = { chains: [chainOf('x/a', 'x/b', SPOKE), chainOf(HUB, SPOKE)], streak: 0 };
    expect(refusals({ lineage })).toHaveLength(1);
  });
});

describe('a streak', () => {
  const streak = (length: number, config: OwnConfig = {}): readonly string[] =>
    refusals({ spoke: config, hub: config, lineage: { chains: [], streak: length } });

  it('may be three times as long as a chain; then it counts as a loop, and says what to do', () => {
    expect(streak(8)).toEqual([]);
    const [refusal = ''] = streak(9);
    expect(refusal).toMatch(/^policy.streak: 9 notifications in a row, .*looks like a loop/);
    expect(refusal).toContain('run-name');
    expect(streak(14, { 'max-hops': 5 })).toEqual([]);
    expect(streak(15, { 'max-hops': 5 })).toHaveLength(1);
  });
});

describe('what our own bot caused', () => {
  it('is refused, however its name is written', () => {
    const sender = { sender: { login: 'Hub-Relay[bot]' } };
    expect(refusals({ event: aPush(SPOKE, sender) })).toEqual([
      `policy.bot: ${BOT} itself caused this event`,
    ]);
  });

  it.each<[object, boolean | undefined, readonly string[]]>([
    [{ event: 'repository_dispatch' }, true, []],
    [{ event: 'repository_dispatch' }, undefined, ['policy.chain']],
    [{ event: 'repository_dispatch' }, false, ['policy.chain']],
    [{ event: 'check_run' }, true, ['policy.bot']],
  ])('a run %o, chain: %s, is refused by %j', (run, chain, rules) => {
    const found = refusals({ event: aRun(run, BOT), ...(chain !== undefined && { chain }) });
    expect(found.map((refusal) => refusal.split(':')[0])).toEqual(rules);
  });
});
