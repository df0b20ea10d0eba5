import { describe, expect, it } from 'vitest';
import { type Emitted } from '../../src/sandbox/emit.ts';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { useReceiver } from './receiver.ts';

const ZERO = '0'.repeat(40);
const EVENTS = ['push', 'pull_request', 'issues', 'release', 'workflow_run', 'repository'];

describe('what happens on GitHub', () => {
  const checked = useCheckedSandbox();
  const receiver = useReceiver();

  const setUp = () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay', events: EVENTS, webhookUrl: receiver().url });
    const spoke = sandbox.createRepository({ fullName: 'acme/spoke' });
    return { sandbox, app, spoke, installation: sandbox.install(app, 'acme') };
  };

  // Payloads have a shape for each event.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const payload = ({ delivery }: Emitted): any => JSON.parse(delivery?.requestBody ?? '');

  const told = () =>
    receiver().received.map(
      ({ headers, body }) =>
        `${String(headers['x-github-event'])} ${String((JSON.parse(body) as { action?: string }).action)}`,
    );

  it('is a push for a file that is put, changed and deleted', async () => {
    const { sandbox, spoke } = setUp();
    const before = spoke.branches.get('main');
    const created = await sandbox.putFile('acme/spoke', 'docs/a.md', 'one', {
      message: 'Write a',
      author: { name: 'Ada', email: 'ada@example.com' },
    });
    expect(payload(created)).toMatchObject({
      ref: 'refs/heads/main',
      before,
      after: created.sha,
      created: false,
      deleted: false,
      forced: false,
      base_ref: null,
      head_commit: { id: created.sha, message: 'Write a', author: { name: 'Ada' }, added: ['docs/a.md'] },
      commits: [{ id: created.sha, distinct: true }],
      pusher: { name: 'mona' },
      repository: { full_name: 'acme/spoke', pushed_at: expect.any(Number), master_branch: 'main' },
    });
    expect(payload(await sandbox.putFile('acme/spoke', 'docs/a.md', 'two')).head_commit.modified).toEqual([
      'docs/a.md',
    ]);
    expect(payload(await sandbox.deleteFile('acme/spoke', 'docs/a.md')).head_commit.removed).toEqual([
      'docs/a.md',
    ]);
  });

  it('is a push for branches and tags that come and go', async () => {
    const { sandbox, spoke } = setUp();
    const head = spoke.branches.get('main');
    const branch = await sandbox.push('acme/spoke', { branch: 'next', created: true });
    expect(payload(branch)).toMatchObject({
      before: ZERO,
      after: head,
      created: true,
      commits: [],
      base_ref: 'refs/heads/main',
    });
    expect(payload(await sandbox.push('acme/spoke', { branch: 'next', deleted: true }))).toMatchObject({
      after: ZERO,
      deleted: true,
      head_commit: null,
    });
    expect(payload(await sandbox.push('acme/spoke', { tag: 'v1' }))).toMatchObject({
      ref: 'refs/tags/v1',
      before: ZERO,
      created: true,
      head_commit: { id: head },
    });
  });

  it('is a forced push without the commit that it hides', async () => {
    const { sandbox } = setUp();
    const hidden = await sandbox.push('acme/spoke', { files: { added: ['a'] } });
    const forced = payload(await sandbox.push('acme/spoke', { files: { added: ['b'] }, forced: true }));
    expect(forced).toMatchObject({ forced: true, before: hidden.sha });
    expect(
      sandbox
        .repository('acme/spoke')
        .commits.get(forced.after as string)
        ?.files.has('a'),
    ).toBe(false);
  });

  it('is a push of at most 2,048 commits', async () => {
    const { sandbox } = setUp();
    const commits = Array.from({ length: 2_050 }, (_, index) => ({ message: `${index}` }));
    const sent = payload(await sandbox.push('acme/spoke', { commits }));
    expect(sent.commits).toHaveLength(2_048);
    expect(sent.head_commit.message).toBe('2049');
  });

  it('is a pull request from a fork, changed and merged', async () => {
    const { sandbox } = setUp();
    const opened = await sandbox.openPullRequest('acme/spoke', { fork: 'eve', head: 'patch', title: 'Mine' });
    expect(payload(opened)).toMatchObject({
      action: 'opened',
      number: 1,
      pull_request: {
        draft: false,
        merged: false,
        head: { ref: 'patch', repo: { full_name: 'eve/spoke', fork: true } },
        base: { ref: 'main' },
      },
      sender: { login: 'eve' },
    });
    const pushed = payload(await sandbox.pullRequest('acme/spoke', 1, 'synchronize'));
    expect([pushed.before, pushed.after]).toEqual([opened.headSha, pushed.pull_request.head.sha]);
    const closed = payload(await sandbox.pullRequest('acme/spoke', 1, 'closed', { merged: true }));
    expect(closed.pull_request).toMatchObject({
      state: 'closed',
      merged: true,
      merge_commit_sha: pushed.after,
    });
  });

  it('is an issue, a release and a workflow run', async () => {
    const { sandbox } = setUp();
    expect(payload(await sandbox.openIssue('acme/spoke', { title: 'Help' })).issue).toMatchObject({
      number: 1,
      title: 'Help',
      state: 'open',
    });
    const release = payload(await sandbox.publishRelease('acme/spoke', { tag: 'v1', prerelease: true }));
    expect(release).toMatchObject({
      action: 'published',
      release: { tag_name: 'v1', prerelease: true, draft: false },
    });
    const run = payload(
      await sandbox.completeWorkflowRun('acme/spoke', {
        name: 'Build',
        event: 'repository_dispatch',
        displayTitle: 'id-1',
        conclusion: 'failure',
      }),
    );
    expect(run.workflow_run).toMatchObject({
      event: 'repository_dispatch',
      display_title: 'id-1',
      status: 'completed',
      conclusion: 'failure',
      head_branch: 'main',
    });
    expect(run.workflow).toMatchObject({ id: run.workflow_run.workflow_id, name: 'Build' });
  });

  it('is a repository whose settings change', async () => {
    const { sandbox } = setUp();
    expect(payload(await sandbox.rename('acme/spoke', 'wheel'))).toMatchObject({
      action: 'renamed',
      changes: { repository: { name: { from: 'spoke' } } },
      repository: { full_name: 'acme/wheel' },
    });
    expect(payload(await sandbox.privatize('acme/wheel')).repository).toMatchObject({
      private: true,
      visibility: 'private',
    });
    expect(payload(await sandbox.publicize('acme/wheel')).repository.private).toBe(false);
    expect(payload(await sandbox.archive('acme/wheel')).repository.archived).toBe(true);
    expect(payload(await sandbox.unarchive('acme/wheel')).repository.archived).toBe(false);
    const edited = payload(await sandbox.changeDefaultBranch('acme/wheel', 'next'));
    expect(edited).toMatchObject({
      action: 'edited',
      changes: { default_branch: { from: 'main' } },
      repository: { default_branch: 'next' },
    });
  });

  it('is a transfer that both owners hear of', async () => {
    const { sandbox, app } = setUp();
    sandbox.install(app, 'other');
    await sandbox.transfer('acme/spoke', 'other');
    expect(told().sort()).toEqual([
      'installation_repositories added',
      'installation_repositories removed',
      'repository transferred',
    ]);
    expect(sandbox.repository('other/spoke').owner.login).toBe('other');
  });

  it('is an installation that is made, changed, suspended and removed', async () => {
    const { sandbox, app, installation } = setUp();
    await sandbox.announceInstallation(installation);
    sandbox.createRepository({ fullName: 'acme/late' });
    await sandbox.announceRepository('acme/late');
    await sandbox.removeRepositories(installation, ['acme/late']);
    await sandbox.addRepositories(installation, ['acme/late']);
    await sandbox.suspend(installation);
    await sandbox.unsuspend(installation);
    await sandbox.uninstall(installation);
    expect(told()).toEqual([
      'installation created',
      'repository created',
      'installation_repositories added',
      'installation_repositories removed',
      'installation_repositories added',
      'installation suspend',
      'installation unsuspend',
      'installation deleted',
    ]);
    const created = JSON.parse(receiver().received[0]?.body ?? '') as object;
    expect(created).toMatchObject({
      installation: { app_id: app.id, account: { login: 'acme' } },
      repositories: [{ full_name: 'acme/spoke' }],
    });
  });

  it('is nothing for an unknown repository, but an error at once', () => {
    const { sandbox } = setUp();
    expect(() => sandbox.repository('acme/none')).toThrow('There is no repository acme/none in the sandbox.');
    expect(() => sandbox.createRepository({ fullName: 'acme/spoke' })).toThrow(
      'exists in the sandbox already',
    );
  });
});
