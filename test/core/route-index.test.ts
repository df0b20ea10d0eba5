import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RouteIndex } from '../../src/core/route-index.ts';
import { aMember, anIndex, anInstallation } from '../build/samples.ts';

const ON_PUSH = { on: { push: {} } };

describe('the route index', () => {
  it('gives a spoke its own routes and those of every hub that subscribes to it', () => {
    const spoke = aMember('acme/app', { notify: [{ ...ON_PUSH, hub: 'acme/docs' }] });
    const index = anIndex(
      spoke,
      aMember('acme/site', { subscribe: [{ ...ON_PUSH, from: ['acme/*'] }] }),
      aMember('other/site', {
        subscribe: [
          { ...ON_PUSH, from: ['x/y'] },
          { ...ON_PUSH, from: ['*/app'] },
        ],
      }),
    );
    expect(index.routesOf(spoke).map((route) => `${route.id} → ${route.hub ?? ''}`)).toEqual(
      expect.arrayContaining([
        'acme/app:notify[0] → acme/docs',
        'acme/site:subscribe[0] → acme/site',
        'other/site:subscribe[1] → other/site',
      ]),
    );
    expect(index.routesOf(spoke)).toHaveLength(3);
  });

  it('finds a renamed repository by a name that it had, until another takes that name', () => {
    const index = anIndex(aMember('acme/handbook', {}, { id: 1, formerNames: ['acme/Docs'] }));
    expect(index.memberByName('acme/docs')?.repository.id).toBe(1);
    index.save(aMember('acme/docs', {}, { id: 2 }));
    expect(index.memberByName('acme/docs')?.repository.id).toBe(2);
    index.remove(2);
    index.remove(1);
    expect(index.memberByName('acme/docs')).toBeUndefined();
  });

  it('accepts a spoke by its present name only: a name that it had may be another’s', () => {
    const hub = aMember('acme/site', { subscribe: [{ ...ON_PUSH, from: ['acme/*'] }] });
    const spoke = aMember('evil/app', {}, { formerNames: ['acme/app'] });
    expect(anIndex(hub, spoke).routesOf(spoke)).toEqual([]);
  });

  it('takes a wildcard for the owner to mean what anyone may see, and of strangers nothing private', () => {
    const everything = { ...ON_PUSH, from: ['*/*'] };
    const byName = { ...ON_PUSH, from: ['acme/*', '!*/x'] };
    const hub = aMember('other/site', { subscribe: [everything, byName] });
    const routes = (...spoke: Parameters<typeof aMember>): readonly string[] =>
      anIndex(hub, aMember(...spoke))
        .routesOf(aMember(...spoke))
        .map(({ id }) => id);
    const both = ['other/site:subscribe[0]', 'other/site:subscribe[1]'];
    expect(routes('acme/app')).toEqual(both);
    expect(routes('acme/app', {}, { visibility: 'private' })).toEqual(both.slice(1));
    expect(routes('acme/app', {}, { visibility: 'internal' })).toEqual(both.slice(1));
    expect(routes('acme/x', {}, { visibility: 'private' })).toEqual([]);
    expect(routes('other/app', {}, { visibility: 'private' })).toEqual(both.slice(0, 1));
    const publish = [{ to: ['other/site'] }];
    expect(routes('acme/app', { publish }, { visibility: 'private' })).toEqual(both);
  });

  it('keeps a route of a repository to itself, so that it is told why nothing comes', () => {
    const self = aMember('acme/app', { notify: [{ ...ON_PUSH, hub: 'acme/app' }] });
    expect(anIndex(self).routesOf(self)).toHaveLength(1);
  });

  it('finds the newest of several repositories that had a name, in whatever order they were read', () => {
    const [one, two] = [1, 2].map((id) => aMember(`acme/now${id}`, {}, { id, formerNames: ['acme/was'] }));
    expect(anIndex(one!, two!).memberByName('acme/was')?.repository.id).toBe(2);
    const index = anIndex(two!, one!);
    expect(index.memberByName('acme/was')?.repository.id).toBe(2);
    index.remove(2);
    expect(index.memberByName('acme/was')?.repository.id).toBe(1);
  });

  it('finds names without regard to case, and a repository saved anew under its new name only', () => {
    const index = anIndex(aMember('acme/app'));
    const { id } = index.memberByName('ACME/App')!.repository;
    index.save(aMember('acme/renamed', {}, { id }));
    expect(index.memberByName('acme/app')).toBeUndefined();
    expect(index.memberByName('acme/renamed')?.repository.id).toBe(id);
    expect(index.size).toBe(1);
  });

  it('keeps the new owner of a name when the old one is removed', () => {
    const index = anIndex(aMember('acme/app', {}, { id: 1 }), aMember('acme/app', {}, { id: 2 }));
    index.remove(1);
    expect(index.memberByName('acme/app')?.repository.id).toBe(2);
  });

  it('forgets the routes of a hub that no longer subscribes', () => {
    const spoke = aMember('acme/app');
    const index = anIndex(spoke, aMember('acme/site', { subscribe: [{ ...ON_PUSH, from: ['acme/*'] }] }));
    index.save(aMember('acme/site'));
    expect(index.routesOf(spoke)).toEqual([]);
  });

  it('forgets everything of an installation that is removed, and nothing else', () => {
    const index = anIndex(aMember('acme/app'), aMember('other/lib', {}, { installationId: 2 }));
    index.saveInstallation(anInstallation({ id: 2, account: 'other' }));
    index.removeInstallation(1);
    expect(index.installation(1)).toBeUndefined();
    expect(index.memberByName('acme/app')).toBeUndefined();
    expect(index.idsOf(2)).toHaveLength(1);
  });

  it('can be asked what would be, if a file said something else, and is not changed by it', () => {
    const spoke = aMember('acme/app', {}, { formerNames: ['acme/old'] });
    const hub = (from: string) => aMember('acme/site', { subscribe: [{ ...ON_PUSH, from: [from] }] });
    const index = anIndex(spoke, hub('acme/x'), aMember('acme/lib'));
    const routes = (one: RouteIndex): readonly string[] => one.routesOf(spoke).map(({ id }) => id);
    const other = index.with(hub('acme/*'));
    expect([routes(index), routes(other)]).toEqual([[], ['acme/site:subscribe[0]']]);
    const names = (one: RouteIndex): readonly string[] =>
      [...one.members()].map(({ repository }) => repository.fullName).toSorted();
    expect([names(index), names(other)]).toEqual([
      ['acme/app', 'acme/lib', 'acme/site'],
      ['acme/app', 'acme/lib', 'acme/site'],
    ]);
    // What is learned meanwhile holds for both.
    index.save(aMember('acme/wiki', { subscribe: [{ ...ON_PUSH, from: ['acme/*'] }] }));
    expect([routes(index), new Set(routes(other))]).toEqual([
      ['acme/wiki:subscribe[0]'],
      new Set(['acme/site:subscribe[0]', 'acme/wiki:subscribe[0]']),
    ]);
    expect(other.memberByName('acme/old')?.repository.fullName).toBe('acme/app');
    expect(other.idsByName('acme/old')).toEqual([spoke.repository.id]);
    expect(other.installation(1)).toEqual(index.installation(1));
    expect([...other.publicIds()]).toHaveLength(4);
    index.save(hub('acme/app'));
    expect([routes(index), routes(other)].map(({ length }) => length)).toEqual([2, 2]);
    expect(other.memberByName('acme/site')?.config.subscribe[0]?.from).toEqual(['acme/*']);
  });

  it('shows in what would be if one repository is renamed each under one name', () => {
    const index = anIndex(aMember('acme/app', {}, { id: 1 }));
    const other = index.with(aMember('acme/new', {}, { id: 1, formerNames: ['acme/app'] }));
    expect(other.memberByName('acme/new')?.repository.id).toBe(1);
    expect(other.memberByName('acme/app')?.repository.fullName).toBe('acme/new');
    expect([...other.members()]).toHaveLength(1);
  });

  it('knows whether a route stands in a file still, by its place', () => {
    const index = anIndex(
      aMember('acme/app', { notify: [{ ...ON_PUSH, hub: 'acme/docs' }] }),
      aMember('acme/docs', { subscribe: [{ ...ON_PUSH, from: ['acme/*'] }] }),
    );
    const app = aMember('acme/app').repository.id;
    expect(index.hasRoute('acme/app:notify[0]', app)).toBe(true);
    expect(index.hasRoute('acme/app:notify[1]', app)).toBe(false);
    expect(index.hasRoute('acme/app:notify[0]', 7)).toBe(false);
    // It speaks for all its spokes.
    expect(index.hasRoute('acme/docs:subscribe[0]', 7)).toBe(true);
    expect(index.hasRoute('acme/docs:subscribe[1]', app)).toBe(false);
    expect(index.hasRoute('acme/gone:subscribe[0]', app)).toBe(false);
  });

  it('answers the same whatever the order in which files were read', () => {
    const members = ['a/one', 'a/two', 'b/three', 'b/four'].map((name) =>
      aMember(name, {
        subscribe: [{ ...ON_PUSH, from: ['a/*', 'b/*'] }],
        notify: [{ ...ON_PUSH, hub: 'a/one' }],
      }),
    );
    const routes = (index: RouteIndex): readonly string[] =>
      members.flatMap((m) => index.routesOf(m).map(({ id }) => id));
    const expected = routes(anIndex(...members));
    fc.assert(
      fc.property(fc.shuffledSubarray(members, { minLength: members.length }), (shuffled) => {
        expect(routes(anIndex(...shuffled))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});
