import { verify } from '@octokit/webhooks-methods';
import { describe, expect, it } from 'vitest';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asInstallation, call } from './client.ts';
import { useReceiver } from './receiver.ts';
import { toldTo } from './told.ts';

const SECRET = 'a secret of its own';
const HOOKS = '/repos/acme/legacy/hooks';

describe("a repository's own webhooks", () => {
  const checked = useCheckedSandbox({ webhookTimeoutMs: 200 });
  const receiver = useReceiver();

  const asking = (sandbox: Sandbox, scopes: readonly string[], admin = ['acme/legacy']) => {
    const { value } = sandbox.createUserToken({ login: 'ada', admin, scopes });
    return (request: string, body?: unknown) =>
      call(sandbox, request, { authorization: `token ${value}`, ...(body !== undefined && { body }) });
  };

  const setUp = (scopes: readonly string[] = ['admin:repo_hook']) => {
    const { sandbox } = checked();
    sandbox.createRepository({ fullName: 'acme/legacy', visibility: 'private' });
    return { sandbox, ask: asking(sandbox, scopes) };
  };

  const configOf = (changes: object = {}) => ({
    url: receiver().url,
    content_type: 'json',
    insecure_ssl: '0',
    secret: SECRET,
    ...changes,
  });

  const create = async (ask: ReturnType<typeof asking>, changes: object = {}) => {
    const body = { name: 'web', config: configOf(), events: ['push', 'release'], ...changes };
    const reply = await ask(`POST ${HOOKS}`, body);
    expect(reply.status).toBe(201);
    await checked().sandbox.idle();
    return reply.body as { readonly id: number; readonly url: string };
  };

  it('are made, shown without their secret, changed and removed', async () => {
    const { ask } = setUp();
    const { id, url } = await create(ask);
    expect(url).toBe(`${checked().sandbox.url}${HOOKS}/${id}`);
    const shown = await ask(`GET ${HOOKS}/${id}`);
    expect(shown.body).toMatchObject({
      name: 'web',
      type: 'Repository',
      active: true,
      events: ['push', 'release'],
      config: { url: receiver().url, content_type: 'json', insecure_ssl: '0', secret: '********' },
      last_response: { code: 200, status: 'active', message: 'OK' },
    });
    expect(shown.text).not.toContain(SECRET);
    const changed = await ask(`PATCH ${HOOKS}/${id}`, { add_events: ['issues'], remove_events: ['push'] });
    expect(changed.body.events).toEqual(['release', 'issues']);
    // "…you must provide the same secret or set a new secret or the secret will be removed."
    const bare = await ask(`PATCH ${HOOKS}/${id}`, { config: { url: receiver().url } });
    expect(bare.body.config).toEqual({ url: receiver().url, content_type: 'form', insecure_ssl: '0' });
    expect((await ask(`GET ${HOOKS}`)).body).toHaveLength(1);
    expect((await ask(`DELETE ${HOOKS}/${id}`)).status).toBe(204);
    expect((await ask(`GET ${HOOKS}`)).body).toEqual([]);
    expect((await ask(`GET ${HOOKS}/${id}`)).status).toBe(404);
  });

  it('are pinged when they are made and when that is asked for', async () => {
    const { ask } = setUp();
    const { id } = await create(ask);
    expect((await ask(`POST ${HOOKS}/${id}/pings`)).status).toBe(204);
    await checked().sandbox.idle();
    const pings = toldTo(receiver());
    expect(pings.map(({ name }) => name)).toEqual(['ping', 'ping']);
    expect(pings[0]?.payload).toMatchObject({
      hook_id: id,
      hook: { config: { secret: '********' }, last_response: { status: 'unused' } },
      repository: { full_name: 'acme/legacy' },
      sender: { login: 'ada' },
    });
  });

  it('get the events that they chose, signed with their own secret, and no installation', async () => {
    const { sandbox, ask } = setUp();
    const app = sandbox.createApp({ name: 'Relay', events: ['push'], webhookUrl: receiver().url });
    sandbox.install(app, 'acme');
    const { id } = await create(ask);
    const repository = sandbox.repository('acme/legacy');
    await sandbox.push('acme/legacy');
    await sandbox.openIssue('acme/legacy');
    await sandbox.publishRelease('acme/legacy', { tag: 'v1' });
    expect(toldTo(receiver()).map(({ name }) => name)).toEqual(['ping', 'push', 'push', 'release published']);
    const own = receiver().received.filter(({ headers }) => headers['x-github-hook-id'] === String(id));
    expect(own).toHaveLength(3);
    for (const { headers, body } of own) {
      expect(await verify(SECRET, body, String(headers['x-hub-signature-256']))).toBe(true);
      expect(headers).toMatchObject({
        'x-github-hook-installation-target-type': 'repository',
        'x-github-hook-installation-target-id': String(repository.id),
      });
      expect(JSON.parse(body)).not.toHaveProperty('installation');
    }
  });

  it('get everything that is for them where they chose *, and nothing while they are not active', async () => {
    const { sandbox, ask } = setUp();
    const { id } = await create(ask, { events: ['*'] });
    await sandbox.openIssue('acme/legacy');
    await sandbox.emit('acme/legacy', 'repository_dispatch', { action: 'x' });
    await ask(`PATCH ${HOOKS}/${id}`, { active: false });
    await sandbox.push('acme/legacy');
    expect(toldTo(receiver()).map(({ name }) => name)).toEqual(['ping', 'issues opened']);
  });

  it('are sent as a form where they ask for one, and unsigned without a secret', async () => {
    const { sandbox, ask } = setUp();
    await create(ask, { config: { url: receiver().url } });
    await sandbox.push('acme/legacy');
    const [, { headers, body }] = receiver().received as [unknown, { headers: object; body: string }];
    expect(headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(headers).not.toHaveProperty('x-hub-signature-256');
    const payload = new URLSearchParams(body).get('payload') ?? '';
    expect(JSON.parse(payload)).toMatchObject({ ref: 'refs/heads/main' });
  });

  it('are tried out with the latest push, where they chose pushes', async () => {
    const { sandbox, ask } = setUp();
    const { sha } = await sandbox.push('acme/legacy');
    const { id } = await create(ask);
    const other = await create(ask, {
      config: configOf({ url: `${receiver().url}/other` }),
      events: ['issues'],
    });
    expect((await ask(`POST ${HOOKS}/${id}/tests`)).status).toBe(204);
    expect((await ask(`POST ${HOOKS}/${other.id}/tests`)).status).toBe(204);
    await sandbox.idle();
    const pushes = toldTo(receiver()).filter(({ name }) => name === 'push');
    expect(pushes).toMatchObject([{ payload: { after: sha } }]);
  });

  it('have their deliveries listed, and the failed ones redelivered with the same GUID', async () => {
    const { sandbox, ask } = setUp();
    const { id } = await create(ask);
    receiver().answerWith(503);
    const { delivery } = await sandbox.push('acme/legacy');
    receiver().answerWith(200);
    expect((await ask(`GET ${HOOKS}/${id}`)).body.last_response).toMatchObject({
      code: 503,
      message: 'Invalid HTTP Response: 503',
    });
    const listed = await ask(`GET ${HOOKS}/${id}/deliveries?per_page=1`);
    expect(listed.body).toMatchObject([{ event: 'push', status_code: 503, installation_id: null }]);
    const next = /api\/v3([^>]+)>; rel="next"/.exec(listed.headers.get('link') ?? '')?.[1] ?? '';
    expect((await ask(`GET ${next}`)).body).toMatchObject([{ event: 'ping', status_code: 200 }]);
    const one = `${HOOKS}/${id}/deliveries/${delivery?.id}`;
    expect((await ask(`GET ${one}`)).body).toMatchObject({ response: { payload: 'noted' } });
    expect((await ask(`POST ${one}/attempts`)).status).toBe(202);
    await sandbox.idle();
    const [first, second] = receiver().received.slice(1);
    expect(second?.headers['x-github-delivery']).toBe(first?.headers['x-github-delivery']);
    expect(second?.body).toBe(first?.body);
    const other = await create(ask, { config: configOf({ url: `${receiver().url}/other` }) });
    expect((await ask(`GET ${HOOKS}/${other.id}/deliveries/${delivery?.id}`)).status).toBe(404);
  });

  it.each<readonly [string, () => object, object]>([
    ['no URL', () => ({ config: {} }), { message: 'Config must contain URL for webhooks' }],
    ['no body', () => ({}), { message: 'Config must contain URL for webhooks' }],
    [
      'a URL that is none',
      () => ({ config: { url: 'ftp://x' } }),
      {
        message:
          "The URL you've entered is not valid. Please make sure that you encode all special characters first",
      },
    ],
    ['another name', () => ({ name: 'x', config: configOf() }), { field: 'name', code: 'invalid' }],
    [
      'another content type',
      () => ({ config: configOf({ content_type: 'xml' }) }),
      { field: 'content_type', code: 'invalid' },
    ],
    [
      'events for Apps',
      () => ({ config: configOf(), events: ['push', 'repository_dispatch'] }),
      { message: 'These events are not allowed for this hook: repository_dispatch' },
    ],
  ])('are not made with %s', async (_, body, error) => {
    const { ask } = setUp();
    const { status, body: answered } = await ask(`POST ${HOOKS}`, body());
    expect(status).toBe(422);
    expect(answered).toMatchObject({
      message: 'Validation Failed',
      errors: [{ resource: 'Hook', code: 'custom', ...error }],
    });
  });

  it.each<readonly [string, object, RegExp]>([
    ['an unknown key', { hook: 1 }, /"hook" is not a permitted key/],
    ['events that are no list', { events: 'push' }, /'properties\/events', "push" is not an array/],
  ])('are not made with %s', async (_, body, message) => {
    const { ask } = setUp();
    const reply = await ask(`POST ${HOOKS}`, body);
    expect([reply.status, reply.body.message]).toEqual([422, expect.stringMatching(message)]);
  });

  it('are refused twice for one URL, above 20 of one event, and where the repository is archived', async () => {
    const { sandbox, ask } = setUp();
    await create(ask);
    const twice = await ask(`POST ${HOOKS}`, { config: configOf(), events: ['issues'] });
    expect(twice.body.errors).toMatchObject([{ message: 'Hook already exists on this repository' }]);
    for (let count = 1; count < 20; count += 1)
      await create(ask, { config: configOf({ url: `${receiver().url}/${count}` }) });
    const full = await ask(`POST ${HOOKS}`, { config: configOf({ url: 'https://a.example/' }) });
    expect(full.body.errors).toMatchObject([{ message: 'The "push" event cannot have more than 20 hooks' }]);
    await sandbox.archive('acme/legacy');
    expect((await ask(`POST ${HOOKS}`, { config: configOf() })).status).toBe(403);
  });

  it('are there for nobody but administrators with a scope that will do', async () => {
    const { sandbox, ask } = setUp();
    const { id } = await create(ask);
    await sandbox.publicize('acme/legacy');
    const stranger = asking(sandbox, ['repo'], []);
    const reader = asking(sandbox, ['read:repo_hook']);
    const scopeless = asking(sandbox, ['gist', 'read:org']);
    for (const nobody of [stranger, scopeless])
      expect((await nobody(`GET ${HOOKS}`)).body).toMatchObject({ message: 'Not Found', status: '404' });
    const denied = await scopeless(`GET ${HOOKS}/${id}`);
    expect(denied.headers.get('x-oauth-scopes')).toBe('gist, read:org');
    expect(denied.headers.get('x-accepted-oauth-scopes')).toContain('admin:repo_hook');
    expect((await reader(`GET ${HOOKS}/${id}`)).status).toBe(200);
    expect((await reader(`POST ${HOOKS}`, { config: configOf() })).status).toBe(404);
    expect((await asking(sandbox, ['write:repo_hook'])(`DELETE ${HOOKS}/${id}`)).status).toBe(404);
    expect((await asking(sandbox, ['repo'])(`DELETE ${HOOKS}/${id}`)).status).toBe(204);
    expect((await call(sandbox, `GET ${HOOKS}`)).status).toBe(404);
    const bad = await call(sandbox, `GET ${HOOKS}`, { authorization: 'token ghp_wrong' });
    expect([bad.status, bad.body.message]).toEqual([401, 'Bad credentials']);
  });

  it('are open to an App with the permission for them', async () => {
    const { sandbox } = setUp();
    const app = sandbox.createApp({ name: 'Keeper', permissions: { repository_hooks: 'read' } });
    const authorization = await asInstallation(sandbox, sandbox.install(app, 'acme'));
    expect((await call(sandbox, `GET ${HOOKS}`, { authorization })).body).toEqual([]);
    const refused = await call(sandbox, `POST ${HOOKS}`, { authorization, body: { config: configOf() } });
    expect([refused.status, refused.body.message]).toEqual([403, 'Resource not accessible by integration']);
  });
});
