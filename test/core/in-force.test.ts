import { describe, expect, it } from 'vitest';
import { type Declared, inForce, notesOf } from '../../src/core/in-force.ts';
import { type OwnConfig } from '../../src/core/route.ts';
import { aMember, anIndex, aRepository } from '../build/samples.ts';

const ACCEPT_ALL: OwnConfig = { accept: [{ from: ['**'] }] };
const aFile = (fullName: string, own: OwnConfig, note?: string): Declared => ({
  repository: aRepository(fullName),
  own,
  ...(note !== undefined && { note }),
});
const DEFAULTS = aFile('acme/.github', { ...ACCEPT_ALL, 'allow-public-hubs': true, 'max-hops': 5 });
const BROKEN = aFile('acme/.github', {}, 'hub-relay.yml:1:1: wrong');

describe('what is in force for a repository', () => {
  it('is what its file says, then what its owner’s .github says, then what we say, key by key', () => {
    const { config, sources } = inForce(aFile('acme/app', { 'max-hops': 2 }), DEFAULTS);
    expect(config).toEqual({
      notify: [],
      subscribe: [],
      publish: [],
      ...ACCEPT_ALL,
      'allow-public-hubs': true,
      'max-hops': 2,
    });
    expect(sources).toMatchObject({
      'max-hops': { definedIn: 'acme/app' },
      accept: { definedIn: 'acme/.github' },
      publish: { definedIn: 'acme/app' },
    });
  });

  it('takes a key whole: an empty list in its file is empty', () => {
    expect(inForce(aFile('acme/app', { accept: [] }), DEFAULTS).config.accept).toEqual([]);
  });

  it('has no defaults for subscribe, which speaks for one hub', () => {
    const defaults = aFile('acme/.github', { subscribe: [{ from: ['**'], on: { push: {} } }] });
    expect(inForce(aFile('acme/app', {}), defaults).config.subscribe).toEqual([]);
  });

  it('is closed where its own file is wrong, whatever the owner says', () => {
    const member = inForce(aFile('acme/app', {}, 'wrong'), DEFAULTS);
    expect(member.config).toMatchObject({ accept: [], 'allow-public-hubs': false, 'max-hops': 1 });
    expect(notesOf(member)).toEqual(['acme/app: wrong']);
  });

  it('is closed where the owner’s file is wrong, but for what its own file says', () => {
    const member = inForce(aFile('acme/app', ACCEPT_ALL), BROKEN);
    expect(member.config).toMatchObject({ ...ACCEPT_ALL, 'allow-public-hubs': false, 'max-hops': 1 });
    expect(notesOf(member)).toEqual(['acme/.github: hub-relay.yml:1:1: wrong']);
  });
});

describe('the owner’s defaults in the index', () => {
  const app = aMember('acme/app');
  const accepted = (...files: readonly Declared[]): number =>
    anIndex(app, ...files).member(app.repository.id)?.config.accept.length ?? -1;

  it('hold for every repository of the owner, whenever they come', () => {
    const index = anIndex(app);
    index.save(aMember('ACME/.github', ACCEPT_ALL));
    expect(index.memberByName('acme/app')?.config.accept).toHaveLength(1);
    index.save(aMember('ACME/.github', {}));
    expect(index.memberByName('acme/app')?.config.accept).toEqual([]);
  });

  it('are those of the owner, and nobody else’s', () => {
    expect(accepted(aMember('acme/.github', ACCEPT_ALL))).toBe(1);
    expect(accepted(aMember('other/.github', ACCEPT_ALL))).toBe(0);
    expect(accepted(aMember('acme/github', ACCEPT_ALL))).toBe(0);
  });

  it('count by the present name only, and in one installation: an owner’s name may be another’s now', () => {
    expect(accepted(aMember('acme/rules', ACCEPT_ALL, { formerNames: ['acme/.github'] }))).toBe(0);
    expect(accepted(aMember('acme/.github', ACCEPT_ALL, { installationId: 2 }))).toBe(0);
  });

  it('give every repository a route, but for the hub itself', () => {
    const shared = aMember('acme/.github', { notify: [{ hub: 'acme/Docs', on: { push: {} } }] });
    const index = anIndex(app, shared, aMember('acme/docs'));
    const routes = (name: string): readonly string[] =>
      index.routesOf(index.memberByName(name)!).map(({ id }) => id);
    expect(routes('acme/app')).toEqual(['acme/.github:notify[0]']);
    expect(routes('acme/.github')).toEqual(['acme/.github:notify[0]']);
    expect(routes('acme/docs')).toEqual([]);
  });
});
