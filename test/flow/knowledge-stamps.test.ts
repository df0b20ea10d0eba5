import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Repository } from '../../src/core/repository.ts';
import { RouteIndex } from '../../src/core/route-index.ts';
import { Knowledge } from '../../src/flow/knowledge.ts';
import { type ConfigFile, type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { anInstallation, aRepository } from '../build/samples.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';
import { FakeLog } from '../fakes/fake-log.ts';

const MINUTE = 60_000;
const PUSHED = 1_000_000;
const read = (text: string, etag?: string): ConfigFile => ({
  state: 'read',
  text,
  ...(etag !== undefined && { etag }),
});

let store: Store;
let github: FakeGitHub;
let index: RouteIndex;
let now: number;
beforeEach(async () => {
  store = await openStore('file::memory:');
  github = new FakeGitHub();
  github.installed.set(1, anInstallation());
  now = PUSHED + MINUTE;
});
afterEach(() => store.close());

/** A new process with the store of the one before it. */
const start = async (): Promise<Knowledge> => {
  index = new RouteIndex();
  const log = new FakeLog();
  const knowledge = new Knowledge({
    store,
    github,
    index,
    log,
    now: () => now,
    onMended: () => undefined,
    onChanged: () => undefined,
  });
  await knowledge.load();
  return knowledge;
};
const filesAsked = (): readonly string[] => {
  const asked = github.asked.filter((question) => question.startsWith('configFile'));
  github.asked.length = 0;
  return asked;
};
/** What a new process asks for in its comparison. */
const compared = async (): Promise<readonly string[]> => {
  filesAsked();
  expect(await (await start()).reconcile()).toBe(true);
  return filesAsked();
};
const add = (fullName: string, text = 'notify: []', changes: Partial<Repository> = {}): Repository => {
  const repository = aRepository(fullName, changes);
  github.repositories.push(repository);
  github.files.set(fullName, read(text));
  github.pushed.set(fullName, PUSHED);
  return repository;
};
const textOf = async (fullName: string): Promise<string | undefined> =>
  (await store.repositories.all()).find(({ repository }) => repository.fullName === fullName)?.config.text;

describe('a comparison with GitHub', () => {
  it('reads no file where nothing was pushed since, and only those where something was', async () => {
    add('acme/one');
    add('acme/two');
    add('acme/three');
    expect(await compared()).toEqual(['configFiles acme/one acme/two acme/three']);
    expect(await compared()).toEqual([]);
    github.pushed.set('acme/two', PUSHED + 1_000);
    github.files.set('acme/two', read('accept: []'));
    now += MINUTE;
    expect(await compared()).toEqual(['configFiles acme/two']);
    expect(await textOf('acme/two')).toBe('accept: []');
    expect(await compared()).toEqual([]);
  });

  it('reads again what was read within a minute of the push, which in that second may not have been the last', async () => {
    add('acme/app');
    now = PUSHED + MINUTE - 1;
    expect(await compared()).toHaveLength(1);
    github.files.set('acme/app', read('accept: []'));
    now += 1;
    expect(await compared()).toHaveLength(1);
    expect(await textOf('acme/app')).toBe('accept: []');
    expect(await compared()).toEqual([]);
  });

  it('reads again where another branch became the default one', async () => {
    const repository = add('acme/app');
    await compared();
    github.repositories[0] = { ...repository, defaultBranch: 'next' };
    github.files.set('acme/app', read('accept: []'));
    expect(await compared()).toHaveLength(1);
    expect(await textOf('acme/app')).toBe('accept: []');
  });

  it('reads each time what GitHub does not give, and what it does not say when it was pushed to', async () => {
    add('acme/app');
    github.files.set('acme/app', { state: 'unreadable', problem: '403' });
    expect(await compared()).toHaveLength(1);
    expect(await compared()).toHaveLength(1);
    github.files.set('acme/app', read('accept: []'));
    github.pushed.delete('acme/app');
    expect(await compared()).toHaveLength(1);
    expect(await compared()).toHaveLength(1);
  });

  it('reads again after a file was read alone, because that did not say when it was pushed to', async () => {
    const repository = add('acme/app');
    await compared();
    const knowledge = await start();
    // Of another default branch, which it is no more when the next comparison is made.
    github.files.set('acme/app', read('accept: []'));
    await knowledge.syncConfig(repository);
    expect(await textOf('acme/app')).toBe('accept: []');
    github.files.set('acme/app', read('notify: []'));
    expect(await compared()).toEqual(['configFiles acme/app']);
    expect(await textOf('acme/app')).toBe('notify: []');
  });

  it('does not read again what was read with its repository', async () => {
    const repository = add('acme/app');
    await (await start()).syncRepository(1, repository.id, 'acme/app');
    expect(await compared()).toEqual([]);
  });

  it('follows a name and a visibility without reading the file', async () => {
    const repository = add('acme/app', 'accept: [{ from: acme/* }]');
    await compared();
    github.repositories[0] = { ...repository, fullName: 'acme/new', visibility: 'private' };
    github.pushed.set('acme/new', PUSHED);
    expect(await compared()).toEqual([]);
    expect(index.memberByName('acme/app')?.repository).toMatchObject({
      fullName: 'acme/new',
      visibility: 'private',
      formerNames: ['acme/app'],
    });
    expect(index.memberByName('acme/new')?.config.accept).toHaveLength(1);
    expect(await compared()).toEqual([]);
  });

  it('asks for a hundred files at once, saves them as they come, and goes on there after a failure', async () => {
    for (let number = 0; number < 450; number += 1) add(`acme/${number}`);
    const { configFiles } = github;
    let batches = 0;
    github.configFiles = (installationId, some) => {
      batches += 1;
      expect(some.length).toBeLessThanOrEqual(100);
      return batches === 4 ? Promise.reject(new Error('rate limit')) : configFiles(installationId, some);
    };
    expect(await (await start()).reconcile()).toBe(false);
    const saved = (await store.repositories.all()).length;
    expect([200, 300]).toContain(saved);
    await (await start()).reconcile();
    expect(await store.repositories.all()).toHaveLength(450);
    expect(batches).toBe(4 + Math.ceil((450 - saved) / 100));
  });

  it('ends after the files that are being read when it is stopped, and was not complete', async () => {
    for (let number = 0; number < 450; number += 1) add(`acme/${number}`);
    const knowledge = await start();
    const { configFiles } = github;
    github.configFiles = (installationId, some) => {
      knowledge.stop();
      return configFiles(installationId, some);
    };
    expect(await knowledge.reconcile()).toBe(false);
    expect(filesAsked().length).toBeLessThanOrEqual(2);
  });

  it('keeps what a webhook told of a repository while the files of many were read', async () => {
    const repository = add('acme/app');
    add('acme/other');
    const gate = Promise.withResolvers<undefined>();
    const { repositoriesOf, configFiles } = github;
    const knowledge = await start();
    github.repositoriesOf = async (id) => {
      const list = await repositoriesOf(id);
      github.files.set('acme/app', read('accept: [{ from: acme/* }]'));
      await knowledge.syncConfig(repository);
      return list;
    };
    github.configFiles = async (installationId, some) => {
      await gate.promise;
      return configFiles(installationId, some);
    };
    filesAsked();
    const comparison = knowledge.reconcile();
    gate.resolve(undefined);
    await comparison;
    expect(filesAsked()).toEqual(['configFile acme/app', 'configFiles acme/other']);
    expect(await textOf('acme/app')).toBe('accept: [{ from: acme/* }]');
  });

  it('does not bring back what was uninstalled while its files were read', async () => {
    add('acme/app');
    const knowledge = await start();
    const { configFiles } = github;
    github.configFiles = async (installationId, some) => {
      github.installed.delete(1);
      await knowledge.syncInstallation(1);
      return configFiles(installationId, some);
    };
    await knowledge.reconcile();
    expect(await store.repositories.all()).toEqual([]);
  });

  it('keeps the etag of a text that is the same', async () => {
    const repository = add('acme/app');
    github.files.set('acme/app', read('notify: []', '"1"'));
    await (await start()).syncConfig(repository);
    github.files.set('acme/app', read('notify: []'));
    await compared();
    expect((await store.repositories.all())[0]?.config.etag).toBe('"1"');
    github.files.set('acme/app', read('accept: []'));
    github.pushed.set('acme/app', PUSHED + 1);
    await compared();
    expect((await store.repositories.all())[0]?.config).toEqual(read('accept: []'));
  });
});
