import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addHook, type AddOptions } from '../../src/cli/hooks/add-hook.ts';
import { testHook } from '../../src/cli/hooks/test-hook.ts';
import { runCommand } from '../../src/cli/program.ts';
import { type ErrorCode, RelayError } from '../../src/errors.ts';
import { isSecret } from '../build/said.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';
import { useCheckedSandbox } from '../sandbox/checked-sandbox.ts';

const REPOSITORY = 'acme/legacy-api';
const PATIENCE = { wait: 2_000, interval: 20 };

let folder: string;
let server: Server;
let url: string;
/** What the server has for this source; without it, it does not know the source. */
let secret: string | undefined;
let isDown: boolean;
let taken: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-relay-hooks-'));
  secret = undefined;
  isDown = false;
  taken = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (isDown) return response.writeHead(503).end('no database');
      if (secret === undefined) return response.writeHead(404).end('no such source');
      const signature = createHmac('sha256', secret).update(Buffer.concat(chunks)).digest('hex');
      const isRight = request.headers['x-hub-signature-256'] === `sha256=${signature}`;
      if (isRight) taken.push(String(request.headers['x-github-event']));
      return response.writeHead(isRight ? 200 : 401).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/hooks/legacy`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

describe('hub-relay hooks', () => {
  const checked = useCheckedSandbox({ webhookTimeoutMs: 200 });

  const setUp = (scopes: readonly string[] = ['admin:repo_hook'], admin = [REPOSITORY]) => {
    const { sandbox } = checked();
    sandbox.createRepository({ fullName: REPOSITORY, visibility: 'private' });
    const { value } = sandbox.createUserToken({ login: 'ada', admin, scopes });
    isSecret(value);
    // The server's own settings are wrong, and must not matter.
    const env = {
      GITHUB_TOKEN: value,
      GHE_HOST: sandbox.host,
      GHE_PROTOCOL: 'http',
      PORT: 'x',
      APP_ID: 'x',
    };
    return { sandbox, env };
  };

  const path = () => join(folder, 'legacy.secret');

  const run = async (args: string, env: Record<string, string>, terminal = new FakeTerminal()) => {
    const code = await runCommand(['node', 'hub-relay', 'hooks', ...args.split(' ')], env, terminal);
    return { code, text: terminal.text, errors: terminal.errors.join('\n') };
  };

  const add = async (env: Record<string, string>, changes: Partial<AddOptions> = {}) => {
    const terminal = new FakeTerminal();
    const code = await addHook(REPOSITORY, { url, secretFile: path(), ...changes }, env, terminal, PATIENCE);
    if (existsSync(path())) isSecret(readFileSync(path(), 'utf8'));
    return { code, text: terminal.text };
  };

  const refusal = async (work: Promise<unknown>): Promise<RelayError> => {
    const error: unknown = await work.then(
      () => undefined,
      (found: unknown) => found,
    );
    expect(error).toBeInstanceOf(RelayError);
    return error as RelayError;
  };

  const idOf = (at = 0) => checked().sandbox.repository(REPOSITORY).hooks[at]?.id ?? 0;

  it('makes a webhook with a fresh secret in a private file, and says what the server needs', async () => {
    const { sandbox, env } = setUp();
    const { code, text } = await add(env);
    expect(code).toBe(0);
    const [hook] = sandbox.repository(REPOSITORY).hooks;
    expect(hook).toMatchObject({
      active: true,
      events: ['push', 'pull_request', 'issues', 'release', 'workflow_run'],
      config: { url, contentType: 'json', insecureSsl: '0', secret: readFileSync(path(), 'utf8') },
    });
    expect(readFileSync(path(), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(text).toContain(`Webhook ${hook?.id} of ${REPOSITORY} is made: ${url}`);
    expect(text).toContain(`LEGACY_HOOK_SECRET_FILE=${path()}`);
    expect(text).toContain(`repositories: [${REPOSITORY}]`);
    expect(text).toContain('the server answered 404 “no such source”. The server has no source of that name');
  });

  it('takes only the events that are asked for', async () => {
    const { sandbox, env } = setUp();
    await add(env, { events: ['push'] });
    expect(sandbox.repository(REPOSITORY).hooks[0]?.events).toEqual(['push']);
    const wrong = await run(`add ${REPOSITORY} --url ${url} --secret-file x --events push,star`, env);
    expect(wrong).toMatchObject({ code: 1, errors: expect.stringContaining('use some of push,') });
  });

  it('never overwrites a secret, and shares one where it is told to', async () => {
    const { sandbox, env } = setUp();
    writeFileSync(path(), 'the secret of another webhook\n');
    expect((await refusal(add(env))).code).toBe('secret-exists');
    expect(sandbox.repository(REPOSITORY).hooks).toEqual([]);
    secret = 'the secret of another webhook';
    const { text } = await add(env, { reuseSecret: true });
    expect(text).toMatch(/the server answered 200 in /);
    expect(taken).toEqual(['ping']);
    expect(readFileSync(path(), 'utf8')).toBe('the secret of another webhook\n');
  });

  it.each<readonly [string, string, ErrorCode]>([
    ['a secret that is not there', '', 'file-unreadable'],
    ['an empty secret', ' \n', 'file-unreadable'],
  ])('does not share %s', async (_, text, code) => {
    const { env } = setUp();
    if (text !== '') writeFileSync(path(), text);
    expect((await refusal(add(env, { reuseSecret: true }))).code).toBe(code);
  });

  it('names the webhook that has this URL already', async () => {
    const { env } = setUp();
    await add(env);
    const again = await refusal(add(env, { secretFile: join(folder, 'other') }));
    expect([again.code, again.message]).toEqual(['hook-exists', expect.stringContaining(String(idOf()))]);
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });

  it('forgets the new secret where GitHub refuses, and tells GitHub’s words', async () => {
    const { sandbox, env } = setUp();
    await sandbox.archive(REPOSITORY);
    const refused = await refusal(add(env));
    expect([refused.code, refused.message]).toEqual([
      'hook-refused',
      expect.stringContaining('Repository was archived so is read-only.'),
    ]);
    expect(existsSync(path())).toBe(false);
  });

  it('keeps the secret of a webhook whose making was not answered', async () => {
    const { sandbox, env } = setUp();
    sandbox.faults.add({ method: 'POST', path: /\/hooks$/, answer: 'reset-after' });
    const { text } = await add(env);
    expect(text).toContain(`Webhook ${idOf()} of ${REPOSITORY} is made`);
    expect(sandbox.repository(REPOSITORY).hooks).toMatchObject([
      { config: { secret: readFileSync(path(), 'utf8') } },
    ]);
  });

  it('keeps the secret where nobody can tell, and forgets it where nothing was made', async () => {
    const { sandbox, env } = setUp();
    sandbox.faults.add({ method: 'POST', path: /\/hooks$/, answer: 'reset', times: 2 });
    expect((await refusal(add(env))).code).toBe('github-unreadable');
    expect(existsSync(path())).toBe(false);
    let lists = 0;
    const answer = () => ((lists += 1) === 1 ? { delayMs: 0 } : ('reset' as const));
    sandbox.faults.add({ method: 'GET', path: /\/hooks$/, times: 2, answer });
    expect((await refusal(add(env))).code).toBe('hook-uncertain');
    expect(existsSync(path())).toBe(true);
  });

  it.each([
    ['http://relay.example.com/api/github/hooks/legacy'],
    ['ftp://relay.example.com/legacy'],
    ['https://relay.example.com/'],
    ['https://ada:hush@relay.example.com/legacy'],
    ['not a URL'],
  ])('does not take %s for the URL of a webhook', async (wrong) => {
    const { env } = setUp();
    const error = await refusal(add(env, { url: wrong }));
    expect(error.code).toBe('hook-url-unusable');
    expect(error.message).not.toContain('hush');
    expect(existsSync(path())).toBe(false);
  });

  it.each<readonly [string, Record<string, string>, RegExp]>([
    ['no token', { GITHUB_TOKEN: '' }, /admin:repo_hook.*"Webhooks: read and write".*\[token-missing\]/s],
    ['a wrong token', { GITHUB_TOKEN: 'ghp_wrong' }, /401: Bad credentials\..*\[token-refused\]/s],
    ['a token that is none', { GITHUB_TOKEN: 'hush-hush\nx' }, /not a token.*\[settings-invalid\]/s],
    ['a wrong host', { GHE_HOST: 'https://x' }, /GHE_HOST.*\[settings-invalid\]/s],
    ['nobody there', { GHE_HOST: '127.0.0.1:1' }, /\[github-unreadable\]/],
  ])('says what is wrong with %s', async (_, changes, expected) => {
    const { env } = setUp();
    const { code, errors } = await run(`list ${REPOSITORY}`, { ...env, ...changes });
    expect(code).toBe(1);
    expect(errors).toMatch(expected);
    expect(errors).not.toContain('hush');
    expect(errors).not.toMatch(/\n\s+at /);
  });

  it('takes the token from GH_TOKEN or from a file too', async () => {
    const { env } = setUp();
    const { GITHUB_TOKEN: token, ...rest } = env;
    writeFileSync(path(), `${token}\n`);
    expect((await run(`list ${REPOSITORY}`, { ...rest, GH_TOKEN: token })).code).toBe(0);
    expect((await run(`list ${REPOSITORY}`, { ...rest, GITHUB_TOKEN_FILE: path() })).code).toBe(0);
  });

  it.each([
    ['without the scope', ['gist'], [REPOSITORY], 'The scopes of the token: gist.'],
    ['of a stranger', ['repo'], [], 'The scopes of the token: repo.'],
  ])('says that a token %s is shown nothing', async (_, scopes, admin, words) => {
    const { env } = setUp(scopes, admin);
    const { errors } = await run(`list ${REPOSITORY}`, env);
    expect(errors).toContain('It answered 404: Not Found.');
    expect(errors).toContain(words);
    expect(errors).toContain('[hooks-not-shown]');
  });

  it('says until when GitHub wants to be left alone', async () => {
    const { sandbox, env } = setUp();
    const body = { message: 'You have exceeded a secondary rate limit.', documentation_url: 'x' };
    sandbox.faults.add({ answer: { status: 403, headers: { 'retry-after': '60' }, body } });
    expect((await run(`list ${REPOSITORY}`, env)).errors).toMatch(/Until 20.*\[asked-to-wait\]/s);
  });

  it('lists webhooks, what is wrong with them, and no secret in their URLs', async () => {
    const { sandbox, env } = setUp();
    expect((await run(`list ${REPOSITORY}`, env)).text).toBe(`${REPOSITORY} has no webhooks.`);
    await add(env);
    const config = { url: 'https://u:hush@ci.example/x?key=hush', content_type: 'form', insecure_ssl: '1' };
    await fetch(`${sandbox.url}/repos/${REPOSITORY}/hooks`, {
      method: 'POST',
      headers: { authorization: `token ${env.GITHUB_TOKEN}` },
      body: JSON.stringify({ config }),
    });
    const { text } = await run(`list ${REPOSITORY} --deliveries`, env);
    expect(text).toMatch(
      new RegExp(`${idOf()} +${url} +yes +push,pull_request,.* 404 Invalid HTTP Response`),
    );
    expect(text).toMatch(
      /https:\/\/ci\.example\/x\?… .*content type form, not json; SSL verification is off; no secret/,
    );
    expect(text).toMatch(/Z +ping +404 +[\d.]+ +no +[0-9a-f-]{36}/);
    expect(text).not.toContain('hush');
    const json = (await run(`list ${REPOSITORY} --json`, env)).text
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(json).toMatchObject([{ id: idOf(), wrong: [] }, { url: 'https://ci.example/x?…' }]);
    const unnamed = await run(`test ${REPOSITORY}`, env);
    expect(unnamed.errors).toContain(`They are ${idOf()} (${url}), ${idOf(1)} (https://ci.example/x?…).`);
    expect(unnamed.errors).toContain('[hook-unnamed]');
    const unknown = await run(`test ${REPOSITORY} --id 7`, env);
    expect(unknown.errors).toContain(`It has ${idOf()} (${url})`);
  });

  it('pings a webhook, and says what to do about each answer', async () => {
    const { env } = setUp();
    await add(env);
    const test = async () => {
      const terminal = new FakeTerminal();
      const code = await testHook(REPOSITORY, { id: idOf() }, env, terminal, PATIENCE);
      return `${code} ${terminal.text} ${terminal.errors.join('\n')}`;
    };
    expect(await test()).toMatch(/^1 .*answered 404 .*add it to sources\.yml/s);
    secret = 'another secret';
    expect(await test()).toMatch(/^1 .*answered 401\. The server’s secret for this source is not/s);
    isDown = true;
    expect(await test()).toMatch(/^1 .*answered 503 “no database”\. The server is in trouble/s);
    isDown = false;
    secret = readFileSync(path(), 'utf8');
    expect(await test()).toMatch(/^0 .*answered 200 in /s);
    server.closeAllConnections();
    server.close();
    expect(await test()).toMatch(/^1 .*no answer \(502\)\. GitHub must reach the URL/s);
  });

  it('says that a ping did not show', async () => {
    const { sandbox, env } = setUp();
    await add(env);
    sandbox.faults.add({ method: 'POST', path: /\/pings$/, answer: { status: 204 } });
    const terminal = new FakeTerminal();
    expect(await testHook(REPOSITORY, {}, env, terminal, { wait: 50, interval: 20 })).toBe(1);
    expect(terminal.errors.join()).toContain('GitHub shows no ping after 0 s.');
  });

  it('has redelivered what failed and has not arrived since, each once', async () => {
    const { sandbox, env } = setUp();
    await add(env);
    secret = readFileSync(path(), 'utf8');
    isDown = true;
    const lost = await sandbox.push(REPOSITORY);
    const mended = await sandbox.push(REPOSITORY);
    isDown = false;
    await sandbox.redeliver(mended.delivery?.id ?? 0);
    const looked = await run(`redeliver ${REPOSITORY} --dry-run`, env);
    expect(looked.text).toContain(`${lost.delivery?.guid}  push, missed`);
    expect(looked.text).toMatch(/1 missed, 0 asked for/);
    const asked = await run(`redeliver ${REPOSITORY} --id ${idOf()}`, env);
    expect(asked.text).toMatch(/1 missed, 1 asked for, 0 given up/);
    await sandbox.idle();
    const again = sandbox.deliveries.filter(({ redelivery }) => redelivery);
    expect(again.map(({ guid }) => guid)).toEqual([mended.delivery?.guid, lost.delivery?.guid]);
    expect((await run(`redeliver ${REPOSITORY}`, env)).text).toMatch(/0 missed, 0 asked for/);
    expect(taken).toEqual(['push', 'push']);
  });

  it('removes the webhook that was named, when whoever sits there agrees', async () => {
    const { sandbox, env } = setUp();
    await add(env);
    const { hooks } = sandbox.repository(REPOSITORY);
    expect((await run(`remove ${REPOSITORY}`, env)).errors).toContain('Say which');
    expect((await run(`remove ${REPOSITORY} --id ${idOf()}`, env, new FakeTerminal('n'))).code).toBe(1);
    expect(hooks).toHaveLength(1);
    expect((await run(`remove ${REPOSITORY} --url ${url}`, env, new FakeTerminal('y'))).code).toBe(0);
    expect(hooks).toEqual([]);
    expect(existsSync(path())).toBe(true);
  });
});
