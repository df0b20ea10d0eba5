import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FoundRepository } from '../../src/core/found-repository.ts';
import { RouteIndex } from '../../src/core/route-index.ts';
import { Knowledge } from '../../src/flow/knowledge.ts';
import { declare } from '../../src/flow/members.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { anInstallation, aRepository } from '../build/samples.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';
import { FakeLog } from '../fakes/fake-log.ts';

let store: Store;
let github: FakeGitHub;
let index: RouteIndex;
let knowledge: Knowledge;
let log: FakeLog;
let now: number;
beforeEach(async () => {
  store = await openStore('file::memory:');
  github = new FakeGitHub();
  index = new RouteIndex();
  log = new FakeLog();
  now = 0;
  knowledge = new Knowledge({
    store,
    github,
    index,
    log,
    now: () => now,
    onMended: () => undefined,
    onChanged: () => undefined,
  });
  github.installed.set(1, anInstallation());
});
afterEach(() => store.close());

describe('knowledge of repositories', () => {
  it('warns of a file that is not in force, and does not of one that is', async () => {
    github.repositories.push(aRepository('acme/app'));
    github.files.set('acme/app', { state: 'read', text: 'notify: [{ hub: 7 }]', etag: '1' });
    await knowledge.reconcile();
    expect(log.lines).toEqual(['warn config file is not in force']);
    github.files.set('acme/app', { state: 'read', text: 'accept: [{ from: acme/* }]', etag: '2' });
    await knowledge.reconcile();
    expect(log.lines.slice(1)).toEqual(['info config file read']);
  });

  it('does not let an older list undo what a webhook told in the meantime', async () => {
    const asPublic = aRepository('acme/app');
    github.repositories.push(asPublic);
    const gate = Promise.withResolvers<readonly FoundRepository[]>();
    const asked = Promise.withResolvers<undefined>();
    github.repositoriesOf = () => {
      asked.resolve(undefined);
      return gate.promise;
    };
    const listing = knowledge.reconcile();
    await asked.promise;
    github.repositories[0] = { ...asPublic, visibility: 'private' };
    await knowledge.syncRepository(1, asPublic.id, 'acme/app');
    gate.resolve([github.found(asPublic)]);
    await listing;
    expect(index.memberByName('acme/app')?.repository.visibility).toBe('private');
    expect((await store.repositories.all())[0]?.repository.visibility).toBe('private');
  });

  it('keeps the last file that GitHub gave while GitHub does not give it', async () => {
    const repository = aRepository('acme/app');
    github.repositories.push(repository);
    github.files.set('acme/app', { state: 'read', text: 'notify: [{ hub: acme/docs, on: push }]' });
    await knowledge.reconcile();
    github.files.set('acme/app', { state: 'unreadable', problem: 'GitHub answered 403' });
    await knowledge.syncConfig(repository);
    expect(index.memberByName('acme/app')?.config.notify).toHaveLength(1);
    expect((await store.repositories.all())[0]?.config).toMatchObject({
      state: 'unreadable',
      problem: 'GitHub answered 403',
    });
  });

  it('forgets an installation that is gone, and goes on past one that cannot be read', async () => {
    github.repositories.push(aRepository('acme/app'), aRepository('other/lib', { installationId: 2 }));
    github.installed.set(2, anInstallation({ id: 2, account: 'other' }));
    expect(await knowledge.reconcile()).toBe(true);
    github.installed.delete(1);
    expect(await knowledge.reconcile()).toBe(true);
    expect(index.memberByName('acme/app')).toBeUndefined();
    github.repositoriesOf = () => Promise.reject(new Error('502'));
    expect(await knowledge.reconcile()).toBe(false);
    expect(index.memberByName('other/lib')).toBeDefined();
  });

  it('tells missing, unreadable and wrong files apart', () => {
    const repository = aRepository('acme/app');
    expect(declare(repository, { state: 'missing' }).note).toBeUndefined();
    expect(declare(repository, { state: 'unreadable', problem: 'it is not a file' }).note).toBe(
      '.github/hub-relay.yml: it is not a file',
    );
    expect(declare(repository, { state: 'read', text: 'notfy: []\nfoo: 1\n' }).note).toMatch(
      /^\.github\/hub-relay\.yml:1:1: .*notify.* \(and 1 more\)$/,
    );
  });
});
