import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FoundRepository } from '../../src/core/found-repository.ts';
import { type Repository } from '../../src/core/repository.ts';
import { RouteIndex } from '../../src/core/route-index.ts';
import { Knowledge } from '../../src/flow/knowledge.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { anInstallation, aRepository } from '../build/samples.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';
import { FakeLog } from '../fakes/fake-log.ts';

/** As GitHub: a name that a repository had leads to it, and who can't see it, is told nothing. */
class RedirectingGitHub extends FakeGitHub {
  readonly formerNames = new Map<string, string>();

  override repository = async (
    installationId: number,
    fullName: string,
  ): Promise<FoundRepository | undefined> => {
    this.asked.push(`repository ${installationId} ${fullName}`);
    const now = this.formerNames.get(fullName) ?? fullName;
    const repository = this.repositories.find((one) => one.fullName === now);
    const isSeen = repository?.visibility === 'public' || repository?.installationId === installationId;
    // GitHub does not say by which installation; we believe the one that was asked.
    return repository && isSeen ? Promise.resolve(this.found({ ...repository, installationId })) : undefined;
  };
}

let store: Store;
let github: RedirectingGitHub;
let index: RouteIndex;
let knowledge: Knowledge;
let docs: Repository;
beforeEach(async () => {
  store = await openStore('file::memory:');
  github = new RedirectingGitHub();
  index = new RouteIndex();
  const log = new FakeLog();
  knowledge = new Knowledge({
    store,
    github,
    index,
    log,
    now: () => 0,
    onMended: () => undefined,
    onChanged: () => undefined,
  });
  github.installed.set(1, anInstallation());
  github.installed.set(2, anInstallation({ id: 2, account: 'other' }));
  docs = aRepository('acme/docs');
  github.repositories.push(docs, aRepository('acme/app'));
  await knowledge.reconcile();
});
afterEach(() => store.close());

const transfer = (): void => {
  github.repositories[0] = { ...docs, fullName: 'other/docs', installationId: 2 };
  github.formerNames.set('acme/docs', 'other/docs');
};
const expectItThere = async (): Promise<void> => {
  const moved = { id: docs.id, fullName: 'other/docs', installationId: 2, formerNames: ['acme/docs'] };
  expect(index.memberByName('acme/docs')?.repository).toMatchObject(moved);
  expect((await store.repositories.find(docs.id))?.repository).toMatchObject(moved);
};

describe('a repository that is transferred to another owner', () => {
  it('is found by the name that it had, when its old installation tells of it first', async () => {
    transfer();
    await knowledge.syncInstallation(1);
    expect(index.member(docs.id)).toBeUndefined();
    await knowledge.syncRepository(2, docs.id, 'other/docs');
    await expectItThere();
  });

  it('is found by the name that it had, when the list of its new installation tells of it', async () => {
    transfer();
    await knowledge.syncInstallation(1);
    await knowledge.syncInstallation(2);
    await expectItThere();
  });

  it('is not forgotten when its old installation tells of it last', async () => {
    transfer();
    await knowledge.syncRepository(2, docs.id, 'other/docs');
    await knowledge.syncInstallation(1);
    await expectItThere();
  });

  it.each(['public', 'private'] as const)(
    'stays with its new installation when the old one is asked by a redirect: a %s one',
    async (visibility) => {
      docs = { ...docs, visibility };
      transfer();
      await knowledge.syncInstallation(2);
      await knowledge.syncRepository(1, docs.id, 'acme/docs');
      await expectItThere();
    },
  );

  it('is learned by a redirect, where we know the installation of its new owner', async () => {
    transfer();
    await knowledge.syncRepository(1, docs.id, 'acme/docs');
    await expectItThere();
  });

  it('is forgotten where its new owner has not installed the App', async () => {
    github.installed.delete(2);
    await knowledge.syncInstallation(2);
    transfer();
    await knowledge.syncRepository(1, docs.id, 'acme/docs');
    expect(index.memberByName('acme/docs')).toBeUndefined();
    expect(await store.repositories.find(docs.id)).toBeUndefined();
  });

  it('is told from one whose owner has another name now', async () => {
    github.installed.set(1, anInstallation({ account: 'acme-inc' }));
    github.repositories[0] = { ...docs, fullName: 'acme-inc/docs' };
    await knowledge.syncRepository(1, docs.id, 'acme-inc/docs');
    expect(index.memberByName('acme/docs')?.repository).toMatchObject({
      fullName: 'acme-inc/docs',
      installationId: 1,
    });
    expect(index.installation(1)?.account).toBe('acme-inc');
    const asked = github.asked.length;
    await knowledge.syncRepository(1, docs.id, 'acme-inc/docs');
    expect(github.asked.slice(asked)).not.toContain('installation 1');
  });
});
