import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { freePort } from '../build/free-port.ts';
import { until } from '../build/until.ts';

let stage: Stage;
let child: ChildProcess;
let output = '';
let url = '';
beforeAll(async () => {
  stage = await Stage.empty({
    prepare: aSpokeAndItsHub,
  });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const probot = join(dirname(createRequire(import.meta.url).resolve('probot')), '..', 'bin', 'probot.js');
  child = spawn(process.execPath, [probot, 'run', './src/app.ts'], {
    env: { PATH: process.env.PATH, ...stage.env({ PORT: String(port) }) },
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => expect(output).toContain('Listening on'));
  stage.sandbox.setWebhook(stage.app, `${url}/api/github/webhooks`);
});
afterAll(async () => {
  child.kill('SIGKILL');
  await stage.close();
});

describe('probot run ./src/app.ts', () => {
  it('loads the application by its default export, and does the main job', async () => {
    const { delivery } = await stage.sandbox.push('acme/app');
    expect(delivery?.statusCode).toBe(200);
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));
  });

  it('says that it is alive and ready, and leaves Probot’s own pages to Probot', async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await until(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
    expect((await fetch(url)).url).toBe(`${url}/probot`);
  });
});
