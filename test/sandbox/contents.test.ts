import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asInstallation, call, octokit } from './client.ts';

const CONFIG = '.github/hub-relay.yml';
const TEXT = 'notify:\n  - hub: acme/docs\n    on: push\n# enough text to be wrapped: äöü\n';

interface Entry {
  readonly type: string;
  readonly path: string;
}

describe('contents', () => {
  const checked = useCheckedSandbox();

  const setUp = async () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay', permissions: { contents: 'read' } });
    const files = {
      [CONFIG]: TEXT,
      'docs/a.md': 'a',
      'docs/deep/b.md': 'b',
      'large.txt': 'x'.repeat(1024 * 1024 + 1),
    };
    sandbox.createRepository({ fullName: 'acme/spoke', visibility: 'private', files });
    const installation = sandbox.install(app, 'acme');
    const authorization = await asInstallation(sandbox, installation);
    const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
      call(sandbox, `GET /repos/acme/spoke/contents${path}`, { authorization, headers });
    return { sandbox, installation, authorization, get };
  };

  it('give a file as base64 in lines of 60 characters', async () => {
    const { get } = await setUp();
    const { status, body } = await get(`/${CONFIG}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: 'file', path: CONFIG, name: 'hub-relay.yml', encoding: 'base64' });
    expect(body.size).toBe(Buffer.byteLength(TEXT));
    expect((body.content as string).split('\n').map((line) => line.length)).toEqual([60, 44, 0]);
    expect(Buffer.from(body.content as string, 'base64').toString()).toBe(TEXT);
  });

  it('name a file by the id that git gives it', async () => {
    const { get } = await setUp();
    // printf a | git hash-object --stdin
    expect((await get('/docs/a.md')).body.sha).toBe('2e65efe2a145dda7ee51d1741299f848e5bf752e');
  });

  it('give the file as it is when it is asked for raw', async () => {
    const { get } = await setUp();
    const reply = await get(`/${CONFIG}`, { accept: 'application/vnd.github.raw+json' });
    expect(reply.text).toBe(TEXT);
    expect(reply.headers.get('content-type')).toContain('application/vnd.github.raw+json');
  });

  it('give no content inline above 1 MB', async () => {
    const { get } = await setUp();
    expect((await get('/large.txt')).body).toMatchObject({
      encoding: 'none',
      content: '',
      size: 1024 * 1024 + 1,
    });
  });

  it('list a directory', async () => {
    const { get } = await setUp();
    const names = (body: readonly Entry[]) => body.map(({ type, path }) => `${type} ${path}`);
    expect(names((await get('/docs')).body as readonly Entry[])).toEqual(['file docs/a.md', 'dir docs/deep']);
    expect(names((await get('')).body as readonly Entry[])).toEqual([
      'dir .github',
      'dir docs',
      'file large.txt',
    ]);
  });

  it('follow a symbolic link to a file, and describe one that leads elsewhere', async () => {
    const { sandbox, authorization } = await setUp();
    const links = { 'a.md': 'docs/b.md', 'docs/up.md': '../docs/b.md', 'out.md': 'nothing', dir: 'docs' };
    sandbox.createRepository({ fullName: 'acme/linked', files: { 'docs/b.md': 'b' }, links });
    const get = async (path: string) =>
      (await call(sandbox, `GET /repos/acme/linked/contents${path}`, { authorization })).body as Entry & {
        readonly content?: string;
      };
    for (const path of ['a.md', 'docs/up.md'])
      expect(await get(`/${path}`)).toMatchObject({ type: 'file', content: 'Yg==\n' });
    expect(await get('/out.md')).toMatchObject({ type: 'symlink', target: 'nothing' });
    expect(await get('/dir')).toMatchObject({ type: 'symlink', target: 'docs' });
    const listed = (await get('')) as unknown as readonly Entry[];
    expect(listed.map(({ type, path }) => `${type} ${path}`)).toEqual([
      'symlink a.md',
      'symlink dir',
      'dir docs',
      'symlink out.md',
    ]);
    await sandbox.putFile('acme/linked', 'out.md', 'a file now');
    expect(await get('/out.md')).toMatchObject({ type: 'file' });
  });

  it('answer 404 for a path, a ref and a repository that do not exist', async () => {
    const { sandbox, authorization, get } = await setUp();
    expect(await get('/missing.yml')).toMatchObject({ status: 404, body: { message: 'Not Found' } });
    expect(await get(`/${CONFIG}?ref=none`)).toMatchObject({
      status: 404,
      body: { message: 'No commit found for the ref none' },
    });
    expect((await call(sandbox, 'GET /repos/acme/none/contents/a', { authorization })).status).toBe(404);
  });

  it('are those of the branch, tag or commit asked for, else of the default branch', async () => {
    const { sandbox, get } = await setUp();
    const { sha } = await sandbox.putFile('acme/spoke', 'docs/a.md', 'new', { branch: 'next' });
    await sandbox.push('acme/spoke', { tag: 'v1', branch: 'next' });
    const content = async (path: string) =>
      Buffer.from((await get(path)).body.content as string, 'base64').toString();
    expect(await content('/docs/a.md')).toBe('a');
    for (const ref of ['next', 'refs/heads/next', 'v1', sha])
      expect(await content(`/docs/a.md?ref=${ref}`)).toBe('new');
    await sandbox.changeDefaultBranch('acme/spoke', 'next');
    expect(await content('/docs/a.md')).toBe('new');
  });

  it('answer 304 for free while the file has not changed', async () => {
    const { sandbox, get } = await setUp();
    const first = await get(`/${CONFIG}`);
    const etag = first.headers.get('etag') ?? '';
    const second = await get(`/${CONFIG}`, { 'if-none-match': etag });
    expect([second.status, second.text, second.headers.get('etag')]).toEqual([304, '', etag]);
    expect(second.headers.get('x-ratelimit-used')).toBe(first.headers.get('x-ratelimit-used'));
    await sandbox.putFile('acme/spoke', CONFIG, 'notify: []\n');
    expect((await get(`/${CONFIG}`, { 'if-none-match': etag })).status).toBe(200);
  });

  it('need the permission to read contents', async () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Blind', permissions: { issues: 'read' } });
    sandbox.createRepository({ fullName: 'acme/spoke', visibility: 'private' });
    const authorization = await asInstallation(sandbox, sandbox.install(app, 'acme'));
    const reply = await call(sandbox, 'GET /repos/acme/spoke/contents/README.md', { authorization });
    expect([reply.status, reply.headers.get('x-accepted-github-permissions')]).toEqual([
      403,
      'contents=read',
    ]);
  });

  it('can be read with the client library', async () => {
    const { sandbox, installation } = await setUp();
    const { data } = await octokit(sandbox, installation).repos.getContent({
      owner: 'acme',
      repo: 'spoke',
      path: CONFIG,
    });
    expect(data).toMatchObject({ type: 'file', path: CONFIG });
  });
});
