import { describe, expect, it } from 'vitest';
import { createGithubApp, installGithubApp } from '../build/app-site.ts';
import { isSecret } from '../build/said.ts';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { call, signJwt } from './client.ts';

const MANIFEST = {
  name: 'Relay of acme',
  url: 'https://relay.example',
  description: 'Tells <hubs>.',
  hook_attributes: { url: 'http://127.0.0.1:9/hooks' },
  redirect_url: 'https://relay.example/back?kept=1',
  callback_urls: ['https://relay.example/sign-in/callback'],
  setup_url: 'https://relay.example/done',
  public: false,
  default_events: ['push', 'repository'],
  default_permissions: { contents: 'write' },
};

describe('registering an App from a manifest', () => {
  const checked = useCheckedSandbox();

  const setUp = () => {
    const { sandbox, advance } = checked();
    sandbox.createAccount('mia', 'User');
    sandbox.createAccount('acme', 'Organization');
    const site = `http://${sandbox.host}`;
    const create = (changes: object = {}, of = '/settings/apps/new?state=abc'): Promise<string> =>
      createGithubApp(site + of, { ...MANIFEST, ...changes });
    const codeOf = (back: string): string => new URL(back).searchParams.get('code') ?? '';
    const convert = (code: string) => call(sandbox, `POST /app-manifests/${code}/conversions`);
    return { sandbox, advance, site, create, codeOf, convert };
  };

  it('brings the browser back with a code and the state, and gives the App’s secrets for that code', async () => {
    const { sandbox, create, codeOf, convert } = setUp();
    const back = new URL(await create());
    expect([
      back.origin + back.pathname,
      back.searchParams.get('kept'),
      back.searchParams.get('state'),
    ]).toEqual(['https://relay.example/back', '1', 'abc']);
    const { status, body } = await convert(codeOf(back.href));
    expect(status).toBe(201);
    const { id, pem, client_secret: client, webhook_secret: webhook } = body as Record<string, string>;
    for (const secret of [client, webhook, pem]) isSecret(secret!);
    expect(body).toMatchObject({
      slug: 'relay-of-acme',
      name: 'Relay of acme',
      owner: { login: 'mia' },
      html_url: `http://${sandbox.host}/apps/relay-of-acme`,
      permissions: { contents: 'write', metadata: 'read' },
      events: ['push', 'repository'],
    });
    const authorization = `Bearer ${signJwt(sandbox, { id, privateKey: pem } as never)}`;
    expect((await call(sandbox, 'GET /app', { authorization })).body).toMatchObject({
      slug: 'relay-of-acme',
    });
    const hook = (await call(sandbox, 'GET /app/hook/config', { authorization })).body;
    expect(hook).toMatchObject({ url: MANIFEST.hook_attributes.url });
  });

  it('takes a code once, and for an hour', async () => {
    const { advance, create, codeOf, convert } = setUp();
    const code = codeOf(await create());
    expect([(await convert(code)).status, (await convert(code)).status]).toEqual([201, 404]);
    const late = codeOf(await create({ name: 'Another' }));
    advance(3_600_000);
    expect([(await convert(late)).status, (await convert('x')).status]).toEqual([404, 404]);
  });

  it('has an organization own it, where that is asked for', async () => {
    const { create, codeOf, convert } = setUp();
    const back = await create({}, '/organizations/acme/settings/apps/new?state=abc');
    expect((await convert(codeOf(back))).body.owner.login).toBe('acme');
    await expect(create({}, '/organizations/mia/settings/apps/new')).rejects.toThrow('Not Found');
    await expect(create({}, '/organizations/none/settings/apps/new')).rejects.toThrow('Not Found');
  });

  it.each([
    [{ name: 'x'.repeat(35) }, 'Name is too long (maximum is 34 characters)'],
    [{ url: 'relay.example' }, 'Url must be a valid URL'],
    [{ redirect_url: undefined }, 'Redirect url must be a valid URL'],
    [{ setup_url: 'javascript:alert(1)' }, 'Setup url must be a valid URL'],
    [{ hook_attributes: {} }, 'Hook url must be a valid URL'],
    [{ callback_urls: ['x'] }, 'Callback urls must be valid URLs'],
    [{ public: 'no' }, 'public must be a boolean'],
    [{ request_oauth_on_install: true }, 'Setup url cannot be set'],
    [{ default_permissions: { contets: 'read' } }, 'resource is not included in the list: contets'],
    [{ default_permissions: { contents: 'admin' } }, 'action is not valid: contents'],
    [{ default_events: ['puhs'] }, 'events unsupported: puhs'],
    [{ default_events: ['issues'] }, 'not supported by permissions: issues'],
  ])('refuses %j', async (changes, words) => {
    await expect(setUp().create(changes)).rejects.toThrow(words);
  });

  it('refuses a name that another App has, and lets the person choose another one', async () => {
    const { site, create } = setUp();
    await create();
    await expect(create({ name: 'relay OF acme' })).rejects.toThrow('Name has already been taken');
    await expect(createGithubApp(`${site}/settings/apps/new`, 'nothing')).rejects.toThrow(
      'valid GitHub App manifest',
    );
    const named = await createGithubApp(`${site}/settings/apps/new`, MANIFEST, { name: 'Second' }).catch(
      String,
    );
    expect(named).toContain('already been taken');
    expect(await create({ name: 'Second' })).toContain('code=');
  });

  it('installs it on the repositories that were chosen, and says so to the App and to its setup URL', async () => {
    const { sandbox, site, create } = setUp();
    for (const name of ['acme/app', 'acme/docs', 'other/app']) sandbox.createRepository({ fullName: name });
    await create({}, '/organizations/acme/settings/apps/new');
    const page = `${site}/apps/relay-of-acme/installations/new`;
    expect(await (await fetch(page)).text()).toContain('acme/docs');
    expect(await (await fetch(`${site}/apps/relay-of-acme`)).text()).toContain('Tells &lt;hubs&gt;.');
    await expect(installGithubApp(page, 'other')).rejects.toThrow('Choose an account');
    await expect(installGithubApp(page, 'acme', [])).rejects.toThrow('Choose an account');
    const back = new URL(await installGithubApp(`${page}?state=s`, 'acme', ['acme/app']));
    expect([back.origin + back.pathname, back.searchParams.get('setup_action')]).toEqual([
      'https://relay.example/done',
      'install',
    ]);
    const id = Number(back.searchParams.get('installation_id'));
    await sandbox.idle();
    expect(
      sandbox.deliveries.map(({ event, action, installationId }) => [event, action, installationId]),
    ).toEqual([['installation', 'created', id]]);
    await expect(installGithubApp(page, 'acme')).rejects.toThrow('there already');
  });
});
