import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asApp, asInstallation, call } from './client.ts';

const HOUR = 3_600_000;

describe('installation access tokens', () => {
  const checked = useCheckedSandbox();

  const setUp = () => {
    const { sandbox, advance } = checked();
    const app = sandbox.createApp({
      name: 'Relay',
      permissions: { contents: 'write', pull_requests: 'read' },
    });
    const docs = sandbox.createRepository({ fullName: 'acme/docs', visibility: 'private' });
    const site = sandbox.createRepository({ fullName: 'acme/site', visibility: 'private' });
    sandbox.createRepository({ fullName: 'acme/secret', visibility: 'private' });
    const installation = sandbox.install(app, 'acme', { repositories: ['docs', 'site'] });
    const ask = (body?: object) =>
      call(sandbox, `POST /app/installations/${installation.id}/access_tokens`, {
        authorization: asApp(sandbox, app),
        ...(body && { body }),
      });
    return { sandbox, advance, app, docs, site, installation, ask };
  };

  it('carry what the installation may do and see', async () => {
    const { ask } = setUp();
    const { status, body } = await ask();
    expect(status).toBe(201);
    expect(body.token).toMatch(/^ghs_\w{36}$/);
    expect(body.permissions).toEqual({ metadata: 'read', contents: 'write', pull_requests: 'read' });
    expect(body.repository_selection).toBe('selected');
    expect(body).not.toHaveProperty('repositories');
  });

  it.each(['docs', 'acme/docs', 'site', 'secret'])(
    'can be narrowed to repositories by name: %s',
    async (name) => {
      const { ask } = setUp();
      const { status, body } = await ask({ repositories: [name] });
      const isAccessible = name === 'docs' || name === 'site';
      expect(status).toBe(isAccessible ? 201 : 422);
      if (isAccessible) expect(body.repositories).toHaveLength(1);
      else
        expect(body.message).toMatch(
          /^There is at least one repository that does not exist or is not accessible/,
        );
    },
  );

  it('see only the repositories they were narrowed to by id', async () => {
    const { sandbox, installation, docs } = setUp();
    const authorization = await asInstallation(sandbox, installation, { repository_ids: [docs.id] });
    expect((await call(sandbox, 'GET /repos/acme/docs', { authorization })).status).toBe(200);
    expect(await call(sandbox, 'GET /repos/acme/site', { authorization })).toMatchObject({
      status: 404,
      body: { message: 'Not Found' },
    });
    const { body } = await call(sandbox, 'GET /installation/repositories', { authorization });
    expect(body.total_count).toBe(1);
  });

  it('are refused with more permission than the installation has', async () => {
    const { ask } = setUp();
    for (const permissions of [{ contents: 'admin' }, { pull_requests: 'write' }, { issues: 'read' }]) {
      const message = 'The permissions requested are not granted to this installation.';
      expect(await ask({ permissions })).toMatchObject({ status: 422, body: { message } });
    }
  });

  it('are refused when the request has a key that GitHub does not know', async () => {
    const { ask } = setUp();
    const message = 'Invalid request.\n\n"repository" is not a permitted key.';
    expect(await ask({ repository: 'docs' })).toMatchObject({ status: 422, body: { message } });
  });

  it('lack what they were narrowed by, and the answer names the permission needed', async () => {
    const { sandbox, installation } = setUp();
    const authorization = await asInstallation(sandbox, installation, { permissions: { contents: 'read' } });
    expect((await call(sandbox, 'GET /repos/acme/docs/contents/README.md', { authorization })).status).toBe(
      200,
    );
    const reply = await call(sandbox, 'POST /repos/acme/docs/dispatches', {
      authorization,
      body: { event_type: 'x' },
    });
    expect([reply.status, reply.body.message]).toEqual([403, 'Resource not accessible by integration']);
    expect(reply.headers.get('x-accepted-github-permissions')).toBe('contents=write');
  });

  it('may read a public repository where the App is not installed, but not write to it', async () => {
    const { sandbox, installation } = setUp();
    sandbox.createRepository({ fullName: 'other/open' });
    const authorization = await asInstallation(sandbox, installation);
    expect((await call(sandbox, 'GET /repos/other/open', { authorization })).status).toBe(200);
    const body = { event_type: 'x' };
    expect((await call(sandbox, 'POST /repos/other/open/dispatches', { authorization, body })).status).toBe(
      403,
    );
  });

  it('last one hour', async () => {
    const { sandbox, advance, installation, ask } = setUp();
    const { body } = await ask();
    const authorization = await asInstallation(sandbox, installation);
    expect(Date.parse(body.expires_at as string) - sandbox.clock()).toBeGreaterThan(HOUR - 5_000);
    advance(HOUR - 60_000);
    expect((await call(sandbox, 'GET /repos/acme/docs', { authorization })).status).toBe(200);
    advance(60_000);
    expect(await call(sandbox, 'GET /repos/acme/docs', { authorization })).toMatchObject({
      status: 401,
      body: { message: 'Bad credentials' },
    });
  });

  it('are not accepted when nobody issued them', async () => {
    const { sandbox } = setUp();
    const reply = await call(sandbox, 'GET /repos/acme/docs', {
      authorization: `token ghs_${'a'.repeat(36)}`,
    });
    expect([reply.status, reply.body.message]).toEqual([401, 'Bad credentials']);
  });

  it('stop working while the installation is suspended', async () => {
    const { sandbox, installation, ask } = setUp();
    const authorization = await asInstallation(sandbox, installation);
    await sandbox.suspend(installation);
    const suspended = { status: 403, body: { message: 'This installation has been suspended' } };
    expect(await call(sandbox, 'GET /repos/acme/docs', { authorization })).toMatchObject(suspended);
    expect(await ask()).toMatchObject(suspended);
    await sandbox.unsuspend(installation);
    expect((await call(sandbox, 'GET /repos/acme/docs', { authorization })).status).toBe(200);
  });

  it('die with the installation', async () => {
    const { sandbox, app, installation, ask } = setUp();
    const authorization = await asInstallation(sandbox, installation);
    await sandbox.uninstall(installation);
    expect((await call(sandbox, 'GET /repos/acme/docs', { authorization })).status).toBe(401);
    expect((await ask()).status).toBe(404);
    const path = `GET /app/installations/${installation.id}`;
    expect((await call(sandbox, path, { authorization: asApp(sandbox, app) })).status).toBe(404);
  });

  it('are issued to the App that is installed and no other', async () => {
    const { sandbox, installation } = setUp();
    const stranger = sandbox.createApp({ name: 'Stranger' });
    const path = `POST /app/installations/${installation.id}/access_tokens`;
    expect((await call(sandbox, path, { authorization: asApp(sandbox, stranger) })).status).toBe(404);
  });

  it('lose a repository that is taken from the installation', async () => {
    const { sandbox, installation } = setUp();
    const authorization = await asInstallation(sandbox, installation);
    await sandbox.removeRepositories(installation, ['acme/docs']);
    expect((await call(sandbox, 'GET /repos/acme/docs', { authorization })).status).toBe(404);
  });
});
