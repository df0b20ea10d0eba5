import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asApp, asInstallation, call, octokit, signJwt } from './client.ts';

describe('authentication as an App', () => {
  const checked = useCheckedSandbox();

  const setUp = () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({
      name: 'Hub Relay',
      permissions: { contents: 'write' },
      events: ['push'],
    });
    return { sandbox, app, now: Math.floor(sandbox.clock() / 1000) };
  };

  it('accepts a JWT whose issuer is the id of the App', async () => {
    const { sandbox, app } = setUp();
    const reply = await call(sandbox, 'GET /app', { authorization: asApp(sandbox, app) });
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ id: app.id, slug: 'hub-relay', events: ['push'] });
  });

  it('accepts a JWT whose issuer is the client id', async () => {
    const { sandbox, app } = setUp();
    const authorization = `Bearer ${signJwt(sandbox, app, { iss: app.clientId })}`;
    expect((await call(sandbox, 'GET /app', { authorization })).status).toBe(200);
  });

  it.each([
    [
      'issued in the future',
      (now: number) => ({ iat: now + 30 }),
      /^'Issued at' claim \('iat'\) must be an Integer/,
    ],
    ['without a time of issue', () => ({ iat: undefined }), /^Missing 'issued at' claim/],
    [
      'expired',
      (now: number) => ({ exp: now - 1 }),
      /^'Expiration time' claim \('exp'\) must be a numeric value/,
    ],
    [
      'valid for too long',
      (now: number) => ({ exp: now + 660 }),
      /^'Expiration time' claim \('exp'\) is too far/,
    ],
    ['without an expiration', () => ({ exp: undefined }), /^Missing 'expiration time' claim/],
    [
      'with a name as its issuer',
      () => ({ iss: 'hub-relay' }),
      /^'Issuer' claim \('iss'\) must be an Integer$/,
    ],
    ['without an issuer', () => ({ iss: undefined }), /^Missing 'issuer' claim/],
  ])('refuses a JWT %s', async (_, claims, message) => {
    const { sandbox, app, now } = setUp();
    const authorization = `Bearer ${signJwt(sandbox, app, claims(now))}`;
    const reply = await call(sandbox, 'GET /app', { authorization });
    expect(reply.status).toBe(401);
    expect(reply.body.message).toMatch(message);
  });

  it('refuses a JWT that another key signed', async () => {
    const { sandbox, app } = setUp();
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const authorization = `Bearer ${signJwt(sandbox, app, {}, privateKey)}`;
    const reply = await call(sandbox, 'GET /app', { authorization });
    expect([reply.status, reply.body.message]).toEqual([401, 'A JSON web token could not be decoded']);
  });

  it('knows no App with an unused id', async () => {
    const { sandbox, app } = setUp();
    const authorization = `Bearer ${signJwt(sandbox, app, { iss: 42 })}`;
    expect(await call(sandbox, 'GET /app', { authorization })).toMatchObject({
      status: 404,
      body: { message: 'Integration not found' },
    });
  });

  it.each(['GET /app', 'GET /app/installations', 'GET /app/hook/deliveries'])(
    'takes no installation token for %s',
    async (path) => {
      const { sandbox, app } = setUp();
      const authorization = await asInstallation(sandbox, sandbox.install(app, 'acme'));
      const reply = await call(sandbox, path, { authorization });
      expect([reply.status, reply.body.message]).toEqual([401, 'A JSON web token could not be decoded']);
    },
  );

  it('takes no JWT where an installation token is needed', async () => {
    const { sandbox, app } = setUp();
    const reply = await call(sandbox, 'GET /installation/repositories', {
      authorization: asApp(sandbox, app),
    });
    expect([reply.status, reply.body.message]).toEqual([
      403,
      expect.stringContaining('installation access token'),
    ]);
  });

  it('works with the client library from private key to repositories', async () => {
    const { sandbox, app } = setUp();
    sandbox.createRepository({ fullName: 'acme/docs' });
    const { data } = await octokit(
      sandbox,
      sandbox.install(app, 'acme'),
    ).apps.listReposAccessibleToInstallation();
    expect(data.repositories.map((repository) => repository.full_name)).toEqual(['acme/docs']);
  });
});

describe('every request', () => {
  const checked = useCheckedSandbox();

  it('is answered with an id, a date, the version and the JSON content type', async () => {
    const { headers } = await call(checked().sandbox, 'GET /rate_limit');
    expect(headers.get('x-github-request-id')).toMatch(/^[0-9A-F]+$/);
    expect(headers.get('date')).toMatch(/GMT$/);
    expect(headers.get('x-github-api-version-selected')).toBe('2022-11-28');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('is recorded without its credential', async () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay' });
    await call(sandbox, 'GET /app', { authorization: asApp(sandbox, app) });
    expect(sandbox.exchanges.at(-1)).toMatchObject({
      method: 'GET',
      path: '/app',
      status: 200,
      requestHeaders: { authorization: 'Bearer' },
    });
  });

  it('is refused without a User-Agent', async () => {
    const sandbox = await startSandbox();
    try {
      const reply = await new Promise<{ readonly status: number | undefined; readonly body: string }>(
        (resolve, reject) => {
          const outgoing = request(`${sandbox.url}/rate_limit`, (response) => {
            void text(response).then((body) => resolve({ status: response.statusCode, body }));
          });
          outgoing.on('error', reject).end();
        },
      );
      expect(reply.status).toBe(403);
      expect(reply.body).toContain('User-Agent header');
    } finally {
      await sandbox.stop();
    }
  });
});
