import { Hono } from 'hono';
import { beforeEach, describe, expect, it } from 'vitest';
import { RouteIndex } from '../../src/core/route-index.ts';
import { type AuditNote } from '../../src/flow/audit-ports.ts';
import { createSessionRecords } from '../../src/flow/session-record.ts';
import { createSignInCodes } from '../../src/flow/sign-in-codes.ts';
import { type GithubSignIn } from '../../src/flow/sign-in-ports.ts';
import { type DeskEnv } from '../../src/web/desk/desk-options.ts';
import { addGuard } from '../../src/web/desk/guard.ts';
import { createEntrance, type Entrance } from '../../src/web/desk/sign-in/entrance.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { FakeMarks } from '../fakes/fake-marks.ts';

const ORIGIN = 'https://relay.example.com';

let app: Hono<DeskEnv>;
let entrance: Entrance;
let log: FakeLog;
let notes: AuditNote[];
let github: { -readonly [Key in keyof GithubSignIn]: GithubSignIn[Key] };
let clock: FakeClock;
let codes: ReturnType<typeof createSignInCodes>;

const build = (publicUrl?: string): void => {
  const marks = new FakeMarks();
  clock = new FakeClock();
  log = new FakeLog();
  notes = [];
  codes = createSignInCodes(marks, clock);
  github = {
    authorizeUrl: ({ state, challenge, redirectUri }) =>
      `https://github.com/a?${new URLSearchParams({ state, challenge, redirectUri }).toString()}`,
    exchange: () => Promise.resolve({ token: 'the-token' }),
    loginOf: () => Promise.resolve('Ada'),
    reachOf: () => Promise.resolve({ readable: new Set(), writable: new Set() }),
    revoke: () => Promise.resolve(),
  };
  entrance = createEntrance({
    records: createSessionRecords(marks, clock),
    codes,
    audit: { note: (note) => Promise.resolve(void notes.push(note)) },
    index: new RouteIndex(),
    clock,
    log,
    operators: ['ada'],
    pepper: 'a-secret-beside-the-database',
    ...(publicUrl !== undefined && {
      publicUrl,
      github: { signIn: github, publicUrl },
    }),
  });
  app = new Hono<DeskEnv>();
  addGuard(app, { log, ...(publicUrl !== undefined && { publicUrl }) });
  entrance.addEntrance(app);
  app.get('/who', async (context) => context.json((await entrance.sessions.viewerOf(context)) ?? null));
  app.get('/broken', () => {
    throw new Error('a stack and the-token');
  });
};
beforeEach(() => build(ORIGIN));

const enter = async (origin: string, headers: Record<string, string> = {}): Promise<Response> => {
  const { code } = await codes.issue();
  const body = new URLSearchParams({ code });
  return app.request('http://10.0.0.1/sign-in', { method: 'POST', body, headers: { origin, ...headers } });
};
const cookieOf = (response: Response): string => response.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
const begin = async (): Promise<{ cookie: string; state: string }> => {
  const response = await app.request('/sign-in/github');
  const state = new URL(response.headers.get('location')!).searchParams.get('state')!;
  return { cookie: cookieOf(response), state };
};
const comeBack = async (query = 'code=x'): Promise<Response> => {
  const { cookie, state } = await begin();
  return app.request(`/sign-in/callback?${query}&state=${state}`, { headers: { cookie } });
};

describe('cookies', () => {
  it('are for this host alone, over HTTPS, out of the reach of scripts and other sites', async () => {
    const response = await enter(ORIGIN);
    expect(response.status).toBe(303);
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^__Host-hub-relay=[\w-]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const begun = await app.request('/sign-in/github');
    expect(begun.headers.getSetCookie()[0]).toMatch(
      /^__Host-hub-relay-sign-in=[\w-]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it('work without HTTPS where there is none', async () => {
    build();
    const response = await enter('http://10.0.0.1');
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^hub-relay=[\w-]+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(await (await app.request('/who', { headers: { cookie: cookieOf(response) } })).json()).toEqual({
      isOperator: true,
      actor: 'link',
      name: 'by link',
    });
  });

  it('of one kind are not taken for the other', async () => {
    const { cookie } = await begin();
    const headers = { cookie: cookie.replace('-sign-in', '') };
    expect(await (await app.request('/who', { headers })).json()).toBeNull();
  });
});

describe('a form', () => {
  it('comes from PUBLIC_URL, whatever address the request has behind a proxy', async () => {
    expect((await enter('http://10.0.0.1')).status).toBe(403);
    expect((await enter('http://10.0.0.1', { 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect((await enter('https://evil.example', { 'sec-fetch-site': 'same-site' })).status).toBe(403);
  });
});

describe('an operator', () => {
  const whoAfter = async (cookie: string, ms: number): Promise<unknown> => {
    clock.time += ms;
    return (await app.request('/who', { headers: { cookie } })).json();
  };

  it('is none any more once GitHub takes their token no more, or gave their login to nobody or somebody else', async () => {
    const cookie = cookieOf(await comeBack());
    expect(await whoAfter(cookie, 0)).toMatchObject({ isOperator: true });
    github.loginOf = () => Promise.resolve('ada-of-before');
    expect(await whoAfter(cookie, 59_000)).toMatchObject({ isOperator: true });
    expect(await whoAfter(cookie, 1_000)).toMatchObject({ isOperator: false, actor: 'github:ada-of-before' });
    github.loginOf = () => Promise.resolve(undefined);
    expect(await whoAfter(cookie, 60_000)).toBeNull();
  });

  it('stays in while GitHub cannot be asked', async () => {
    const cookie = cookieOf(await comeBack());
    github.loginOf = () => Promise.reject(new Error('GitHub is away'));
    expect(await whoAfter(cookie, 600_000)).toMatchObject({ isOperator: true, name: 'Ada' });
  });
});

describe('GitHub’s answer', () => {
  it('signs in, and says in the audit log who it was', async () => {
    const response = await comeBack();
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(notes).toMatchObject([{ kind: 'signed-in', actor: 'github:ada', content: { by: 'github' } }]);
    const viewer = await app.request('/who', { headers: { cookie: cookieOf(response) } });
    expect(await viewer.json()).toEqual({ isOperator: true, actor: 'github:ada', name: 'Ada' });
  });

  it.each([
    ['error=access_denied', 'sign-in-denied'],
    ['error=redirect_uri_mismatch', 'sign-in-unusable'],
    ['error=%3Cscript%3E', 'sign-in-unusable'],
    ['', 'sign-in-unusable'],
  ])('of %j is told as %s', async (query, code) => {
    const response = await comeBack(query);
    const page = await response.text();
    expect([response.status, page]).toEqual([403, expect.stringContaining(`[${code}]`)]);
    expect(page).not.toContain('<script>');
  });

  it.each([
    ['bad_verification_code', 'sign-in-refused'],
    ['incorrect_client_credentials', 'sign-in-unusable'],
  ])('of %s to us is told as %s', async (refusal, code) => {
    github.exchange = () => Promise.resolve({ refusal });
    expect(await (await comeBack()).text()).toContain(`[${code}]`);
  });

  it('that does not come is told with 503, without a stack', async () => {
    for (const failing of ['exchange', 'loginOf'] as const) {
      Object.assign(github, { [failing]: () => Promise.reject(new Error('the-token')) });
      const response = await comeBack();
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain('the-token');
    }
    expect(log.lines).toEqual(Array(2).fill('warn GitHub could not be asked what somebody may see'));
  });

  it('brought without a state, or with one of another length, is refused', async () => {
    const { cookie } = await begin();
    for (const query of ['code=x', 'code=x&state=', 'code=x&state=é'])
      expect(
        await (await app.request(`/sign-in/callback?${query}`, { headers: { cookie } })).text(),
      ).toContain('[sign-in-forged]');
  });
});

describe('every page', () => {
  it('forbids what it does not need, is in nobody’s frame, and sends nobody’s address on', async () => {
    const { headers } = await app.request('/sign-in');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('strict-transport-security')).toBe('max-age=15552000');
    build();
    expect((await app.request('/sign-in')).headers.get('strict-transport-security')).toBeNull();
  });

  it('that breaks says so in one sentence, and why in the log', async () => {
    const response = await app.request('/broken');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('stack');
    expect(log.lines).toEqual(['error a page could not be shown']);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
