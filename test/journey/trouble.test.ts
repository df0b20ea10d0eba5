import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withConnection } from '../build/connections.ts';
import { RelayProcess } from '../build/process.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';

const PUSH = JSON.stringify({ ref: 'refs/heads/main', repository: { id: 1, full_name: 'nobody/here' } });

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.empty({ prepare: aSpokeAndItsHub });
});
afterEach(() => stage.close());

interface Ready {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly reason?: string }>>;
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

/** Until its status is that; the answer is kept for a second. */
const readyz = (url: string, status: number): Promise<Ready> =>
  until(async () => {
    const response = await fetch(`${url}/readyz`);
    const ready = (await response.json()) as Ready;
    expect(response.status, JSON.stringify(ready)).toBe(status);
    return ready;
  });

describe('Hub Relay, when its database cannot be written', () => {
  it('is ready once it has read the installations, and says so to anyone', async () => {
    await stage.start();
    expect(await readyz(stage.service!.url, 200)).toEqual({
      status: 'ready',
      checks: { store: { ok: true }, lanes: { ok: true }, planning: { ok: true } },
    });
  });

  it('is not ready while GitHub cannot be read at the first start', async () => {
    stage.sandbox.faults.add({ method: 'GET', path: /installations/, chance: 1, answer: { status: 502 } });
    const running = new RelayProcess(['start'], stage.env());
    try {
      const { origin } = new URL(await running.webhookUrl());
      const { checks } = await readyz(origin, 503);
      expect(checks.planning).toEqual({ ok: false, reason: 'Hub Relay is reading the installations.' });
      stage.sandbox.faults.clear();
      await readyz(origin, 200);
    } finally {
      await running.kill('SIGKILL');
    }
  });

  it('answers 503 while the file can only be read, and goes on by itself afterwards', async () => {
    const path = join(realpathSync(stage.folder), 'relay.db');
    const { connection } = await withConnection(path, () => stage.start());
    const { url } = stage.service!;
    connection.exec('pragma query_only = on');
    const refused = sign('push', PUSH);
    expect((await post(stage.webhookUrl, refused)).status).toBe(503);
    const { checks } = await readyz(url, 503);
    expect(checks.store).toEqual({ ok: false, reason: 'A write failed; the log says why.' });
    expect(stage.lines.join('')).toMatch(/attempt to write a readonly database.*"msg":"not ready"/);
    expect(await statusOf(`${url}/healthz`)).toBe(200);
    connection.exec('pragma query_only = off');
    await readyz(url, 200);
    expect((await post(stage.webhookUrl, refused)).status).toBe(200);
    expect((await stage.sandbox.push('acme/app')).delivery?.statusCode).toBe(200);
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));
  });

  it('says within seconds that another process holds the lock', async () => {
    await stage.start();
    const { url } = stage.service!;
    using other = new DatabaseSync(join(stage.folder, 'relay.db'));
    await until(() => other.exec('begin immediate'));
    const { checks } = await readyz(url, 503);
    expect(checks.store).toEqual({ ok: false, reason: 'A write took over 2 s.' });
    expect(await statusOf(`${url}/healthz`)).toBe(200);
    other.exec('rollback');
    await readyz(url, 200);
  });
});

/** No file of this process may grow beyond so many bytes. https://man7.org/linux/man-pages/man1/prlimit.1.html */
const limitFiles = ({ child }: RelayProcess, bytes: string): void => {
  execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:unlimited`]);
};
const hasPrlimit = ((): boolean => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasPrlimit)('Hub Relay, as a process whose disk takes no more', () => {
  it('answers 503 and stays alive, and afterwards finishes all that it had taken, once', async () => {
    const running = new RelayProcess(['start'], stage.env());
    try {
      const webhookUrl = await running.webhookUrl();
      const { origin } = new URL(webhookUrl);
      stage.sandbox.setWebhook(stage.app, webhookUrl);
      await readyz(origin, 200);
      const answer = () => {
        limitFiles(running, '4096');
        return { delayMs: 0 };
      };
      stage.sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer });
      expect((await stage.sandbox.push('acme/app')).delivery?.statusCode).toBe(200);
      await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));

      const refused = sign('push', PUSH);
      expect((await post(webhookUrl, refused)).status).toBe(503);
      const { checks } = await readyz(origin, 503);
      expect(checks.store?.ok).toBe(false);
      expect(await statusOf(`${origin}/healthz`)).toBe(200);
      await running.says(/the outcome of an attempt could not be saved/);

      limitFiles(running, 'unlimited');
      await readyz(origin, 200);
      expect((await post(webhookUrl, refused)).status).toBe(200);
      await running.says(/delivered: acme\/docs took it/);
      stage.sandbox.faults.clear();
      expect((await stage.sandbox.push('acme/app')).delivery?.statusCode).toBe(200);
      await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(2));
      expect(await running.kill('SIGTERM')).toBe(0);
      const ids = stage
        .dispatches('acme/docs')
        .map(({ clientPayload }) => (clientPayload.relay as { id: string }).id);
      expect(new Set(ids).size).toBe(2);
    } finally {
      await running.kill('SIGKILL');
    }
  });
});
