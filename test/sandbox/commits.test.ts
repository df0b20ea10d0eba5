import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asApp, asInstallation, call } from './client.ts';

const CONFIG = '.github/hub-relay.yml';

describe('commits', () => {
  const checked = useCheckedSandbox();

  const setUp = async (permissions: Readonly<Record<string, 'read'>> = { contents: 'read' }) => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay', permissions });
    const spoke = sandbox.createRepository({ fullName: 'acme/spoke', visibility: 'private' });
    const authorization = await asInstallation(sandbox, sandbox.install(app, 'acme'));
    const get = (path: string, accept?: string) =>
      call(sandbox, `GET /repos/acme/spoke${path}`, {
        authorization,
        ...(accept && { headers: { accept } }),
      });
    return { sandbox, spoke, get };
  };

  it('are found by branch, by tag, by HEAD and by their id', async () => {
    const { sandbox, get } = await setUp();
    await sandbox.push('acme/spoke', { tag: 'v1' });
    const { sha } = await sandbox.push('acme/spoke', { branch: 'next/one', files: { added: ['a', 'b'] } });
    const found = async (ref: string) => (await get(`/commits/${ref}`)).body.sha as string;
    for (const ref of ['next%2Fone', 'heads%2Fnext%2Fone', 'refs%2Fheads%2Fnext%2Fone', sha])
      expect(await found(ref)).toBe(sha);
    expect(await found('v1')).toBe(await found('HEAD'));
    expect(await found('HEAD')).not.toBe(sha);
  });

  it('tell what they changed, and what came before', async () => {
    const { sandbox, spoke, get } = await setUp();
    const parent = spoke.branches.get('main');
    const files = { added: ['a.md'], modified: ['README.md'] };
    const { sha } = await sandbox.push('acme/spoke', { message: 'Write a', files });
    const { body } = await get(`/commits/${sha}`);
    expect(body).toMatchObject({
      sha,
      commit: { message: 'Write a', author: { name: 'Mona Lisa' } },
      parents: [{ sha: parent }],
      stats: { total: 3, additions: 2, deletions: 1 },
      files: [
        { filename: 'README.md', status: 'modified' },
        { filename: 'a.md', status: 'added' },
      ],
    });
    expect((await get(`/commits/${parent}`)).body).toMatchObject({
      parents: [],
      files: [{ status: 'added' }],
    });
  });

  it('are their id alone where that is asked for', async () => {
    const { spoke, get } = await setUp();
    const reply = await get('/commits/main', 'application/vnd.github.sha');
    expect(reply.text).toBe(spoke.branches.get('main'));
    expect(reply.headers.get('content-type')).toContain('application/vnd.github.sha');
  });

  it.each(['none', '0'.repeat(40)])('that do not exist are told with 422: %s', async (ref) => {
    const { get } = await setUp();
    const message = `No commit found for SHA: ${ref}`;
    expect(await get(`/commits/${ref}`)).toMatchObject({ status: 422, body: { message } });
  });

  it('are missing in an empty repository, and in one that the App does not see', async () => {
    const { sandbox, get } = await setUp();
    await sandbox.push('acme/spoke', { deleted: true });
    expect(await get('/commits/main')).toMatchObject({
      status: 409,
      body: { message: 'Git Repository is empty.' },
    });
    sandbox.createRepository({ fullName: 'other/secret', visibility: 'private' });
    expect((await call(sandbox, 'GET /repos/other/secret/commits/main')).status).toBe(404);
  });

  it('need the permission to read contents', async () => {
    const { get } = await setUp({ issues: 'read' });
    const { status, headers } = await get('/commits/main');
    expect([status, headers.get('x-accepted-github-permissions')]).toEqual([403, 'contents=read']);
  });

  it('of a pull request can be read with their files, also where they come from a fork', async () => {
    const { sandbox, get } = await setUp();
    const opened = await sandbox.openPullRequest('acme/spoke', {
      fork: 'eve',
      files: { added: [CONFIG] },
      texts: { [CONFIG]: 'notify: []\n' },
    });
    expect((await get(`/commits/${opened.headSha}`)).body).toMatchObject({ files: [{ filename: CONFIG }] });
    const text = async (ref: string) =>
      (await get(`/contents/${CONFIG}?ref=${ref}`, 'application/vnd.github.raw+json')).text;
    expect(await text(opened.headSha)).toBe('notify: []\n');
    const { headSha } = await sandbox.pullRequest('acme/spoke', 1, 'synchronize', {
      files: { modified: [CONFIG] },
      texts: { [CONFIG]: 'notify: 7\n' },
    });
    expect(await text(headSha)).toBe('notify: 7\n');
    expect(await text('refs/pull/1/head')).toBe('notify: 7\n');
    expect((await get(`/contents/${CONFIG}`)).status).toBe(404);
  });
});

describe('every answer', () => {
  const skew = -3_600_000;
  const checked = useCheckedSandbox({ clock: () => Date.now() + skew });

  it('has the date of the clock of GitHub, also where it refuses', async () => {
    const { sandbox } = checked();
    for (const { status, headers } of [await call(sandbox, 'GET /meta'), await call(sandbox, 'GET /app')]) {
      const date = Date.parse(headers.get('date') ?? '');
      expect([status === 200 || status === 401, Math.abs(date - sandbox.clock()) < 60_000]).toEqual([
        true,
        true,
      ]);
    }
  });

  it('about the App says what it may do and hears', async () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay', permissions: { checks: 'write' }, events: ['push'] });
    const { body } = await call(sandbox, 'GET /app', { authorization: asApp(sandbox, app) });
    expect(body).toMatchObject({ permissions: { metadata: 'read', checks: 'write' }, events: ['push'] });
  });
});
