import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from '@octokit/webhooks-methods';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { isSecret } from '../build/said.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-relay-sources-'));
const SECRET_FILE = join(folder, 'legacy.secret');
const OLD_SECRET = 'the-secret-that-was-before-it';
const HUB = 'subscribe: [{ from: legacy/*, on: [push, pull_request], report: true, on-failure: issue }]';

let stage: Stage;
let env: Record<string, string>;
const terminal = new FakeTerminal();
const hooks = (args: string): Promise<number> =>
  runCommand(['node', 'hub-relay', 'hooks', ...args.split(' ')], env, terminal);

beforeAll(async () => {
  writeFileSync(SECRET_FILE, 'a-fresh-secret-for-both-sides\n');
  isSecret('a-fresh-secret-for-both-sides');
  isSecret(OLD_SECRET);
  writeFileSync(
    join(folder, 'sources.yml'),
    'sources: [{ name: legacy, secrets: [OLD_HOOK_SECRET, LEGACY_HOOK_SECRET], repositories: [legacy/*, acme/app] }]',
  );
  stage = await Stage.open({
    owners: ['acme', 'other'],
    env: {
      SOURCES_FILE: join(folder, 'sources.yml'),
      OLD_HOOK_SECRET: OLD_SECRET,
      LEGACY_HOOK_SECRET_FILE: SECRET_FILE,
    },
    prepare: (sandbox) => {
      sandbox.createRepository({ fullName: 'acme/hub', files: { [CONFIG]: HUB } });
      sandbox.createRepository({ fullName: 'acme/app' });
      sandbox.createRepository({ fullName: 'legacy/api' });
      sandbox.createRepository({ fullName: 'legacy/secret', visibility: 'private' });
    },
  });
  const { value } = stage.sandbox.createUserToken({
    login: 'ada',
    admin: ['legacy/api', 'legacy/secret'],
    scopes: ['admin:repo_hook'],
  });
  isSecret(value);
  env = { GITHUB_TOKEN: value, GHE_HOST: stage.sandbox.host, GHE_PROTOCOL: 'http' };
  const url = `${stage.service!.url}/api/github/hooks/legacy`;
  for (const name of ['legacy/api', 'legacy/secret'])
    await hooks(`add ${name} --url ${url} --secret-file ${SECRET_FILE} --reuse-secret`);
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

const newest = (name: string) => stage.sandbox.repository(name).hooks[0]!.id;
const pushed = async (name: string): Promise<string> => {
  const before = stage.sandbox.deliveries.length;
  await stage.sandbox.push(name);
  await stage.sandbox.idle();
  const delivery = stage.sandbox.deliveries.slice(before).find(({ event }) => event === 'push');
  expect(delivery).toMatchObject({ statusCode: 200 });
  return delivery!.guid;
};

const post = async (body: string, secret: string, name = 'legacy', event = 'push'): Promise<Response> =>
  fetch(`${stage.service!.url}/api/github/hooks/${name}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': crypto.randomUUID(),
      'x-hub-signature-256': await sign(secret, body),
    },
  });
const aPush = (fullName: string, id: number): string =>
  JSON.stringify({
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after: 'a'.repeat(40),
    commits: [],
    repository: { id, full_name: fullName, private: false },
    installation: { id: stage.installations.get('acme')!.id },
  });

describe('a repository without the App', () => {
  it('has a webhook that the server takes, by the secret in the file, which is nowhere else', async () => {
    expect(terminal.text).toContain('the server answered 200');
    expect(terminal.text).not.toContain(readFileSync(SECRET_FILE, 'utf8').trim());
    expect(await hooks('test legacy/api')).toBe(0);
    expect(stage.sandbox.repository('legacy/api').hooks[0]!.config.insecureSsl).toBe('0');
  });

  it('is heard by the hub that subscribes to it, and GitHub writes nothing where the App is not', async () => {
    const { event, notifications } = await stage.settled(await pushed('legacy/api'));
    expect(event).toMatchObject({ source: 'legacy', repository: 'legacy/api' });
    expect(notifications).toMatchObject([
      {
        state: 'delivered',
        hub: 'acme/hub',
        spoke: 'legacy/api',
        source: { name: 'legacy', visibility: 'public' },
      },
    ]);
    expect(JSON.stringify(notifications[0]!.verdict)).toContain(
      'the source \\"legacy\\" speaks for legacy/api',
    );
    expect(stage.dispatches('acme/hub').at(-1)).toMatchObject({
      eventType: 'push',
      clientPayload: { repository: 'legacy/api' },
    });
    expect(stage.sandbox.repository('legacy/api').checkRuns).toEqual([]);
  });

  it('is not heard where it is private, and of another owner: no file of its own can agree to that', async () => {
    const { event, notifications } = await stage.settled(await pushed('legacy/secret'));
    expect(notifications.filter(({ state }) => state !== 'refused')).toEqual([]);
    expect(event.verdict?.passed).toBe(false);
  });

  it('may sign by the secret that was before', async () => {
    const { id } = stage.sandbox.repository('legacy/api');
    const before = stage.dispatches('acme/hub').length;
    expect((await post(aPush('legacy/api', id), OLD_SECRET)).status).toBe(200);
    await until(() => expect(stage.dispatches('acme/hub')).toHaveLength(before + 1));
  });

  it('can have what failed sent again', async () => {
    stage.sandbox.setHookRanges(['127.0.0.0/8']);
    expect(await hooks(`redeliver legacy/api --id ${newest('legacy/api')} --dry-run`)).toBe(0);
  });
});

describe('a source', () => {
  it.each([
    ['signs with another secret', 'legacy/api', 'another-secret-of-somebody', 'legacy', 'push', 401],
    ['speaks for a repository that it may not speak for', 'acme/hub', OLD_SECRET, 'legacy', 'push', 403],
    ['has no name that is known', 'legacy/api', OLD_SECRET, 'nobody', 'push', 404],
    ['tells of what routes cannot name', 'legacy/api', OLD_SECRET, 'legacy', 'star', 200],
    ['claims to be GitHub telling of installations', 'legacy/api', OLD_SECRET, 'legacy', 'installation', 200],
  ])('that %s leaves nothing on record', async (_, fullName, secret, name, event, status) => {
    const before = await stage.store.events.list({ limit: 100 });
    const answer = await post(aPush(fullName, 4_711), secret, name, event);
    expect(answer.status).toBe(status);
    expect(await stage.store.events.list({ limit: 100 })).toEqual(before);
  });

  it.each([
    ['by its name', 'acme/app', 4_712],
    ['by its id, under a name that it may use', 'legacy/other', 0],
  ])('does not speak for a repository on which the App is installed, %s', async (_, fullName, id) => {
    const installed = stage.sandbox.repository('acme/app').id;
    const before = stage.sandbox.exchanges.length;
    const answer = await post(aPush(fullName, id === 0 ? installed : id), OLD_SECRET);
    expect(answer.status).toBe(200);
    const [event] = await stage.store.events.list({ limit: 1 });
    const { event: planned, notifications } = await stage.settled(event!.id);
    expect(notifications).toEqual([]);
    expect(planned.verdict?.reason).toContain('its own webhooks speak for it, and not the source "legacy"');
    // Nor does it make us look at anything, whatever installation it names.
    const asked = stage.sandbox.exchanges.slice(before).map(({ path }) => path);
    expect(asked.filter((path) => /acme\/app|legacy/.test(path))).toEqual([]);
  });

  it.each(['', '{', 'null', '[]', '{"repository":{"full_name":"legacy/api"}}', '{"repository":7}'])(
    'that sends %s is not answered 500',
    async (body) => {
      const { status } = await post(body === '' ? ' ' : body, OLD_SECRET);
      expect([200, 400, 403]).toContain(status);
    },
  );
});
