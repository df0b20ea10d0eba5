import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { consider, notificationId } from '../../src/core/consider.ts';
import { EVENT_NAMES, readEvent } from '../../src/core/event.ts';
import { renderVerdict } from '../../src/core/explain.ts';
import { LIMITS, sizeOf, withAttempt } from '../../src/core/payload.ts';
import { type NotifyRule } from '../../src/core/route.ts';
import { aMember, anIndex, aPullRequest, aPush } from '../build/samples.ts';

const URLS = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};
const HUB = aMember('acme/docs', { accept: [{ from: ['**'] }] });
const surroundings = (...notify: readonly NotifyRule[]) => ({
  urls: URLS,
  index: anIndex(HUB, aMember('acme/app', { notify })),
});
const route = (rule: Partial<NotifyRule> = {}): NotifyRule => ({
  hub: 'acme/docs',
  on: { push: {} },
  ...rule,
});

const examples = createRequire(import.meta.url)(
  '@octokit/webhooks-examples/api.github.com/index.json',
) as readonly {
  readonly name: string;
  readonly examples: readonly { repository: { id: number; full_name: string } }[];
}[];
const CASES = examples
  .filter(({ name }) => EVENT_NAMES.some((known) => known === name))
  .flatMap(({ name, examples: payloads }) =>
    payloads.map((payload, index) => [`${name} #${index}`, name, payload] as const),
  );

describe('considering an event', () => {
  it('fires each route that matches, with an event type of its own or by default', () => {
    const { findings, verdict } = consider(
      aPush('acme/app'),
      surroundings(route(), route({ 'event-type': 'changed' }), route({ on: { issues: {} } })),
    );
    expect(findings.map(({ outcome, eventType }) => `${outcome} ${eventType}`)).toEqual([
      'fires push',
      'fires changed',
      'silent push',
    ]);
    expect(verdict.reason).toBe('2 of 3 routes fire');
  });

  it('names action and event in the default event type', () => {
    const [finding] = consider(
      aPullRequest('acme/app'),
      surroundings(route({ on: { pull_request: {} } })),
    ).findings;
    expect(finding?.eventType).toBe('pull_request-opened');
  });

  it('cuts a default event type to what GitHub takes', () => {
    const event = aPullRequest('acme/app', {}, 'x'.repeat(500));
    const types = [event.action ?? ''];
    const [finding] = consider(event, surroundings(route({ on: { pull_request: { types } } }))).findings;
    expect(finding).toMatchObject({ outcome: 'fires', eventType: `pull_request-${'x'.repeat(87)}` });
  });

  it('gives the same notification the same id, and every other one another', () => {
    const ids = (id: string): readonly string[] =>
      consider({ ...aPush('acme/app'), id }, surroundings(route(), route())).findings.map(
        (finding) => finding.id,
      );
    expect(ids('a')).toEqual(ids('a'));
    expect(new Set([...ids('a'), ...ids('b')]).size).toBe(4);
    expect(notificationId('a', 'r')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('does not fire where the condition fails, or cannot be evaluated, and says so', () => {
    const { findings } = consider(
      aPush('acme/app'),
      surroundings(route({ if: "github.ref == 'refs/heads/next'" }), route({ if: "fromJSON('{') == 1" })),
    );
    expect(findings.map(({ outcome }) => outcome)).toEqual(['silent', 'silent']);
    expect(findings.map(({ verdict }) => renderVerdict(verdict)).join('\n')).toMatch(/✗ if: /);
  });

  it('refuses a route whose payload cannot be made, and says which field', () => {
    const [finding] = consider(
      aPush('acme/app'),
      surroundings(route({ payload: { x: "${{ fromJSON('{') }}" } })),
    ).findings;
    expect(finding?.outcome).toBe('refused');
    expect(finding?.verdict.reason).toContain('x');
  });

  it('lists a hundred refusals of strangers who ask for everything, and counts the others', () => {
    const ask = { subscribe: [{ on: { push: {} }, from: ['acme/*'] }] };
    const hubs = Array.from({ length: 130 }, (_, n) => aMember(`other/hub-${n}`, ask));
    const own = Array.from({ length: 3 }, (_, n) => aMember(`acme/hub-${n}`, ask, { archived: true }));
    const app = (visibility: 'public' | 'private') => aMember('acme/app', {}, { visibility });
    const findings = (visibility: 'public' | 'private') =>
      consider(aPush('acme/app'), { urls: URLS, index: anIndex(app(visibility), ...hubs, ...own) });
    const refused = findings('private');
    expect(refused.findings).toHaveLength(103);
    expect(refused.verdict.parts?.at(-1)).toMatchObject({
      passed: false,
      reason: '30 more subscriptions of other owners were refused, and are not listed',
    });
    expect(findings('public').findings).toHaveLength(133);
  });

  it('says why nothing fires where there is no route, or no installation', () => {
    expect(consider(aPush('acme/app'), surroundings()).verdict.reason).toBe('no route speaks of acme/app');
    expect(consider(aPush('acme/other'), surroundings()).verdict.reason).toContain(
      'not installed on acme/other',
    );
  });

  it.each(CASES)('makes a payload within GitHub’s limits of GitHub’s example %s', (_, name, payload) => {
    const { event } = readEvent({ id: 'guid', name, payload, receivedAt: 1 });
    const { id, full_name: fullName } = payload.repository;
    const rule: NotifyRule = {
      hub: 'acme/docs',
      on: Object.fromEntries(EVENT_NAMES.map((known) => [known, {}])),
      forks: true,
      chain: true,
    };
    const own = {
      ...rule,
      payload: { everything: '${{ github.event }}', name: '${{ github.event.repository.name }}' },
    };
    const index = anIndex(HUB, aMember(fullName, { notify: [rule, own] }, { id }));
    for (const { outcome, payload: sent, verdict } of consider(event, { index, urls: URLS }).findings) {
      if (outcome === 'silent') expect(renderVerdict(verdict)).toMatch(/deletes a ref|draft|type "/);
      else expect(outcome).toBe('fires');
      const whole = withAttempt(sent, { number: 1, at: 0 });
      expect(sizeOf(whole)).toBeLessThanOrEqual(LIMITS.bytes);
      expect(Object.keys(whole).length).toBeLessThanOrEqual(LIMITS.properties);
    }
  });
});

describe('a verdict as text', () => {
  it('shows control characters and reading-direction marks by their code', () => {
    const text = renderVerdict({ rule: 'if', passed: false, reason: 'red \u001b[31m and \u202egnp.exe' });
    expect(text).toBe('✗ if: red \\u001b[31m and \\u202egnp.exe');
  });
});
