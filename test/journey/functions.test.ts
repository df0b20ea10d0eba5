import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { type Store } from '../../src/flow/ports.ts';
import { readWorkflow } from '../../src/config/workflow.ts';
import { openStore } from '../../src/store/open-store.ts';
import { functionFolder } from '../build/function-folder.ts';
import { FunctionProcess } from '../build/function-process.ts';
import { IN_BASE64 } from '../build/gateway.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

type Manifest = Readonly<
  Record<'dependencies' | 'devDependencies' | 'overrides', Record<string, unknown>>
> & {
  readonly version: string;
};

const folder = functionFolder('lambda');
const actions = functionFolder('actions');
const running: FunctionProcess[] = [];
let stage: Stage;
let postgres: PostgresServer;
let databaseUrl: string;
let store: Store;
let webhook: string;

const lambda = async (
  module: string,
  env: Record<string, string> = {},
): Promise<{ url: string; process: FunctionProcess }> => {
  const settings = stage.env({ DATABASE_URL: databaseUrl, ...env });
  const process = FunctionProcess.lambda(folder.path, module, settings);
  running.push(process);
  return { url: await process.url(), process };
};

beforeAll(async () => {
  [stage, postgres] = await Promise.all([Stage.empty({ prepare: aSpokeAndItsHub }), startPostgres()]);
  databaseUrl = await postgres.newDatabase();
  store = await openStore(databaseUrl);
  ({ url: webhook } = await lambda('webhook.mjs'));
  stage.sandbox.setWebhook(stage.app, webhook);
});
afterAll(async () => {
  await Promise.all(running.map((one) => one.kill()));
  await store.close();
  await stage.close();
  await postgres.close();
  folder.remove();
  actions.remove();
});

const told = (): number => stage.dispatches('acme/docs').length;
const push = async (): Promise<string> => {
  const { delivery } = await stage.sandbox.push('acme/app');
  expect(delivery?.statusCode).toBe(200);
  return delivery!.guid;
};
/** What the function of the timer did, as it answers. */
const run = async (url: string): Promise<unknown> => (await fetch(url, { method: 'POST' })).json();

/** Another process of the same database: what a function left, any other finishes. */
const sendAsCommand = async (): Promise<FakeTerminal> => {
  const terminal = new FakeTerminal();
  const env = stage.env({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' });
  expect(await runCommand(['node', 'hub-relay', 'send', '--for', '2m'], env, terminal)).toBe(0);
  return terminal;
};

const signedAs = (secret: string): Record<string, string> => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update('{}').digest('hex')}`,
});

describe('Hub Relay in two functions on Lambda', () => {
  let send: { url: string; process: FunctionProcess };
  beforeEach(() => stage.sandbox.idle());

  it('writes a webhook down with the bytes that were signed, and does nothing else', async () => {
    const guid = await push();
    const body = `{ "zen": 1.0,\n "ref": "\\u0061" }`;
    const strange = sign('push', body);
    expect((await post(webhook, strange)).status).toBe(200);
    expect((await store.events.find(strange.headers['x-github-delivery']!))?.body).toBe(body);
    expect((await store.events.find(guid))?.state).toBe('recorded');
    const asked = stage.sandbox.exchanges.length;
    const sessions = `select application_name from pg_stat_activity where datname = current_database()
      and (query ilike '%advisory_lock%' or query ilike '%listen%') and query not like '%pg_stat_activity%'`;
    expect(await postgres.query(sessions, databaseUrl)).toEqual([]);
    expect(stage.sandbox.exchanges).toHaveLength(asked);
    expect(told()).toBe(0);
  });

  it('sends what is written down when the timer calls, each once, and does nothing at the next call', async () => {
    send = await lambda('send.mjs');
    expect(await run(send.url)).toMatchObject({ led: true, isDone: true, notifications: 1, delivered: 1 });
    expect(told()).toBe(1);
    await stage.sandbox.idle();
    expect(await run(send.url)).toMatchObject({ led: true, isDone: true, notifications: 0, delivered: 0 });
    expect(told()).toBe(1);
  });

  it('loses nothing when a function dies in the middle, and the next one sends it', async () => {
    await push();
    let isSent = false;
    const answer = () => {
      isSent = true;
      return 'hang' as const;
    };
    stage.sandbox.faults.add({ method: 'POST', path: /dispatches/, answer });
    void run(send.url).catch(() => undefined);
    await until(() => expect(isSent).toBe(true));
    await send.process.kill();
    // As if half a minute had passed: what the dead one had in flight is nobody's then.
    await postgres.query('update notifications set lease_until = 0 where lease_until > 0', databaseUrl);
    stage.sandbox.faults.clear();
    await until(async () => {
      await sendAsCommand();
      expect(told()).toBe(2);
    });
  });

  it('refuses what GitHub cannot have sent, and says so to whoever sent it', async () => {
    const cases: [number, string, Record<string, string | undefined>?][] = [
      [400, 'signature-wrong', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
      [400, 'webhook-malformed', { 'x-hub-signature-256': undefined }],
      [400, 'webhook-malformed', { 'x-github-delivery': 'not-a-guid' }],
    ];
    for (const [status, code, changes] of cases) {
      const answer = await post(webhook, sign('push', '{}', changes));
      expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(`[${code}]`)]);
    }
  });

  it('takes bodies that the gateway gives in base64', async () => {
    const signed = sign('push', '{ "ä": "€" }', { 'x-github-delivery': randomUUID(), ...IN_BASE64 });
    expect((await post(webhook, signed)).status).toBe(200);
    expect((await store.events.find(signed.headers['x-github-delivery']!))?.body).toBe('{ "ä": "€" }');
  });

  it('answers 503 while it can write nothing down, says why, and takes the same webhook once it can', async () => {
    const signed = sign('push', '{"a":1}');
    await postgres.stop();
    // For seconds, which the others need to start.
    const away = post(webhook, signed);
    const cases = [
      [{ DATABASE_URL: 'file:/tmp/relay.db' }, 'database-passing', {}],
      // Probot's own secret, which everybody knows.
      [{ WEBHOOK_SECRET: '' }, 'settings-invalid', signedAs('development')],
    ] as const;
    await Promise.all(
      cases.map(async ([env, code, signature]) => {
        const { url, process } = await lambda('webhook.mjs', env);
        const answer = await post(url, sign('push', '{}', signature));
        expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining(`[${code}]`)]);
        expect(process.text).toContain(code);
      }),
    );
    expect((await away).status).toBe(503);
    await postgres.start();
    expect((await post(webhook, signed)).status).toBe(200);
  });
});

describe('Hub Relay in a step of a workflow', () => {
  let runs = 1_000_000;
  /** The payload that Actions writes for the step, which names no installation. */
  const record = async (
    event: string,
    payload: object,
    env: Record<string, string> = {},
  ): Promise<{ id: string; code: number | null; text: string }> => {
    const id = String(++runs);
    const path = join(actions.path, `${id}.json`);
    writeFileSync(path, JSON.stringify(payload));
    const { HOST: _, PORT: __, ...settings } = stage.env({ DATABASE_URL: databaseUrl, WEBHOOK_SECRET: '' });
    const run = { GITHUB_RUN_ID: id, GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: path };
    const step = new FunctionProcess(
      ['record.mjs'],
      { ...settings, GITHUB_ACTIONS: 'true', GITHUB_TOKEN: 'ghs_of_the_run', ...run, ...env },
      actions.path,
    );
    return { id, code: await step.exited(), text: step.text };
  };
  const pushTo = (fullName: string): object => {
    const { id } = stage.sandbox.repository(fullName);
    const commit = {
      id: 'b'.repeat(40),
      message: 'change',
      author: { name: 'Ada', email: 'ada@example.com' },
    };
    return {
      ref: 'refs/heads/main',
      before: 'a'.repeat(40),
      after: 'b'.repeat(40),
      commits: [commit],
      head_commit: commit,
      repository: { id, full_name: fullName, default_branch: 'main', private: false },
      sender: { login: 'ada', type: 'User' },
    };
  };

  it('writes the event of its run down, for the installation that GitHub names, and the next step sends it', async () => {
    const before = told();
    const { id, code, text } = await record('push', pushTo('acme/app'));
    expect([code, text]).toEqual([0, expect.not.stringContaining('::error')]);
    expect(await store.events.find(id)).toMatchObject({
      state: 'recorded',
      installationId: stage.installations.get('acme')!.id,
    });
    expect((await sendAsCommand()).text).toContain('1 delivered');
    expect(told()).toBe(before + 1);
  });

  it('fails the step, and says why, where the event is not written down', async () => {
    const stranger = { ...pushTo('acme/app'), repository: { id: 7, full_name: 'other/app' } };
    const cases = [
      ['app-not-installed', stranger, {}],
      ['database-passing', pushTo('acme/app'), { DATABASE_URL: 'file:./relay.db' }],
    ] as const;
    await Promise.all(
      cases.map(async ([code, payload, env]) => {
        const step = await record('push', payload, env);
        expect([step.code, step.text]).toEqual([1, expect.stringMatching(`^::error::.*\\[${code}\\].*\n$`)]);
        expect(await store.events.find(step.id)).toBeUndefined();
      }),
    );
  });

  it('passes over what no route can name', async () => {
    const { id, code } = await record('schedule', { schedule: '0 * * * *' });
    expect(code).toBe(0);
    expect(await store.events.find(id)).toBeUndefined();
  });
});

describe('the examples', () => {
  it.each(['relay.yml', 'send.yml', 'spoke.yml'])('hold a workflow in %s that Actions can read', (name) => {
    expect(readWorkflow(readFileSync(join(actions.path, name), 'utf8'))).not.toHaveProperty('problem');
  });

  it.each(['lambda', 'actions'])('of %s have one Probot, and the adapter that is tried here', (name) => {
    const read = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;
    const ours = read('package.json');
    const { dependencies, overrides } = read(join('examples', name, 'package.json'));
    for (const [adapter, override] of Object.entries(overrides)) {
      expect(override).toEqual(ours.overrides[adapter]);
      expect(dependencies[adapter]).toBe(ours.devDependencies[adapter]);
    }
    expect(dependencies.probot).toBe(ours.dependencies.probot);
    expect(dependencies['hub-relay']).toBe(`^${ours.version}`);
  });
});
