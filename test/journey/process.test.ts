import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../build/free-port.ts';
import { RelayProcess, runRelay } from '../build/process.ts';
import { expectNoSecrets } from '../build/said.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';

let stage: Stage;
let relay: RelayProcess | undefined;
beforeEach(async () => {
  stage = await Stage.empty({
    prepare: aSpokeAndItsHub,
  });
});
afterEach(async () => {
  await relay?.kill('SIGKILL');
  await stage.close();
});

const start = async (): Promise<RelayProcess> => {
  relay = new RelayProcess(['start'], stage.env());
  stage.sandbox.setWebhook(stage.app, await relay.webhookUrl());
  return relay;
};

/** Some 140 after the first event where this was written, and 173 where V8 lets the space for what is new grow while modules load. */
const residentMegabytes = ({ child }: RelayProcess): number | undefined => {
  const path = `/proc/${child.pid}/status`;
  if (!existsSync(path)) return undefined;
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1]) / 1024;
};

describe('hub-relay start, as a process', () => {
  it('does the main job, and ends with 0 on SIGTERM', async () => {
    const running = await start();
    expect((await stage.sandbox.push('acme/app')).delivery?.statusCode).toBe(200);
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));
    expect(residentMegabytes(running) ?? 0).toBeLessThan(160);
    expect(await running.kill('SIGTERM')).toBe(0);
    expect(running.text).toContain('stopped');
  });

  it('keeps what Node made of its sources beside what npm installed', async () => {
    const cache = new URL('../../node_modules/.cache/hub-relay', import.meta.url);
    rmSync(cache, { recursive: true, force: true });
    expect((await runRelay(['--version'], { NODE_COMPILE_CACHE: undefined })).code).toBe(0);
    expect(readdirSync(cache)).not.toEqual([]);
  });

  it('finishes what is in flight before it ends', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: { delayMs: 500 } });
    const running = await start();
    await stage.sandbox.push('acme/app');
    await running.says(/"msg":"sending"/);
    expect(await running.kill('SIGTERM')).toBe(0);
    expect(stage.dispatches('acme/docs')).toHaveLength(1);
    expect(running.text).toContain('delivered: acme/docs took it');
  });

  it('finishes what is in flight when Ctrl-C comes twice, as it does below npm', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: { delayMs: 500 } });
    const running = await start();
    await stage.sandbox.push('acme/app');
    await running.says(/"msg":"sending"/);
    running.child.kill('SIGINT');
    await until(() => expect(running.text).toContain('stopping'));
    expect(await running.kill('SIGINT')).toBe(0);
    expect(running.text).toContain('delivered: acme/docs took it');
  });

  it('loses nothing to kill -9 right after its 200, and tells the hub when it is back', async () => {
    const guids: (string | undefined)[] = [];
    for (let round = 0; round < 4; round += 1) {
      const running = await start();
      const pushes = await Promise.all([1, 2, 3].map(() => stage.sandbox.push('acme/app')));
      await running.kill('SIGKILL');
      guids.push(
        ...pushes
          .filter(({ delivery }) => delivery?.statusCode === 200)
          .map(({ delivery }) => delivery?.guid),
      );
    }
    await start();
    await until(() => {
      const told = stage
        .dispatches('acme/docs')
        .map(({ clientPayload }) => (clientPayload.relay as { event_id: string }).event_id);
      expect(new Set(told)).toEqual(new Set(guids));
    });
    expect(guids).toHaveLength(12);
  });

  it('sends again what was in flight when it was killed, under the same id', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: 'hang' });
    const running = await start();
    await stage.sandbox.push('acme/app');
    await running.says(/"msg":"sending"/);
    await running.kill('SIGKILL');
    stage.sandbox.faults.clear();
    const again = await start();
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));
    expect(again.text).toContain('attempts were interrupted and will be made again');
  });

  it('ends within 10 s although GitHub does not answer', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: 'hang' });
    const running = await start();
    await stage.sandbox.push('acme/app');
    await running.says(/"msg":"sending"/);
    expect(await running.kill('SIGTERM')).toBe(0);
    expect(running.text).toContain('"mayHaveArrived":true');
  });

  it('does not start beside another one on the same database, which would send everything twice', async () => {
    await start();
    const { code, text } = await runRelay(['start'], stage.env({ LOG_LEVEL: 'silent' }));
    expect(code).toBe(1);
    expect(text).toContain('Another Hub Relay works on the database');
  });

  it('lets no secret into its log or its database', async () => {
    const running = await start();
    await stage.sandbox.push('acme/app');
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));
    await post(await running.webhookUrl(), sign('push', '{"x":1}', { 'x-hub-signature-256': 'sha256=0' }));
    await running.kill('SIGTERM');
    const { text: database } = await runRelay(['events', '--json', '--limit', '100'], stage.env());
    const { text: notifications } = await runRelay(['notifications', '--json'], stage.env());
    const onDisk = readdirSync(stage.folder).map((name) => readFileSync(join(stage.folder, name), 'latin1'));
    const everything = [running.text, database, notifications, ...onDisk].join('\n');
    expect(everything).toContain('delivered');
    expectNoSecrets('the log, the database or the command line', everything);
  });
});

describe('hub-relay start, before it runs', () => {
  it('ends at once at a signal as the first process of a container, which the system does not end', async () => {
    stage.sandbox.faults.add({ path: /^\/app\/hook\/config$/, answer: 'hang' });
    const first = `data:text/javascript,Object.defineProperty(process, 'pid', { value: 1 })`;
    relay = new RelayProcess(
      ['start'],
      stage.env({ NODE_ENV: 'production', NODE_OPTIONS: `--import "${first}"` }),
    );
    await until(() => expect(stage.sandbox.exchanges.map(({ path }) => path)).toContain('/app/hook/config'));
    expect(await relay.kill('SIGTERM')).toBe(143);
  });

  it('names every wrong setting at once, without a stack', async () => {
    const { code, text } = await runRelay(
      ['start'],
      stage.env({ PORT: 'x', LOG_LEVEL: 'loud', WEBHOOK_SECRET: '', HOST: '0.0.0.0' }),
    );
    expect(code).toBe(1);
    for (const name of ['PORT: found x', 'LOG_LEVEL: found loud', 'WEBHOOK_SECRET: found nothing'])
      expect(text).toContain(name);
    expect(text).not.toMatch(/\n\s+at /);
  });

  it('says that the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, text } = await runRelay(['start'], stage.env({ PORT: String(port) }));
    server.close();
    expect(code).toBe(1);
    expect(text).toContain('[port-in-use]');
    expect(text).not.toMatch(/\n\s+at /);
  });

  it('says that the database cannot be opened', async () => {
    const { code, text } = await runRelay(
      ['start'],
      stage.env({ DATABASE_URL: 'file:/dev/null/x.db', LOG_LEVEL: 'silent' }),
    );
    expect(code).toBe(1);
    expect(text).toContain('/dev/null');
    expect(text).toContain('[store-unusable]');
    expect(text).not.toMatch(/\n\s+at /);
  });

  it('opens the set-up page where there are no credentials', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hub-relay-setup-'));
    const port = await freePort();
    const channel = 'https://smee.io/a-channel-of-ours';
    const env = { PORT: String(port), HOST: '127.0.0.1', WEBHOOK_PROXY_URL: channel, LOG_FORMAT: 'json' };
    relay = new RelayProcess(['start'], env, folder);
    await relay.says(/Listening on/);
    const page = await (await fetch(`http://127.0.0.1:${port}/probot`)).text();
    expect(page).toContain('Register GitHub App');
    expect(page).toContain(channel);
    expect(await relay.kill('SIGTERM')).toBe(0);
  });
});
