import { describe, expect, it } from 'vitest';
import { type Member } from '../../src/core/in-force.ts';
import { type Visibility } from '../../src/core/repository.ts';
import { type OwnConfig, type Route, type Rule } from '../../src/core/route.ts';
import {
  configReportOf,
  deliveryReportOf,
  failureReportOf,
  stoppedReportOf,
} from '../../src/flow/new-reports.ts';
import { aMember, aRepository } from '../build/samples.ts';

const SHA = 'b'.repeat(40);
const routeOf = (kind: Route['kind'], changes: Partial<Rule> = {}, hub = 'acme/docs'): Route => ({
  id: `acme/app:${kind}[0]`,
  definedIn: 'acme/app',
  kind,
  hub,
  rule: { on: { push: {} }, report: true, 'on-failure': 'issue', ...changes },
});

const APP = aMember('acme/app', {}, { installationId: 3 });
const DOCS = aMember('acme/docs', {}, { installationId: 4 });

describe('the report of a delivery', () => {
  const of = (
    route: Route,
    hub: Member | undefined = DOCS,
    spoke: Member = APP,
    sha: string | undefined = SHA,
  ) => deliveryReportOf({ route, spoke, hub }, { ...(sha !== '' && { sha }), ref: 'refs/tags/v1' });

  it('is one for each commit and hub, whatever the route and however the hub is written', () => {
    const one = of(routeOf('notify'))!;
    expect(one).toMatchObject({ kind: 'delivery', repositoryId: APP.repository.id, lane: 3, sha: SHA });
    expect(of({ ...routeOf('notify', { report: 'required' }, 'ACME/docs'), id: 'other' })!.id).toBe(one.id);
    expect(of(routeOf('notify'), aMember('acme/site'))!.id).not.toBe(one.id);
    expect(of(routeOf('notify'), DOCS, APP, 'c'.repeat(40))!.id).not.toBe(one.id);
  });

  it('is of the commit that a tag leads to, where the event has none', () => {
    const report = of(routeOf('notify'), DOCS, APP, '')!;
    expect(report.sha).toBeUndefined();
    expect(report.subject).toMatchObject({ ref: 'refs/tags/v1' });
    expect(deliveryReportOf({ route: routeOf('notify'), spoke: APP, hub: DOCS }, {})).toBeUndefined();
  });

  it('is one also of a hub where the App is not installed', () => {
    const ends = { route: routeOf('notify', {}, 'Ghost/Site'), spoke: APP };
    const one = deliveryReportOf(ends, { sha: SHA })!;
    expect(one.subject).toEqual({ hub: 'Ghost/Site', hubId: null });
    expect(deliveryReportOf({ ...ends, route: routeOf('notify', {}, 'ghost/site') }, { sha: SHA })!.id).toBe(
      one.id,
    );
  });

  it('is none where the route wants none', () => {
    expect(of(routeOf('notify', { report: false }))).toBeUndefined();
  });

  it.each<readonly [string, string, Visibility, Visibility, OwnConfig, boolean]>([
    ['of the same owner', 'acme/hub', 'public', 'public', {}, true],
    ['of the same owner, private as the spoke', 'acme/hub', 'private', 'private', {}, true],
    ['that is private, of a public spoke', 'acme/hub', 'private', 'public', {}, false],
    ['of another owner', 'other/hub', 'public', 'public', {}, false],
    ['that is named', 'other/hub', 'public', 'private', { publish: [{ to: ['other/*'] }] }, true],
    [
      'that is named, and private',
      'other/hub',
      'private',
      'private',
      { publish: [{ to: ['other/*'] }] },
      false,
    ],
  ])('is written for a subscription of a hub %s: %s', (_, name, visibility, spokes, own, isWritten) => {
    const report = of(
      routeOf('subscribe'),
      aMember(name, {}, { visibility }),
      aMember('acme/app', own, { visibility: spokes }),
    );
    expect(report !== undefined).toBe(isWritten);
  });
});

describe('the report of a failure', () => {
  it('is an issue in the spoke that asked; and for all spokes of a subscription one in the hub', () => {
    const lib = aMember('acme/lib');
    const own = failureReportOf({ route: routeOf('notify'), spoke: APP, hub: DOCS })!;
    expect(own).toMatchObject({ repositoryId: APP.repository.id, lane: 3 });
    expect(failureReportOf({ route: routeOf('notify'), spoke: lib, hub: DOCS })!.id).not.toBe(own.id);
    const [one, other] = [APP, lib].map((spoke) =>
      failureReportOf({ route: routeOf('subscribe'), spoke, hub: DOCS })!,
    );
    expect(one).toMatchObject({ repositoryId: DOCS.repository.id, lane: 4 });
    expect(other!.id).toBe(one!.id);
  });

  it('is none where the route wants none, or where there is nowhere to show it', () => {
    const route = routeOf('notify');
    const { 'on-failure': _, ...rule } = route.rule;
    expect(failureReportOf({ route: { ...route, rule }, spoke: APP, hub: DOCS })).toBeUndefined();
    expect(failureReportOf({ route: routeOf('subscribe'), spoke: APP })).toBeUndefined();
  });
});

describe('the report of a config file', () => {
  it('is one for each commit, by a push or a pull request', () => {
    const one = configReportOf(APP.repository, SHA);
    const pull = configReportOf(APP.repository, SHA, [7]);
    expect(pull).toEqual({ ...one, subject: { pulls: [7] } });
    expect(configReportOf(aRepository('acme/lib'), SHA).id).not.toBe(one.id);
    expect(configReportOf(APP.repository, 'c'.repeat(40)).id).not.toBe(one.id);
  });

  it('of routes that stopped is one for each repository, on its default branch', () => {
    const report = stoppedReportOf(aRepository('acme/app', { defaultBranch: 'trunk' }), [
      'acme/app:notify[0]',
    ]);
    expect(report.sha).toBeUndefined();
    expect(report.subject).toMatchObject({ ref: 'refs/heads/trunk', stopped: ['acme/app:notify[0]'] });
    expect(stoppedReportOf(aRepository('acme/app'), []).id).toBe(report.id);
  });
});
