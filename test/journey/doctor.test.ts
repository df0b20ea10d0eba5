import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Finding } from '../../src/cli/doctor/finding.ts';
import { runCommand } from '../../src/cli/program.ts';
import { notFound } from '../../src/sandbox/answer.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Environment } from '../../src/settings.ts';
import { runRelay } from '../build/process.ts';
import { expectNoSecrets, isSecret } from '../build/said.ts';
import { CONFIG, Stage, type StageOptions } from '../build/stage.ts';

const WORKFLOW = '.github/workflows/rebuild.yml';
const LISTENS = `run-name: \${{ github.event.client_payload.relay.id }}
on: { repository_dispatch: { types: [push] } }
`;

const prepare = (sandbox: Sandbox): void => {
  sandbox.createRepository({
    fullName: 'acme/app',
    files: {
      [CONFIG]: 'notify: [{ hub: acme/docs, on: push, report: true }, { hub: other/site, on: push }]',
    },
  });
  sandbox.createRepository({
    fullName: 'acme/docs',
    files: { [CONFIG]: 'accept: [{ from: acme/app, event-types: [push] }]', [WORKFLOW]: LISTENS },
  });
  sandbox.createRepository({ fullName: 'acme/quiet' });
  sandbox.createRepository({
    fullName: 'other/site',
    visibility: 'private',
    files: { 'README.md': 'A site.' },
  });
};

let stage: Stage;
afterEach(() => stage.close());

/** Hub Relay runs, and was told of something. */
const open = async (options: Partial<StageOptions> = {}): Promise<void> => {
  stage = await Stage.open({ prepare, ...options });
  await stage.settled((await stage.sandbox.push('acme/docs')).delivery?.guid);
};

const run = async (args = '', env: Environment = stage.env()) => {
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  const argv = ['node', 'hub-relay', 'doctor', ...args.split(' ').filter((each) => each !== '')];
  const code = await runCommand(argv, env, { out: write, err: write });
  const text = written.join('\n');
  expectNoSecrets(`doctor ${args}`, text);
  expect(text).not.toMatch(/\n\s+at /);
  return { code, text };
};

const findings = async (args = '', env?: Environment) => {
  const { code, text } = await run(`${args} --json`, env);
  const report = JSON.parse(text) as { readonly ok: boolean; readonly findings: readonly Finding[] };
  expect(code).toBe(report.ok ? 0 : 1);
  return report.findings;
};

/** Those that are not well, as "level check: text". */
const ills = async (args = '', env?: Environment): Promise<readonly string[]> =>
  (await findings(args, env))
    .filter(({ level }) => level !== 'ok')
    .map(({ level, check, text }) => `${level} ${check}: ${text}`);

describe('hub-relay doctor, where all is well', () => {
  it('says so line by line, beside the running server, sends nothing, and ends with 0', async () => {
    await open();
    const from = stage.sandbox.exchanges.length;
    const { code, text } = await runRelay(['doctor', 'acme/docs'], stage.env());
    const asked = stage.sandbox.exchanges.slice(from).filter(({ method }) => method !== 'GET');
    expect(text.split('\n').filter((line) => !line.startsWith('ok  '))).toEqual([
      '',
      expect.stringMatching(/^\d+ ok, 0 warnings, 0 failures\.$/),
      '',
    ]);
    expect(code).toBe(0);
    expect(text).toMatch(/^ok {4}credentials {4}GitHub knows the App as "Hub Relay" \(hub-relay\)$/m);
    expect(text).toMatch(/^ok {4}permissions {4}contents: write, to read config files, /m);
    expect(text).toMatch(/^ok {4}secret {9}is the one that GitHub signs with$/m);
    expect(text).toMatch(
      /^ok {4}hub {12}acme\/docs: accept\[0\]: push from acme\/app; \S*rebuild\.yml listens$/m,
    );
    expect(new Set(asked.map(({ path }) => path.replace(/\d+/, '1')))).toEqual(
      new Set(['/app/installations/1/access_tokens', '/graphql']),
    );
  });

  it('makes no database by looking for one', async () => {
    stage = await Stage.empty({ prepare });
    stage.sandbox.setWebhook(stage.app, 'http://127.0.0.1:1/api/github/webhooks');
    expect(await ills()).toEqual(['warn database: there is none yet']);
    expect(existsSync(join(stage.folder, 'relay.db'))).toBe(false);
  });
});

describe('hub-relay doctor, of a repository', () => {
  it('follows each of its routes to the hub, and says what is wrong with the one that does not work', async () => {
    await open({ owners: ['acme', 'other'] });
    const routes = (await findings('acme/app')).filter(({ check }) => check === 'routes');
    expect(routes).toEqual([
      {
        check: 'routes',
        level: 'ok',
        text: `acme/app:notify[0] → acme/docs: hub ok, permission ok, consent ok, privacy ok, workflow ok (${WORKFLOW} listens)`,
      },
      {
        check: 'routes',
        level: 'fail',
        text: expect.stringContaining('consent fail (other/site has no accept entry for acme/app)') as string,
        remedy: expect.stringContaining('accept: [{ from: acme/app }]') as string,
      },
    ]);
  });

  it('knows a hub without the App, one that is suspended, and one that does not let us write', async () => {
    await open({ owners: ['acme', 'other'] });
    const second = async (): Promise<string | undefined> =>
      (await ills('acme/app')).findLast((line) => line.includes('notify[1]'));
    const other = stage.installations.get('other')!;
    other.permissions = { metadata: 'read', contents: 'read' };
    expect(await second()).toContain('permission fail (other does not grant "contents: write"');
    await stage.sandbox.suspend(other);
    expect(await second()).toContain('hub fail (the installation on other is suspended)');
    await stage.sandbox.uninstall(other);
    expect(await second()).toContain('hub fail (the App is not installed on other/site)');
  });

  it('knows what the owner of a hub says for all hubs', async () => {
    await open({ owners: ['acme', 'other'] });
    const files = { [CONFIG]: 'accept: [{ from: acme/* }]' };
    stage.sandbox.createRepository({ fullName: 'other/.github', files });
    const [, second] = (await findings('acme/app')).filter(({ check }) => check === 'routes');
    expect(second?.text).toContain('consent ok');
  });

  it('finds a hub under the name that it had', async () => {
    await open();
    await stage.sandbox.rename('acme/docs', 'handbook');
    const [first] = (await findings('acme/app')).filter(({ check }) => check === 'routes');
    expect(first).toMatchObject({
      level: 'ok',
      text: expect.stringContaining('acme/app:notify[0] → acme/handbook: hub ok') as string,
    });
  });

  it('warns where no workflow listens, or none names the notification that somebody waits for', async () => {
    await open();
    const first = async (): Promise<string | undefined> =>
      (await ills('acme/app')).find((line) => line.includes('notify[0]'));
    await stage.sandbox.putFile('acme/docs', WORKFLOW, 'on: repository_dispatch\n');
    expect(await first()).toMatch(/^warn routes: .*consent ok.*workflow warn \(.*run-name/);
    await stage.sandbox.putFile('acme/docs', WORKFLOW, 'on: push\n');
    expect(await first()).toMatch(/^warn routes: .*consent ok.*workflow warn \(no workflow .*push/);
  });

  it('points at what is wrong in its file, and knows the defaults of its owner', async () => {
    await open();
    await stage.sandbox.putFile('acme/app', CONFIG, 'notify:\n  - hub: acme/docs\n    on: psuh\n');
    expect(await ills('acme/app')).toEqual([
      expect.stringMatching(/^fail config: acme\/app\/\S+\.yml:3:9: error: .*push/),
    ]);
    stage.sandbox.createRepository({
      fullName: 'acme/.github',
      files: { [CONFIG]: 'notify: [{ hub: acme/docs, on: push }]' },
    });
    await stage.sandbox.putFile('acme/app', CONFIG, 'accept: []\n');
    const routes = (await findings('acme/app')).filter(({ check }) => check === 'routes');
    expect(routes).toMatchObject([
      { level: 'ok', text: expect.stringContaining('acme/.github:notify[0] → acme/docs') as string },
    ]);
  });

  it('finds by the database who subscribes to it, and by its own file whom it subscribes to', async () => {
    await open();
    const subscribing = 'subscribe: [{ from: [acme/quiet], on: push }]\n';
    const { delivery } = await stage.sandbox.putFile('acme/docs', CONFIG, subscribing);
    await stage.settled(delivery?.guid);
    const subscription = (all: readonly Finding[]) =>
      all.filter(({ text }) => text.startsWith('acme/docs:subscribe[0] (acme/quiet) → acme/docs: hub ok'));
    expect(subscription(await findings('acme/quiet'))).toHaveLength(1);
    expect(subscription(await findings('acme/docs'))).toHaveLength(1);
  });

  it.each([
    ['none/none', 1, 'the App is not installed there, or there is no such repository'],
    ['acme', 1, 'write it as owner/name'],
  ])('%s: ends with %i and says so', async (name, code, says) => {
    await open();
    const found = await run(name);
    expect(found.code).toBe(code);
    expect(found.text).toContain(says);
  });
});

describe('hub-relay doctor, where something is wrong', () => {
  const { privateKey: anotherKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  isSecret(anotherKey);

  it.each<readonly [string, Environment, RegExp]>([
    ['another key', { PRIVATE_KEY: anotherKey }, /^fail credentials: .*401.*\[credentials-refused\]$/],
    ['the id of another App', { APP_ID: '77' }, /^fail credentials: .*404.*\[credentials-refused\]$/],
    [
      'a GitHub that is not there',
      { GHE_HOST: '127.0.0.1:1' },
      /^fail credentials: GitHub could not be asked/,
    ],
    [
      'half a key',
      { PRIVATE_KEY: 'xyz' },
      /^fail settings: PRIVATE_KEY: found something that is not a private key$/,
    ],
    ['no App', { APP_ID: '', PRIVATE_KEY: '' }, /^fail settings: APP_ID and PRIVATE_KEY: found nothing$/],
  ])('says it of %s, and what was not checked because of it', async (_, env, says) => {
    stage = await Stage.empty({ prepare });
    const found = await ills('acme/app', stage.env(env));
    expect(found.find((line) => line.startsWith('fail'))).toMatch(says);
    for (const check of [
      'webhook',
      'secret',
      'events',
      'permissions',
      'installations',
      'deliveries',
      'repository',
    ])
      expect(found).toContainEqual(expect.stringMatching(`^warn ${check}: not checked, because `));
  });

  it.each([
    [90, 'fail', 'behind'],
    [20, 'warn', 'behind'],
    [-20, 'warn', 'ahead of'],
  ])('says that a clock is wrong by %i s: %s', async (seconds, level, way) => {
    stage = await Stage.empty({ prepare, sandbox: { clock: () => Date.now() + seconds * 1000 } });
    stage.sandbox.setWebhook(stage.app, 'http://127.0.0.1:1/api/github/webhooks');
    const clock = (await ills()).find((line) => line.includes('clock'));
    expect(clock).toMatch(new RegExp(`^${level} clock: .* clock is \\d+ s ${way} GitHub’s$`));
  });

  it('names the permission that an owner did not grant, and what needs it', async () => {
    await open();
    stage.installations.get('acme')!.permissions = {
      metadata: 'read',
      contents: 'write',
      issues: 'write',
      checks: 'write',
      actions: 'write',
    };
    expect(await ills()).toEqual([
      'warn installations: acme: does not grant pull_requests: read, to hear of pull requests and read their changed files',
    ]);
  });

  it('does not like webhooks over plain HTTP in production, and tells no more of the URL than the host', async () => {
    await open();
    stage.sandbox.setWebhook(stage.app, 'http://relay.example/s3cret?token=s3cret');
    const { code, text } = await run('', stage.env({ NODE_ENV: 'production' }));
    expect(code).toBe(1);
    expect(text).toMatch(/^fail {2}webhook +The webhook URL of the App is at http:\/\/relay\.example\.$/m);
    expect(text).not.toContain('s3cret');
  });

  it('goes on where GitHub sets no rate limit, as an Enterprise Server, and where one question fails', async () => {
    await open();
    stage.sandbox.faults.add({
      path: /^\/rate_limit$/,
      answer: notFound(),
    });
    stage.sandbox.faults.add({
      path: /^\/app\/hook\/config$/,
      answer: { status: 502, body: { message: 'Bad Gateway' } },
    });
    const found = await findings();
    expect(found).toContainEqual({ check: 'rate limit', level: 'ok', text: 'acme: this GitHub sets none' });
    expect(found.filter(({ level }) => level !== 'ok')).toMatchObject([
      {
        check: 'webhook',
        level: 'fail',
        text: expect.stringMatching(/502.*\[github-unreadable\]$/) as string,
      },
      { check: 'secret', level: 'warn', text: expect.stringMatching(/^not checked, because/) as string },
    ]);
  });

  it('says what is wrong with a database that cannot be opened, and with an address of one', async () => {
    stage = await Stage.empty({ prepare });
    writeFileSync(join(stage.folder, 'other.txt'), 'This is no database at all, but a text.');
    const env = stage.env({ DATABASE_URL: `file:${join(stage.folder, 'other.txt')}` });
    expect(await ills('', env)).toContainEqual(
      expect.stringMatching(/^fail database: The database .* could not be opened/),
    );
    const found = await ills('', stage.env({ DATABASE_URL: 'mysql://u:secret-of-it@h/d' }));
    expect(found).toContainEqual('fail settings: DATABASE_URL: found mysql://u:…@h/d');
    expect(found).toContainEqual('warn database: not checked, because DATABASE_URL can’t be used');
  });

  it('says that GitHub’s deliveries fail, with the newest one', async () => {
    await open();
    await stage.stop();
    for (let count = 0; count < 3; count += 1) await stage.sandbox.push('acme/app');
    expect(await ills()).toEqual([
      expect.stringMatching(
        /^fail deliveries: \d of the last \d+ failed, the newest \S+ at .*: it was answered 502$/,
      ),
    ]);
  });

  it('knows another webhook secret by what was answered to what it signed', async () => {
    await open();
    stage.sandbox.setWebhook(stage.app, stage.webhookUrl, 'another-webhook-secret');
    isSecret('another-webhook-secret');
    await stage.sandbox.push('acme/app');
    expect(await ills()).toContainEqual(expect.stringMatching(/^fail secret: WEBHOOK_SECRET differs/));
    await stage.says('A webhook with a wrong signature was refused');
  });
});
