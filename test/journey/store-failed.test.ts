import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { openStore } from '../../src/store/open-store.ts';
import { RelayProcess } from '../build/process.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

let stage: Stage;
let failures: string[];
const database = (): string => join(stage.folder, 'relay.db');
const takeAway = (): void => rmSync(database());

beforeEach(async () => {
  failures = [];
  stage = await Stage.empty({
    prepare: aSpokeAndItsHub,
    onFailed: ({ message }) => failures.push(message),
  });
});
afterEach(() => stage.close());

/** Runs in the process of the server: from when the file is there, its disk does not take what was written to it. */
const failingDisk = (sign: string): string => `
  import { existsSync } from 'node:fs';
  import { open } from 'node:fs/promises';
  const file = await open(process.execPath);
  const handle = Object.getPrototypeOf(file);
  await file.close();
  const { datasync } = handle;
  handle.datasync = function () {
    if (!existsSync(${JSON.stringify(sign)})) return datasync.call(this);
    return Promise.reject(new Error('EIO: i/o error, fdatasync'));
  };`;

describe('a server whose database fails', () => {
  it('ends with 1 when the disk does not take a write, and the next start brings what was refused', async () => {
    const sign = join(stage.folder, 'the-disk-fails');
    const hook = `data:text/javascript,${encodeURIComponent(failingDisk(sign))}`;
    const relay = new RelayProcess(['start'], stage.env({ NODE_OPTIONS: `--import "${hook}"` }));
    stage.sandbox.setWebhook(stage.app, await relay.webhookUrl());
    await relay.says(/configuration is up to date with GitHub/);
    writeFileSync(sign, '');
    // The server's own writes may find out first, and then nobody answers any more.
    expect((await stage.sandbox.push('acme/app')).delivery?.statusCode).not.toBe(200);
    expect(await relay.exited()).toBe(1);
    expect(relay.text.split('[store-failed]')).toHaveLength(2);
    expect(relay.text).toContain('EIO: i/o error, fdatasync');
    expect(relay.text).toContain('"msg":"stopped"');
    expect(stage.dispatches('acme/docs')).toEqual([]);
    await stage.start();
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));
  }, 60_000);

  it('tells the program around it, which alone decides to end', async () => {
    await stage.start();
    const { url } = stage.service!;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    takeAway();
    for (let push = 0; push < 2; push += 1)
      expect((await stage.sandbox.push('acme/app')).delivery?.statusCode).toBe(503);
    expect(failures).toEqual([expect.stringContaining('was deleted, moved or replaced')]);
    expect(stage.lines.filter((line) => line.includes('[store-failed]'))).toHaveLength(1);
    const health = await fetch(`${url}/healthz`);
    expect({ status: health.status, body: await health.json() }).toEqual({
      status: 503,
      body: { status: 'failed' },
    });
  });
});

describe('hub-relay send, while its database fails', () => {
  it('ends soon with 1, and says why', async () => {
    await (await openStore(stage.env().DATABASE_URL!)).close();
    const terminal = new FakeTerminal();
    const { err } = terminal;
    // Before it has read anything of GitHub that it could write down.
    const hear = (line: string): void => {
      err(line);
      if (line.includes('this process leads')) takeAway();
    };
    const env = stage.env({ LOG_LEVEL: 'debug' });
    const code = await runCommand(['node', 'hub-relay', 'send'], env, Object.assign(terminal, { err: hear }));
    expect(code).toBe(1);
    expect(terminal.errors.at(-1)).toMatch(/was deleted, moved or replaced.*\[store-failed\]$/s);
    expect(existsSync(database())).toBe(false);
  }, 30_000);
});
