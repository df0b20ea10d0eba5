import { describe, expect, it } from 'vitest';
import { consider, type Finding } from '../../src/core/consider.ts';
import { type Endpoint } from '../../src/core/endpoint.ts';
import { type Json } from '../../src/core/json.ts';
import { Operator } from '../../src/core/operator.ts';
import { LIMITS, sizeOf } from '../../src/core/payload.ts';
import { type NotifyRule } from '../../src/core/route.ts';
import { RouteIndex } from '../../src/core/route-index.ts';
import { aMember, anEndpoint, anInstallation, aPush } from '../build/samples.ts';

const URLS = { server: 'https://github.com', api: 'https://api.github.com', graphql: '' };
const HUB = aMember(
  'acme/docs',
  { accept: [{ from: ['acme/*'], workflows: ['build.yml'] }] },
  { defaultBranch: 'trunk' },
);

const findingOf = (rule: NotifyRule, endpoint: Partial<Endpoint> = {}): Finding => {
  const index = new RouteIndex(new Operator([anEndpoint(endpoint)]));
  index.saveInstallation(anInstallation());
  for (const member of [HUB, aMember('acme/app', { notify: [rule] })]) index.save(member);
  return consider(aPush('acme/app'), { urls: URLS, index }).findings[0]!;
};
const starts = (rule: Partial<NotifyRule> = {}): Finding =>
  findingOf({ hub: 'acme/docs', workflow: 'build.yml', on: { push: {} }, ...rule });
const tells = (rule: Partial<NotifyRule> = {}, endpoint: Partial<Endpoint> = {}): Finding =>
  findingOf({ endpoint: 'Deploy', on: { push: {} }, ...rule }, endpoint);

describe('what starts a workflow', () => {
  it('runs on the default branch of the hub, or where the route says', () => {
    expect(starts().target).toEqual({ kind: 'workflow', workflow: 'build.yml', ref: 'trunk' });
    expect(starts({ ref: 'v1' }).target).toMatchObject({ ref: 'v1' });
  });

  it.each<[string, string, Json]>([
    ['a text', '${{ github.repository }}', 'acme/app'],
    ['a number', '${{ 1 }}', '1'],
    ['a flag', '${{ true }}', 'true'],
    ['nothing', '${{ github.event.nothing }}', ''],
    ['an object', '${{ github.event.repository }}', expect.stringMatching(/^\{"/) as string],
    ['two in a text', '${{ 1 }} and ${{ null }}', '1 and '],
  ])('gets %s as a text', (_, input, expected) => {
    expect(starts({ inputs: { input } }).payload.inputs).toEqual({ input: expected });
  });

  it('is refused whole where its inputs are too large, and says how large', () => {
    const { outcome, verdict } = starts({ inputs: { a: 'x'.repeat(40_000), b: 'x'.repeat(30_000) } });
    expect(outcome).toBe('refused');
    expect(verdict.reason).toBe('the inputs have 70015 bytes; a workflow takes at most 61439');
  });

  it('keeps all its inputs up to there', () => {
    const { payload } = starts({ inputs: { a: 'x'.repeat(61_400) } });
    expect(payload.inputs).toEqual({ a: 'x'.repeat(61_400) });
    expect(sizeOf(payload)).toBeLessThanOrEqual(LIMITS.bytes);
  });

  it('is refused where an input cannot be worked out', () => {
    expect(starts({ inputs: { a: '${{ fromJSON(github.ref) }}' } }).outcome).toBe('refused');
  });
});

describe('what an endpoint gets', () => {
  it('is the envelope, with the event type that a hub would see around it', () => {
    const { payload, target, outcome } = tells();
    expect(outcome).toBe('fires');
    expect(target).toEqual({ kind: 'endpoint', endpoint: 'Deploy', event: 'push', isBare: false });
    expect(payload).toMatchObject({ event: 'push', relay: { event_type: 'push', via: ['acme/app'] } });
  });

  it('are the fields of the route, where it has some', () => {
    const { payload } = tells({ payload: { where: '${{ github.repository }}' }, 'event-type': 'built' });
    expect(payload).toMatchObject({ where: 'acme/app', relay: { event_type: 'built' } });
    expect(payload).not.toHaveProperty('event');
  });

  it('is what its operator’s template says, whatever the route would send', () => {
    const template = { text: '${{ github.repository }} changed' };
    const { payload, target } = tells({ payload: { where: 'there' } }, { template });
    expect(target).toMatchObject({ isBare: true });
    const { relay: _, ...fields } = payload;
    expect(fields).toEqual({ text: 'acme/app changed' });
  });
});
