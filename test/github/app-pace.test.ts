import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeRelay } from '../../src/compose.ts';
import { authenticateAs } from '../../src/compose/for-commands.ts';
import { APP_PACE } from '../../src/core/pace.ts';
import { NEEDED_PERMISSIONS } from '../../src/core/permissions.ts';
import { createAppPace } from '../../src/github/app-pace.ts';
import { type Authenticate } from '../../src/github/client.ts';
import { createRateLimiter, GITHUB_LIMITS } from '../../src/sandbox/rate-limit.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { readSettings } from '../../src/settings.ts';
import { until } from '../build/until.ts';
import { FakeLog } from '../fakes/fake-log.ts';

/** GitHub's own count of what an App asks, and a time that passes only where somebody waits. */
const setUp = () => {
  const clock = { now: 1_000_000 };
  const limiter = createRateLimiter(GITHUB_LIMITS, () => clock.now);
  const asked: { readonly at: number; readonly refusedBy: string | undefined }[] = [];
  const ask = (method: string): void => {
    const { refusedBy, release } = limiter.admit('app 1', {
      method,
      resource: 'core',
      createsContent: false,
    });
    release();
    asked.push({ at: clock.now - 1_000_000, refusedBy });
  };
  const pace = createAppPace({
    now: () => clock.now,
    wait: (milliseconds) => {
      clock.now += milliseconds;
      return Promise.resolve();
    },
  });
  const authenticate = pace.inTurn(((id) => {
    if (id !== undefined) ask('POST');
    return Promise.resolve({});
  }) as Authenticate);
  const refusals = () => asked.filter(({ refusedBy }) => refusedBy !== undefined);
  return { clock, pace, ask, asked, authenticate, refusals };
};

describe('what an App asks in its own name', () => {
  it('is refused nothing at a start that reads 300 installations, of which the first 90 come at once', async () => {
    const { ask, asked, authenticate, refusals } = setUp();
    for (let read = 0; read < 60; read += 1) ask('GET');
    for (let id = 1; id <= 300; id += 1) await authenticate(id);
    expect(refusals()).toEqual([]);
    const tokens = asked.slice(60);
    expect(tokens.filter(({ at }) => at === 0)).toHaveLength(90);
    expect(tokens.at(-1)!.at).toBe((300 - APP_PACE.burst) * APP_PACE.interval);
  });

  it('never keeps a token waiting that something is sent with, and has the reading wait for it', async () => {
    const { clock, pace, ask, asked, authenticate, refusals } = setUp();
    for (let id = 1; id <= 300; id += 1) {
      await authenticate(id);
      if (id <= 90 || id > 130) continue;
      const before = clock.now;
      pace.spend();
      ask('POST');
      expect(clock.now).toBe(before);
    }
    expect(refusals()).toEqual([]);
    expect(asked.at(-1)!.at).toBe((340 - APP_PACE.burst) * APP_PACE.interval);
  });

  it('is forgotten after a minute, however much was sent', async () => {
    const { clock, pace, authenticate } = setUp();
    for (let token = 0; token < 5_000; token += 1) pace.spend();
    const before = clock.now;
    await authenticate(1);
    expect(clock.now - before).toBe(60_000);
  });

  it('counts an installation once while Octokit keeps its token, and the App itself not', async () => {
    const { clock, authenticate } = setUp();
    const ids = [1, 2, 3, undefined];
    for (let read = 0; read < 500; read += 1) await authenticate(ids[read % 4]);
    for (let id = 1; id <= 90; id += 1) await authenticate(id);
    expect(clock.now).toBe(1_000_000);
    await authenticate(91);
    expect(clock.now).toBe(1_000_800);
    clock.now += 3_600_000;
    for (let id = 1; id <= 91; id += 1) await authenticate(id);
    expect(clock.now).toBe(1_000_800 + 3_600_000 + 800);
  });
});

describe('a relay that waits to read the next installation', () => {
  it('has asked no more than it may, and is stopped all the same', async () => {
    const sandbox = await startSandbox();
    const app = sandbox.createApp({ name: 'Hub Relay', permissions: NEEDED_PERMISSIONS });
    for (const owner of ['acme', 'other']) {
      sandbox.createRepository({ fullName: `${owner}/app` });
      sandbox.install(app, owner);
    }
    const folder = mkdtempSync(join(tmpdir(), 'hub-relay-pace-'));
    const { settings } = readSettings({
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: 'a-webhook-secret-for-tests',
      GHE_HOST: sandbox.host,
      GHE_PROTOCOL: 'http',
      DATABASE_URL: `file:${join(folder, 'relay.db')}`,
    });
    const log = new FakeLog();
    const relay = await composeRelay({
      settings,
      log,
      authenticate: authenticateAs({ ...settings, credentials: settings.credentials! }),
      appPace: { burst: 1, interval: 3_600_000 },
    });
    const tokens = () => sandbox.exchanges.filter(({ path }) => path.endsWith('/access_tokens'));
    relay.start();
    await until(async () => expect(await relay.store.repositories.installations()).toHaveLength(2));
    // It would have been asked for the second one's by now.
    for (let asked = 0; asked < 20; asked += 1) await fetch(sandbox.url);
    await relay.stop();
    expect(tokens()).toHaveLength(1);
    expect(log.lines).not.toContain('info configuration is up to date with GitHub');
    rmSync(folder, { recursive: true });
    await sandbox.stop();
  });
});
