import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asApp, asInstallation, call, octokit } from './client.ts';

describe('repositories', () => {
  const checked = useCheckedSandbox();

  const setUp = async () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({
      name: 'Relay',
      permissions: { contents: 'write', pull_requests: 'read' },
    });
    const hub = sandbox.createRepository({ fullName: 'acme/hub', visibility: 'private' });
    const installation = sandbox.install(app, 'acme');
    const authorization = await asInstallation(sandbox, installation);
    const ask = (request: string, body?: object) =>
      call(sandbox, request, { authorization, ...(body && { body }) });
    return { sandbox, app, hub, installation, authorization, ask };
  };

  it('that were renamed redirect a GET with 301 and a POST with 307', async () => {
    const { sandbox, hub, ask } = await setUp();
    await sandbox.rename('acme/hub', 'centre');
    const location = `${sandbox.url}/repositories/${hub.id}`;
    const got = await ask('GET /repos/acme/hub/contents/README.md?ref=main');
    expect([got.status, got.headers.get('location')]).toEqual([
      301,
      `${location}/contents/README.md?ref=main`,
    ]);
    expect(got.body).toMatchObject({
      message: 'Moved Permanently',
      url: `${location}/contents/README.md?ref=main`,
    });
    const posted = await ask('POST /repos/acme/hub/dispatches', { event_type: 'x' });
    expect([posted.status, posted.headers.get('location')]).toEqual([307, `${location}/dispatches`]);
    expect(hub.dispatches).toEqual([]);
  });

  it('answer at the address that a redirect leads to', async () => {
    const { sandbox, hub, ask } = await setUp();
    await sandbox.rename('acme/hub', 'centre');
    expect((await ask(`GET /repositories/${hub.id}`)).body.full_name).toBe('acme/centre');
    expect((await ask(`GET /repositories/${hub.id}/contents/README.md`)).status).toBe(200);
    expect((await ask(`POST /repositories/${hub.id}/dispatches`, { event_type: 'x' })).status).toBe(204);
    expect((await ask('GET /repositories/1')).status).toBe(404);
  });

  it('are found under the new name by a client that follows redirects', async () => {
    const { sandbox, hub, installation } = await setUp();
    await sandbox.rename('acme/hub', 'centre');
    const client = octokit(sandbox, installation).repos;
    expect((await client.get({ owner: 'acme', repo: 'hub' })).data.name).toBe('centre');
    await client.createDispatchEvent({ owner: 'acme', repo: 'hub', event_type: 'x' });
    expect(hub.dispatches).toHaveLength(1);
  });

  it('redirect an App that looks for its installation', async () => {
    const { sandbox, app, hub } = await setUp();
    await sandbox.rename('acme/hub', 'centre');
    const authorization = asApp(sandbox, app);
    const reply = await call(sandbox, 'GET /repos/acme/hub/installation', { authorization });
    expect(reply.headers.get('location')).toBe(`${sandbox.url}/repositories/${hub.id}/installation`);
    expect((await call(sandbox, `GET /repositories/${hub.id}/installation`, { authorization })).status).toBe(
      200,
    );
  });

  it('no longer redirect once another one has taken the old name', async () => {
    const { sandbox, ask } = await setUp();
    await sandbox.rename('acme/hub', 'centre');
    const { id } = sandbox.createRepository({ fullName: 'acme/hub' });
    expect(await ask('GET /repos/acme/hub')).toMatchObject({ status: 200, body: { id } });
  });

  it('hide where they went from those who may not see them', async () => {
    const { sandbox } = await setUp();
    await sandbox.transfer('acme/hub', 'other');
    expect((await call(sandbox, 'GET /repos/acme/hub')).status).toBe(404);
  });

  it('are found whatever the case of the name, and are gone when deleted', async () => {
    const { sandbox, ask } = await setUp();
    expect((await ask('GET /repos/ACME/Hub')).status).toBe(200);
    await sandbox.deleteRepository('acme/hub');
    expect((await ask('GET /repos/acme/hub')).status).toBe(404);
  });

  it('have no installation where the App is not installed', async () => {
    const { sandbox, app, installation } = await setUp();
    sandbox.createRepository({ fullName: 'other/open' });
    const authorization = asApp(sandbox, app);
    const found = await call(sandbox, 'GET /repos/acme/hub/installation', { authorization });
    expect(found).toMatchObject({ status: 200, body: { id: installation.id } });
    expect((await call(sandbox, 'GET /repos/other/open/installation', { authorization })).status).toBe(404);
  });

  it('are listed in pages with links', async () => {
    const { sandbox, installation, ask } = await setUp();
    for (let index = 0; index < 6; index++) sandbox.createRepository({ fullName: `acme/spoke-${index}` });
    const page = await ask('GET /installation/repositories?per_page=3&page=2');
    expect(page.body.total_count).toBe(7);
    expect(page.body.repositories).toHaveLength(3);
    const links = [...(page.headers.get('link') ?? '').matchAll(/page=(\d)>; rel="(\w+)"/g)].map(
      ([, to, rel]) => `${rel} ${to}`,
    );
    expect(links).toEqual(['prev 1', 'next 3', 'last 3', 'first 1']);
    const client = octokit(sandbox, installation);
    const all = await client.paginate(client.apps.listReposAccessibleToInstallation, { per_page: 2 });
    expect(all).toHaveLength(7);
  });

  it('tell the files of a pull request page by page', async () => {
    const { sandbox, installation } = await setUp();
    const added = Array.from({ length: 5 }, (_, index) => `docs/${index}.md`);
    const { number } = await sandbox.openPullRequest('acme/hub', {
      files: { added, removed: ['README.md'] },
    });
    const client = octokit(sandbox, installation);
    const files = await client.paginate(client.pulls.listFiles, {
      owner: 'acme',
      repo: 'hub',
      pull_number: number,
      per_page: 2,
    });
    expect(files.map(({ status, filename }) => `${status} ${filename}`).sort()).toEqual([
      ...added.map((name) => `added ${name}`),
      'removed README.md',
    ]);
  });

  it('tell what lies between two commits, also after a forced push', async () => {
    const { sandbox, ask } = await setUp();
    const first = await sandbox.push('acme/hub', { files: { added: ['a'] } });
    const second = await sandbox.push('acme/hub', {
      commits: [{ files: { added: ['b'] } }, { files: { modified: ['a'] } }],
    });
    const ahead = await ask(`GET /repos/acme/hub/compare/${first.sha}...${second.sha}`);
    expect(ahead.body).toMatchObject({ status: 'ahead', ahead_by: 2, behind_by: 0, total_commits: 2 });
    const files = (ahead.body.files as readonly { readonly filename: string; readonly status: string }[]).map(
      ({ status, filename }) => `${status} ${filename}`,
    );
    expect(files).toEqual(['modified a', 'added b']);
    const forced = await sandbox.push('acme/hub', { files: { added: ['c'] }, forced: true });
    const diverged = await ask(`GET /repos/acme/hub/compare/${second.sha}...${forced.sha}`);
    expect(diverged.body).toMatchObject({ status: 'diverged', ahead_by: 1, behind_by: 1 });
    expect((await ask('GET /repos/acme/hub/compare/main...main')).body).toMatchObject({
      status: 'identical',
      commits: [],
    });
    expect((await ask('GET /repos/acme/hub/compare/main...none')).status).toBe(404);
  });
});

describe('installations', () => {
  const checked = useCheckedSandbox();

  it('are listed to their own App, in pages', async () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay' });
    sandbox.install(sandbox.createApp({ name: 'Another' }), 'acme');
    sandbox.createAccount('mona', 'User');
    for (const owner of ['acme', 'other', 'mona']) sandbox.install(app, owner);
    const first = await call(sandbox, 'GET /app/installations?per_page=2', {
      authorization: asApp(sandbox, app),
    });
    expect(first.headers.get('link')).toContain('page=2>; rel="next"');
    const second = await call(sandbox, 'GET /app/installations?per_page=2&page=2', {
      authorization: asApp(sandbox, app),
    });
    const logins = [...first.body, ...second.body].map(
      ({ account, target_type }) => `${account.login} ${target_type}`,
    );
    expect(logins).toEqual(['acme Organization', 'other Organization', 'mona User']);
  });
});
