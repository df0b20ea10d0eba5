import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authorize } from '../build/visitor.ts';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { call } from './client.ts';

const BACK = 'https://relay.example/sign-in/callback';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

describe('signing in with an App', () => {
  const checked = useCheckedSandbox();

  const setUp = () => {
    const { sandbox, advance } = checked();
    const app = sandbox.createApp({ name: 'Hub Relay' });
    app.callbackUrls = [BACK];
    for (const name of ['app', 'docs', 'secret'])
      sandbox.createRepository({ fullName: `acme/${name}`, visibility: 'private' });
    const installation = sandbox.install(app, 'acme');
    sandbox.setCollaborator('acme/docs', 'mia', 'read');
    sandbox.setCollaborator('acme/app', 'mia', 'write');
    const site = `http://${sandbox.host}/login/oauth`;
    const ask = (changes: Record<string, string> = {}): string =>
      `${site}/authorize?${new URLSearchParams({
        client_id: app.clientId,
        redirect_uri: BACK,
        state: 'abc',
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
        ...changes,
      }).toString()}`;
    const codeOf = async (): Promise<string> =>
      new URL(await authorize(ask(), 'mia')).searchParams.get('code') ?? '';
    const exchange = async (
      code: string,
      changes: Record<string, string> = {},
    ): Promise<Record<string, string>> => {
      const response = await fetch(`${site}/access_token`, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams({
          client_id: app.clientId,
          client_secret: app.clientSecret,
          code,
          redirect_uri: BACK,
          code_verifier: VERIFIER,
          ...changes,
        }),
      });
      expect(response.status).toBe(200);
      return (await response.json()) as Record<string, string>;
    };
    const tokenOf = async (): Promise<string> => (await exchange(await codeOf()))['access_token']!;
    return { sandbox, advance, app, installation, site, ask, codeOf, exchange, tokenOf };
  };

  it('asks the person, keeps the state, and tells a no', async () => {
    const { ask } = setUp();
    const yes = new URL(await authorize(ask(), 'mia'));
    expect([yes.origin + yes.pathname, yes.searchParams.get('state')]).toEqual([BACK, 'abc']);
    const no = new URL(await authorize(ask(), undefined));
    expect([no.searchParams.get('error'), no.searchParams.get('state')]).toEqual(['access_denied', 'abc']);
  });

  it('never sends anybody to an address that is not the App’s', async () => {
    const { ask, app, site } = setUp();
    for (const url of [
      ask({ redirect_uri: 'https://evil.example/' }),
      ask({ client_id: 'x' }),
      ask({ code_challenge_method: 'plain' }),
    ])
      expect((await fetch(url, { redirect: 'manual' })).status).toBe(404);
    const body = new URLSearchParams({
      client_id: app.clientId,
      redirect_uri: 'https://evil.example/',
      login: 'mia',
    });
    const posted = await fetch(`${site}/authorize`, { method: 'POST', body, redirect: 'manual' });
    expect(posted.status).toBe(404);
  });

  it('shows what is asked for as text', async () => {
    const { ask } = setUp();
    const page = await (await fetch(ask({ state: '"><script>' }))).text();
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;"');
  });

  it('gives a token for a code once, within ten minutes, to who began', async () => {
    const { codeOf, exchange, advance } = setUp();
    const code = await codeOf();
    expect(await exchange(code, { client_secret: 'x' })).toMatchObject({
      error: 'incorrect_client_credentials',
    });
    expect(await exchange(code, { redirect_uri: 'https://relay.example/' })).toMatchObject({
      error: 'redirect_uri_mismatch',
    });
    expect(await exchange(code)).toMatchObject({ token_type: 'bearer', expires_in: '28800' });
    expect(await exchange(code)).toMatchObject({ error: 'bad_verification_code' });
    expect(await exchange(await codeOf(), { code_verifier: 'other' })).toMatchObject({
      error: 'bad_verification_code',
    });
    const late = await codeOf();
    advance(10 * 60_000);
    expect(await exchange(late)).toMatchObject({ error: 'bad_verification_code' });
  });

  it('lets the App see what both can reach, with the person’s rights', async () => {
    const { sandbox, installation, tokenOf } = setUp();
    const authorization = `Bearer ${await tokenOf()}`;
    expect((await call(sandbox, 'GET /user', { authorization })).body).toMatchObject({ login: 'mia' });
    const installations = await call(sandbox, 'GET /user/installations', { authorization });
    expect(installations.body).toMatchObject({ total_count: 1, installations: [{ id: installation.id }] });
    const path = `GET /user/installations/${installation.id}/repositories`;
    const { body } = await call(sandbox, path, { authorization });
    const rights = (
      body.repositories as { name: string; permissions: { pull: boolean; push: boolean } }[]
    ).map(({ name, permissions: { pull, push } }) => ({ name, pull, push }));
    expect(rights).toEqual([
      { name: 'app', pull: true, push: true },
      { name: 'docs', pull: true, push: false },
    ]);
    for (const name of ['app', 'docs']) sandbox.setCollaborator(`acme/${name}`, 'mia', undefined);
    expect((await call(sandbox, path, { authorization })).status).toBe(404);
    expect((await call(sandbox, 'GET /user/installations', { authorization })).body.total_count).toBe(0);
  });

  it('takes no personal access token, nor nobody’s name, for it', async () => {
    const { sandbox } = setUp();
    const { value } = sandbox.createUserToken({ login: 'mia' });
    const authorization = `token ${value}`;
    expect((await call(sandbox, 'GET /user/installations', { authorization })).status).toBe(403);
    expect((await call(sandbox, 'GET /user')).status).toBe(401);
  });

  it('takes the token no more once it is over, or revoked by its App', async () => {
    const { sandbox, app, advance, tokenOf } = setUp();
    const token = await tokenOf();
    const request = `DELETE /applications/${app.clientId}/token`;
    const body = { access_token: token };
    const basic = (secret: string): string =>
      `Basic ${Buffer.from(`${app.clientId}:${secret}`).toString('base64')}`;
    expect((await call(sandbox, request, { authorization: basic('x'), body })).status).toBe(401);
    expect((await call(sandbox, request, { authorization: basic(app.clientSecret), body })).status).toBe(204);
    expect((await call(sandbox, 'GET /user', { authorization: `Bearer ${token}` })).status).toBe(401);
    const other = `Bearer ${await tokenOf()}`;
    advance(8 * 3_600_000);
    expect((await call(sandbox, 'GET /user', { authorization: other })).status).toBe(401);
  });
});
