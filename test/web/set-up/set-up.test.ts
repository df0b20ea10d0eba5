import { afterEach, describe, expect, it } from 'vitest';
import { newAppKey } from '../../../src/sandbox/app-key.ts';
import { createLog } from '../../../src/log.ts';
import { openSetUp } from '../../../src/serve/set-up.ts';
import { readSettings } from '../../../src/settings.ts';
import { createGithubApp } from '../../build/app-site.ts';
import { isSecret } from '../../build/said.ts';
import { register, registrationIn } from '../../build/set-up.ts';
import { askAs, openSetUpStage, type SetUpStage } from '../../build/set-up-stage.ts';
import { locationOf, Visitor } from '../../build/visitor.ts';

let stage: SetUpStage | undefined;
const open = async (...args: Parameters<typeof openSetUpStage>): Promise<SetUpStage> =>
  (stage = await openSetUpStage(...args));
afterEach(() => stage?.close());

describe('the set-up page', () => {
  it('asks for what app.yml says, wherever it was started, and has everybody come back here', async () => {
    const { server, visitor } = await open();
    const page = await (await visitor.get('/probot')).text();
    const { manifest } = registrationIn(page);
    const own = `http://127.0.0.1:${server.port}`;
    expect(manifest).toMatchObject({
      name: 'Hub Relay',
      public: false,
      hook_attributes: { url: `${own}/api/github/webhooks`, active: true },
      redirect_url: `${own}/probot/setup`,
      setup_url: `${own}/probot/success`,
      callback_urls: [`${own}/sign-in/callback`],
      default_permissions: { contents: 'write', checks: 'write' },
    });
    expect(page).toContain('to read config files, hear of pushes and releases, and dispatch');
    expect(locationOf(await visitor.get('/'))).toBe('/probot');
  });

  it('takes what was chosen into the manifest', async () => {
    const { sandbox, visitor } = await open({ WEBHOOK_PROXY_URL: 'https://smee.io/ours' });
    const chosen = {
      name: 'Docs relay',
      organisation: 'acme',
      webhooks: 'direct',
      address: 'https://relay.example',
      public: 'true',
    };
    const page = await (await visitor.get(`/probot?${new URLSearchParams(chosen).toString()}`)).text();
    const { action, manifest } = registrationIn(page);
    expect(action).toContain(`http://${sandbox.host}/organizations/acme/settings/apps/new?state=`);
    expect(manifest).toMatchObject({
      name: 'Docs relay',
      public: true,
      url: 'https://relay.example',
      hook_attributes: { url: 'https://relay.example/api/github/webhooks' },
      setup_url: 'https://relay.example/probot/success',
    });
    const usual = await (await visitor.get('/probot')).text();
    expect(registrationIn(usual).manifest).toMatchObject({
      hook_attributes: { url: 'https://smee.io/ours' },
    });
  });

  it.each([
    [{ name: '' }, 'A name has 1 to 34 characters.'],
    [{ name: 'x'.repeat(35) }, 'A name has 1 to 34 characters.'],
    [{ name: 'x', organisation: 'a/b' }, 'This is no login'],
    [{ name: 'x', webhooks: 'direct', address: 'http://relay.example' }, 'Give an https:// address'],
    [{ name: 'x', webhooks: 'direct', address: 'https://relay.example/path' }, 'Give an https:// address'],
    [{ name: 'x', webhooks: 'channel' }, 'set-up-channel'],
  ])('says what is wrong with %j, and registers nothing so', async (chosen, words) => {
    const { visitor } = await open();
    const answer = await visitor.get(
      `/probot?${new URLSearchParams(chosen as Record<string, string>).toString()}`,
    );
    const page = await answer.text();
    expect(page).toContain(words);
    expect(page).not.toContain('name="manifest"');
  });

  it('shows what a stranger wrote as text', async () => {
    const { visitor } = await open();
    const page = await (await visitor.get(`/probot?name=${encodeURIComponent('"><script>')}`)).text();
    expect(page).not.toContain('"><script>');
  });
});

describe('who sets it up', () => {
  it.each([
    ['by a name that leads here from elsewhere (DNS rebinding)', { host: 'evil.example' }, 'set-up-host'],
    [
      'through a proxy on this machine',
      { host: 'localhost', 'x-forwarded-for': '203.0.113.9' },
      'hub-relay start',
    ],
  ])('is nobody who comes %s', async (_, headers, words) => {
    const { server } = await open();
    const { status, text } = await askAs(server.port, '/probot', headers);
    expect([status, text.includes('manifest')]).toEqual([403, false]);
    expect(text).toContain(words);
  });

  it.each([{ HOST: '0.0.0.0' }, { PUBLIC_URL: 'http://127.0.0.1:1' }])(
    'is, with %j, who knows the code that was printed, once',
    async (env) => {
      const { server, codes, visitor } = await open(env);
      expect((await visitor.get('/probot')).status).toBe(403);
      expect((await visitor.post('/probot/enter', { code: 'wrong' })).status).toBe(403);
      const [code = ''] = codes;
      expect(locationOf(await visitor.post('/probot/enter', { code }))).toBe('/probot');
      expect((await visitor.get('/probot')).status).toBe(200);
      expect(codes).toHaveLength(2);
      const other = new Visitor(`http://127.0.0.1:${server.port}`);
      expect((await other.post('/probot/enter', { code })).status).toBe(403);
    },
  );

  it('is no other web page: its forms are refused, and its frames', async () => {
    const { server, visitor, kept } = await open();
    await visitor.get('/probot');
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const forged = await fetch(`http://127.0.0.1:${server.port}/probot/import`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', cookie },
      body: new URLSearchParams({ appId: '1' }),
    });
    expect(forged.status).toBe(403);
    const json = await fetch(`http://127.0.0.1:${server.port}/probot/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: '{"appId":1}',
    });
    expect(json.status).toBeGreaterThanOrEqual(400);
    expect(kept).toEqual([]);
    const { headers } = await visitor.get('/probot');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect([...visitor.cookies.keys()]).toEqual(['hub-relay-set-up']);
  });

  it('is no link on another web page: where the webhooks go is not chosen by it', async () => {
    const { server } = await open();
    const link = '/probot?name=Relay&webhooks=direct&address=https%3A%2F%2Fevil.example';
    const ask = async (site: string): Promise<string> =>
      (await askAs(server.port, link, { host: 'localhost', 'sec-fetch-site': site })).text;
    expect(await ask('same-origin')).toContain('evil.example');
    for (const site of ['cross-site', 'same-site']) expect(await ask(site)).not.toContain('evil.example');
  });

  it('is told of a page that is there', async () => {
    const { server, codes } = await open();
    expect(codes).toHaveLength(1);
    const told: string[] = [];
    const second = openSetUp({
      settings: readSettings({ HOST: '127.0.0.1', PORT: String(server.port) }).settings,
      log: await createLog({ level: 'fatal', format: 'json', secrets: [] }),
      channel: () => Promise.resolve(undefined),
      keep: (values) => ({ problem: 'none is kept', values }),
      onCode: (code) => void told.push(code),
      examine: () => Promise.resolve([]),
    });
    await expect(second).rejects.toMatchObject({ code: 'port-in-use' });
    expect(told).toEqual([]);
  });

  it('is the browser that began, with its state, once', async () => {
    const { server, visitor, kept } = await open();
    const back = await register(visitor);
    const other = new Visitor(`http://127.0.0.1:${server.port}`);
    await other.get('/probot');
    for (const [who, url] of [
      [other, back],
      [visitor, back.replace(/state=[^&]*/, 'state=forged')],
      [visitor, back.replace(/&state=[^&]*/, '')],
      [visitor, back.replace(/code=[^&]*/, 'code=..%2F..%2Fapp')],
    ] as const) {
      const answer = await who.get(url);
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('[set-up-forged]');
    }
    expect(kept).toEqual([]);
    expect(locationOf(await visitor.get(back))).toBe('/probot/success');
    expect(locationOf(await visitor.get(back))).toBe('/probot/success');
    expect(kept).toHaveLength(1);
  });
});

describe('what GitHub hands over', () => {
  it('is refused where its code is none, and the page is there for another try', async () => {
    const { sandbox, visitor, kept } = await open();
    const back = await register(visitor);
    const code = new URL(back).searchParams.get('code')!;
    await fetch(`${sandbox.url}/app-manifests/${code}/conversions`, {
      method: 'POST',
      headers: { 'user-agent': 'x' },
    });
    const answer = await visitor.get(back);
    const page = await answer.text();
    expect([answer.status, page.includes('[set-up-refused]'), page.includes('name="manifest"')]).toEqual([
      422,
      true,
      true,
    ]);
    expect(kept).toEqual([]);
  });

  it.each([422, 500])(
    'is asked for again by loading the page again, unless GitHub answered 422: %i',
    async (status) => {
      const { sandbox, visitor, kept } = await open();
      const back = await register(visitor);
      sandbox.faults.add({ path: /conversions$/, answer: { status, body: { message: 'no' } } });
      const answer = await visitor.get(back);
      expect(answer.status).toBe(status === 500 ? 503 : 422);
      expect((await visitor.get(back)).status).toBe(status === 500 ? 303 : 422);
      expect(kept).toHaveLength(status === 500 ? 1 : 0);
    },
  );

  it('is shown once where it cannot be written down', async () => {
    const { visitor } = await open({}, { keep: (values) => ({ problem: '/srv/.env (EROFS)', values }) });
    await visitor.get(await register(visitor));
    expect(await (await visitor.get('/probot/success')).text()).toContain('EROFS');
    const shown = await (await visitor.post('/probot/credentials')).text();
    const key = /PRIVATE_KEY=(\S+)/.exec(shown)?.[1] ?? '';
    expect(Buffer.from(key, 'base64').toString()).toContain('RSA');
    isSecret(key);
    expect(locationOf(await visitor.post('/probot/credentials'))).toBe('/probot/success');
    const stranger = new Visitor(`http://127.0.0.1:${stage!.server.port}`);
    await stranger.get('/probot');
    expect(await (await stranger.post('/probot/credentials')).text()).not.toContain(key);
  });
});

describe('an App that is there already', () => {
  it('is tried before it is written down', async () => {
    const { sandbox, visitor, kept } = await open();
    const { id, privateKey } = sandbox.createApp({ name: 'By hand' });
    await visitor.get('/probot/import');
    const enter = (fields: Record<string, string>): Promise<Response> =>
      visitor.post('/probot/import', {
        appId: String(id),
        pem: privateKey,
        webhookSecret: 'a # secret',
        ...fields,
      });
    const wrong = await enter({ appId: 'x', pem: 'y', webhookSecret: '' });
    expect(wrong.status).toBe(422);
    const page = await wrong.text();
    for (const name of ['appId', 'pem', 'webhookSecret']) {
      expect(page).toContain(`aria-describedby="${name}-problem"`);
      expect(page).toContain(`class="wrong" id="${name}-problem"`);
    }
    const unknown = await enter({ pem: newAppKey().privateKey });
    expect([unknown.status, (await unknown.text()).includes('[set-up-credentials]')]).toEqual([422, true]);
    expect(kept).toEqual([]);
    expect(locationOf(await enter({ pem: privateKey.replaceAll('\n', '\r\n') }))).toBe('/probot/success');
    expect(kept).toMatchObject([{ APP_ID: String(id), WEBHOOK_SECRET: 'a # secret' }]);
  });

  it('of two browsers that come back at once, has the first one count', async () => {
    const { server, visitor, kept } = await open();
    const other = new Visitor(`http://127.0.0.1:${server.port}`);
    const first = await register(visitor);
    const query = `name=Another&webhooks=direct&address=http://127.0.0.1:${server.port}`;
    const { action, manifest } = registrationIn(await (await other.get(`/probot?${query}`)).text());
    const second = await createGithubApp(action, manifest);
    await Promise.all([visitor.get(first), other.get(second)]);
    expect(kept).toHaveLength(1);
  });
});
