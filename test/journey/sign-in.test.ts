import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorize, locationOf, signInWithGithub, Visitor } from '../build/visitor.ts';
import { freePort } from '../build/free-port.ts';
import { isSaid, isSecret } from '../build/said.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { runCommand } from '../../src/cli/program.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let stage: Stage;
let url: string;
let passed = 0;
/** Of what each of these repositories told its hub. */
const ids = new Map<string, string>();
/** Everything that was shown to anybody. */
const pages: string[] = [];

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  stage = await Stage.empty({
    prepare: (sandbox) => {
      const notify = (hub: string) => ({ [CONFIG]: `notify: [{ hub: ${hub}, on: push }]` });
      const accept = { [CONFIG]: 'accept: [{ from: acme/* }]' };
      const visibility = 'private';
      sandbox.createRepository({ fullName: 'acme/app', files: notify('acme/docs') });
      sandbox.createRepository({ fullName: 'acme/docs', files: accept });
      sandbox.createRepository({ fullName: 'acme/vault', visibility, files: accept });
      sandbox.createRepository({ fullName: 'acme/mine', visibility, files: notify('acme/vault') });
      sandbox.createRepository({ fullName: 'acme/theirs', visibility, files: notify('acme/vault') });
      sandbox.createAccount('Ada', 'User');
      sandbox.createAccount('grace', 'User');
      sandbox.setCollaborator('acme/mine', 'mia', 'write');
      sandbox.setCollaborator('acme/vault', 'mia', 'read');
    },
    clock: { now: () => Date.now() + passed, random: Math.random },
  });
  stage.app.callbackUrls = [`${url}/sign-in/callback`];
  await stage.start({
    PORT: String(port),
    PUBLIC_URL: url,
    GITHUB_CLIENT_ID: stage.app.clientId,
    GITHUB_CLIENT_SECRET: stage.app.clientSecret,
    OPERATORS: 'ADA, grace',
  });
  isSaid('the pages', () => pages.join('\n'));
  for (const name of ['app', 'mine', 'theirs']) {
    const { delivery } = await stage.sandbox.push(`acme/${name}`);
    const { notifications } = await stage.settled(delivery?.guid);
    ids.set(name, notifications[0]!.id);
  }
});
afterAll(async () => {
  const { secret } = JSON.parse((await stage.store.marks.read('sessions')) ?? '{}') as { secret: string };
  await stage.close();
  expect(secret).toHaveLength(43);
  expect([...stage.lines, ...pages].join('\n').includes(secret), 'the key to all sessions').toBe(false);
});

const open = (): Visitor => new Visitor(url);
const read = async (response: Response | Promise<Response>): Promise<string> => {
  const text = await (await response).text();
  pages.push(text);
  return text;
};
const signedIn = async (login: string): Promise<Visitor> => {
  const browser = open();
  expect(locationOf(await signInWithGithub(browser, login))).toBe('/');
  for (const value of browser.cookies.values()) isSecret(value);
  return browser;
};
/** Those of which they can see what was told. */
const seenBy = async (browser: Visitor): Promise<readonly string[]> => {
  const seen: string[] = [];
  for (const [name, id] of ids)
    if ((await browser.get(`/notifications/${id}`)).status === 200) seen.push(name);
  return seen;
};
const isIn = async (browser: Visitor): Promise<boolean> => (await browser.get('/')).status === 200;
/** What the command says to whoever runs it, and to nobody else. */
const command = async (...more: readonly string[]): Promise<{ code: string; said: string }> => {
  const said: string[] = [];
  const terminal = {
    out: (text: string) => void said.push(text),
    err: (text: string) => void said.push(text),
  };
  const env = stage.env({ PUBLIC_URL: url });
  expect(await runCommand(['node', 'hub-relay', 'dashboard', ...more], env, terminal)).toBe(0);
  const code = /#([\w-]{43})/.exec(said.join())?.[1] ?? '';
  isSecret(code);
  return { code, said: said.join('\n') };
};

describe('whoever is not signed in', () => {
  it.each(['/', '/notifications?state=dead', '/notifications/x', '/repositories/acme/app', '/try'])(
    'is shown nothing at %s but the way to sign in, which leads back there',
    async (path) => {
      const response = await open().get(path);
      const to = path === '/' ? '' : `?to=${encodeURIComponent(path)}`;
      expect([response.status, locationOf(response)]).toEqual([303, `/sign-in${to}`]);
      expect(await response.text()).toBe('');
    },
  );

  it('changes nothing by a form', async () => {
    const response = await open().post('/notifications/replay', { id: 'x' });
    expect([response.status, locationOf(response)]).toEqual([303, '/sign-in']);
  });

  it('is offered both ways to sign in', async () => {
    const page = await read(open().get('/sign-in?to=/try'));
    expect(page).toContain('href="/sign-in/github?to=%2Ftry"');
    expect(page).toContain('name="code"');
  });
});

describe('a link of `hub-relay dashboard`', () => {
  it('signs in an operator, once, and stands in the audit log as such', async () => {
    const { code, said } = await command();
    expect(said).toContain(`${url}/sign-in#${code}`);
    const browser = open();
    expect((await browser.post('/sign-in', { code, to: '/try' })).headers.get('location')).toBe('/try');
    expect(await seenBy(browser)).toEqual(['app', 'mine', 'theirs']);
    expect(await auditOf('signed-in')).toContain('link');
    expect(await auditOf('sign-in-code-made')).toContain('"terminal:');
    const again = await open().post('/sign-in', { code });
    expect(again.status).toBe(403);
    expect(await read(again)).toContain('[code-wrong]');
  });

  it('lets in one of two that use it at once', async () => {
    const { code } = await command();
    const answers = await Promise.all([open(), open(), open()].map((one) => one.post('/sign-in', { code })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 403, 403]);
  });

  it('is not among what the database holds', async () => {
    const { code } = await command();
    expect(await stage.store.marks.read('sign-in-codes')).not.toContain(code);
  });

  it('with --sign-out-all ends every session first', async () => {
    const browser = await signedIn('Ada');
    const { said } = await command('--sign-out-all');
    expect(said).toContain('Everybody is signed out.');
    expect(await isIn(browser)).toBe(false);
  });

  it('cannot be guessed often', async () => {
    passed += MINUTE;
    const statuses: number[] = [];
    for (let turn = 0; turn < 12; turn += 1)
      statuses.push((await open().post('/sign-in', { code: `${turn}`.padEnd(43, 'A') })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(403), 429, 429]);
    passed += MINUTE;
    expect((await open().post('/sign-in', { code: 'x' })).status).toBe(403);
  });
});

describe('who signs in with GitHub', () => {
  it('sees everything as an operator, in whatever case the login is, and the audit log tells', async () => {
    const browser = await signedIn('Ada');
    const page = await read(browser.get('/'));
    expect(page).toContain('operator');
    expect(await seenBy(browser)).toEqual(['app', 'mine', 'theirs']);
    expect(await auditOf('signed-in')).toContain('github:ada');
  });

  it('sees as a member the public repositories and their own, and of others not even whether they are there', async () => {
    const browser = await signedIn('mia');
    expect(await seenBy(browser)).toEqual(['app', 'mine']);
    const [theirs, none] = [
      await browser.get(`/notifications/${ids.get('theirs') ?? ''}`),
      await browser.get('/notifications/00000000-0000-4000-8000-000000000000'),
    ];
    expect([theirs.status, none.status]).toEqual([404, 404]);
    expect(await read(theirs)).toBe(await read(none));
    for (const path of ['/', '/notifications']) expect(await read(browser.get(path))).not.toContain('theirs');
  });

  it('loses within a minute what is taken from them', async () => {
    const browser = await signedIn('mia');
    expect(await seenBy(browser)).toEqual(['app', 'mine']);
    stage.sandbox.setCollaborator('acme/vault', 'mia', undefined);
    passed += MINUTE;
    expect(await seenBy(browser)).toEqual(['app']);
    stage.sandbox.setCollaborator('acme/vault', 'mia', 'read');
  });

  it('sees nothing while GitHub cannot be asked, and no more than GitHub said', async () => {
    const browser = await signedIn('mia');
    expect(await isIn(browser)).toBe(true);
    passed += MINUTE;
    stage.sandbox.faults.add({ method: 'GET', path: /^\/user\/installations$/, answer: { status: 502 } });
    const response = await browser.get(`/notifications/${ids.get('app') ?? ''}`);
    expect(response.status).toBe(503);
    expect(await read(response)).toContain('could not be asked');
    passed += MINUTE;
    expect(await isIn(browser)).toBe(true);
  });

  it('is out as soon as GitHub takes their token no more', async () => {
    const browser = await signedIn('mia');
    expect(await isIn(browser)).toBe(true);
    stage.sandbox.revokeUserTokens('mia');
    passed += MINUTE;
    expect(locationOf(await browser.get('/'))).toBe('/sign-in');
  });

  it('comes to where they wanted to be, and nowhere else', async () => {
    expect(locationOf(await signInWithGithub(open(), 'mia', '/try?a=1'))).toBe('/try?a=1');
    expect(locationOf(await signInWithGithub(open(), 'mia', '//evil.example'))).toBe('/');
  });

  it('is out after an hour without a visit, and after eight in any case', async () => {
    const browser = await signedIn('grace');
    for (let hours = 0; hours < 7.5; hours += 0.75) {
      expect(await isIn(browser)).toBe(true);
      passed += 0.75 * HOUR;
    }
    passed += HOUR;
    expect(await isIn(browser)).toBe(false);
    const idle = await signedIn('grace');
    passed += HOUR;
    expect(await isIn(idle)).toBe(false);
  });
});

describe('an answer of GitHub', () => {
  const begin = async (browser: Visitor): Promise<string> => locationOf(await browser.get('/sign-in/github'));
  const refusedWith = async (code: string, response: Response): Promise<void> => {
    expect(response.status).toBe(403);
    expect(await read(response)).toContain(`[${code}]`);
  };

  it('counts in the browser that began, and once', async () => {
    const browser = open();
    const back = await authorize(await begin(browser), 'Ada');
    await refusedWith('sign-in-forged', await open().get(back));
    const begun = browser.cookies.get('hub-relay-sign-in')!;
    expect((await browser.get(back)).status).toBe(303);
    await refusedWith('sign-in-repeated', await browser.get(back));
    browser.plant('hub-relay-sign-in', begun);
    await refusedWith('sign-in-repeated', await browser.get(back));
  });

  it('is refused with a state that somebody made up, or changed', async () => {
    const browser = open();
    const back = new URL(await authorize(await begin(browser), 'Ada'));
    back.searchParams.set('state', 'A'.repeat(43));
    await refusedWith('sign-in-forged', await browser.get(back.href));
    expect(await isIn(browser)).toBe(false);
  });

  it('is refused with a cookie that another sign-in, or somebody else, made', async () => {
    const [one, other] = [open(), open()];
    const back = await authorize(await begin(one), 'Ada');
    await begin(other);
    await refusedWith('sign-in-forged', await other.get(back));
    other.plant('hub-relay-sign-in', 'e30');
    await refusedWith('sign-in-forged', await other.get(back));
  });

  it('is refused after ten minutes', async () => {
    const browser = open();
    const back = await authorize(await begin(browser), 'Ada');
    passed += 10 * MINUTE;
    await refusedWith('sign-in-expired', await browser.get(back));
  });

  it('is a no where somebody chose "Cancel"', async () => {
    const browser = open();
    await refusedWith('sign-in-denied', await browser.get(await authorize(await begin(browser), undefined)));
  });

  it('with a code that GitHub did not give is refused', async () => {
    const browser = open();
    const back = new URL(await authorize(await begin(browser), 'Ada'));
    back.searchParams.set('code', 'f00');
    await refusedWith('sign-in-refused', await browser.get(back.href));
  });
});

describe('a session', () => {
  it('is over after signing out, also in a copy, and its token is revoked at GitHub', async () => {
    const browser = await signedIn('mia');
    const copy = open();
    for (const [name, value] of browser.cookies) copy.plant(name, value);
    expect(await isIn(copy)).toBe(true);
    const response = await browser.post('/sign-out');
    expect(locationOf(response)).toBe('/sign-in');
    expect([...browser.cookies]).toEqual([]);
    expect(await isIn(copy)).toBe(false);
    expect(await auditOf('signed-out')).toContain('github:mia');
    await until(() =>
      expect(stage.sandbox.exchanges).toContainEqual(
        expect.objectContaining({
          method: 'DELETE',
          path: `/applications/${stage.app.clientId}/token`,
          status: 204,
        }),
      ),
    );
  });

  it('is over after signing out, also in a copy of which GitHub knows nothing', async () => {
    const [browser, copy] = [await signedIn('Ada'), open()];
    copy.plant('hub-relay', browser.cookies.get('hub-relay') ?? '');
    expect(await isIn(copy)).toBe(true);
    await browser.post('/sign-out');
    expect(await isIn(copy)).toBe(false);
  });

  it('is nothing where one letter of its cookie was changed', async () => {
    const browser = await signedIn('Ada');
    const value = browser.cookies.get('hub-relay')!;
    for (const place of [0, 20, Math.floor(value.length / 2), value.length - 2]) {
      const changed = value[place] === 'A' ? 'B' : 'A';
      browser.plant('hub-relay', value.slice(0, place) + changed + value.slice(place + 1));
      expect(await isIn(browser), String(place)).toBe(false);
    }
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', undefined])(
    'is of no use to a form of another site, sent as %s, or to one that does not say where it comes from',
    async (type) => {
      const browser = await signedIn('Ada');
      const cookie = `hub-relay=${browser.cookies.get('hub-relay') ?? ''}`;
      for (const from of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        {},
      ]) {
        const response = await fetch(`${url}/sign-out`, {
          method: 'POST',
          headers: { cookie, ...from, ...(type !== undefined && { 'content-type': type }) } as Record<
            string,
            string
          >,
          redirect: 'manual',
        });
        expect([response.status, JSON.stringify(from)]).toEqual([403, JSON.stringify(from)]);
        await read(response);
      }
      expect(await isIn(browser)).toBe(true);
    },
  );
});

describe('forms', () => {
  const post = (init: RequestInit): Promise<Response> =>
    fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', ...init });

  it('are taken up to 1 MB', async () => {
    const body = (size: number) => new URLSearchParams({ code: 'x'.repeat(size) });
    expect((await post({ headers: { origin: url }, body: body(900_000) })).status).toBe(403);
    const response = await post({ headers: { origin: url }, body: body(1_100_000) });
    expect([response.status, await response.text()]).toEqual([413, expect.stringContaining('1 MB at most')]);
  });

  it('that cannot be read are refused in words', async () => {
    const headers = { origin: url, 'content-type': 'multipart/form-data' };
    expect((await post({ headers, body: 'no form' })).status).toBe(400);
  });

  it('are forms, and nothing else is taken', async () => {
    const headers = { origin: url, 'content-type': 'application/json' };
    expect((await post({ headers, body: '{"code":"x"}' })).status).toBe(415);
  });

  it('are posted, and other methods are none', async () => {
    const response = await post({ method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });
});

const auditOf = async (kind: string): Promise<string> => {
  for (;;) if ((await stage.store.audit.seal(1000)) === 0) break;
  const lines = await stage.store.audit.read({ since: 0 }, 1000);
  return lines
    .map(({ line }) => line)
    .filter((line) => line.includes(`"${kind}"`))
    .join('\n');
};
