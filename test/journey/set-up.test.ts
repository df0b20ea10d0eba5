import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installGithubApp } from '../build/app-site.ts';
import { RelayProcess } from '../build/process.ts';
import { expectNoSecrets, isSecret } from '../build/said.ts';
import { register } from '../build/set-up.ts';
import { aSpokeAndItsHub } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { locationOf, Visitor } from '../build/visitor.ts';
import { githubContract } from '../contract/openapi.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';

let sandbox: Sandbox;
const violations: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'hub-relay-set-up-'));

beforeAll(async () => {
  const contract = githubContract();
  sandbox = await startSandbox({ onExchange: (one) => violations.push(...contract.check(one)) });
  sandbox.createAccount('mia', 'User');
  sandbox.createAccount('acme', 'Organization');
  aSpokeAndItsHub(sandbox);
  return async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  };
});
afterAll(() => expect(violations).toEqual([]));

describe('from an empty folder to a notification', () => {
  it('registers an App, goes on as the server without a new start, and says what to do next', async () => {
    writeFileSync(join(folder, '.env'), '# mine\nLOG_LEVEL=debug\n', { mode: 0o644 });
    const env = {
      GHE_HOST: sandbox.host,
      GHE_PROTOCOL: 'http',
      GH_ORG: 'acme',
      PORT: '0',
      LOG_LEVEL: 'debug',
    };
    const relay = new RelayProcess(['start'], env, folder);
    const [, port = ''] = await relay.says(/Listening on http:\/\/localhost:(\d+)/);
    const visitor = new Visitor(`http://localhost:${port}`);

    const back = await visitor.get(await register(visitor));
    expect([back.status, locationOf(back)]).toEqual([303, '/probot/success']);
    const file = readFileSync(join(folder, '.env'), 'utf8');
    const kept = parseEnv(file);
    for (const name of ['PRIVATE_KEY', 'WEBHOOK_SECRET', 'GITHUB_CLIENT_SECRET']) isSecret(kept[name]!);
    isSecret(Buffer.from(kept['PRIVATE_KEY']!, 'base64').toString());
    expect(file.startsWith('# mine\nLOG_LEVEL=debug\n')).toBe(true);
    expect(statSync(join(folder, '.env')).mode.toString(8)).toBe('100600');
    expect(readdirSync(folder).filter((name) => name.startsWith('.env'))).toEqual(['.env']);

    const starting = await visitor.get('/probot/success');
    expect(await starting.text()).toContain('Hub Relay is starting');
    await relay.says(/1 failure\./);
    await until(async () => {
      const state = await (await visitor.get('/probot/state')).json();
      expect(state).toEqual({ phase: 'running', waits: false });
    });
    const running = await (await visitor.get('/probot/success')).text();
    expect(running).toContain('Hub Relay is running');
    expect(running).toContain('the App is installed nowhere');
    expect(running).toContain(`http://${sandbox.host}/apps/hub-relay/installations/new`);

    const installed = await installGithubApp(
      `http://${sandbox.host}/apps/hub-relay/installations/new`,
      'acme',
    );
    expect(locationOf(await visitor.get(installed))).toBe('/probot/success');
    await until(async () => {
      const page = await (await visitor.get('/probot/success')).text();
      expect(page).toContain('acme');
      expect(page).not.toContain('installed nowhere');
    });
    await relay.says(/event planned/);
    await sandbox.push('acme/app');
    await until(() => expect(sandbox.repository('acme/docs').dispatches).toHaveLength(1));

    const stranger = await (await fetch(`http://localhost:${port}/probot/success`)).text();
    expect(stranger).toContain('Hub Relay is installed');
    expect(stranger).not.toContain('doctor');
    for (const page of [running, stranger]) expectNoSecrets('a page', page);
    expect(await relay.kill('SIGTERM')).toBe(0);

    const again = new RelayProcess(['start'], { PORT: '0', LOG_FORMAT: 'json' }, folder);
    await again.webhookUrl();
    expect(await again.kill('SIGTERM')).toBe(0);
  });
});

describe('a set-up under `hub-relay dev`', () => {
  const start = async (env: Record<string, string>): Promise<{ relay: RelayProcess; url: string }> => {
    rmSync(join(folder, '.env'), { force: true });
    const github = { GHE_HOST: sandbox.host, GHE_PROTOCOL: 'http', NO_SMEE_SETUP: 'true' };
    const relay = new RelayProcess(['start', '--under-dev'], { PORT: '0', ...github, ...env }, folder);
    const [, url = ''] = await relay.says(/open (http:\/\/localhost:\d+)/);
    return { relay, url };
  };

  it('shows why the server cannot start, until it is told to stop', async () => {
    const { relay, url } = await start({ DATABASE_URL: 'file:/dev/null/relay.db' });
    const visitor = new Visitor(url);
    // On GitHub no other App may have its name.
    const chosen = `?name=Second&webhooks=direct&address=${encodeURIComponent(url)}`;
    expect(locationOf(await visitor.get(await register(visitor, chosen)))).toBe('/probot/success');
    const page = await until(async () => {
      const text = await (await visitor.get('/probot/success')).text();
      expect(text).toContain('Hub Relay could not start');
      return text;
    });
    expect(page).toContain('/dev/null/relay.db');
    expect(page).toContain('start Hub Relay again');
    expect(page).toContain(join(folder, '.env'));
    expectNoSecrets('a page', page);
    expect(await relay.kill('SIGTERM')).toBe(1);
  });

  it('ends at once when it is told to, although the process that started it listens', async () => {
    const { relay } = await start({});
    expect(await relay.kill('SIGTERM')).toBe(0);
  });
});
