import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChannel } from '../../../src/cli/dev/find-channel.ts';
import { type Environment } from '../../../src/settings.ts';
import { SmeeServer } from '../../build/smee-channel.ts';

let smee: SmeeServer;
let folder: string;
let file: string;
beforeEach(async () => {
  smee = await SmeeServer.start();
  folder = mkdtempSync(join(tmpdir(), 'hub-relay-channel-'));
  file = join(folder, '.env');
});
afterEach(async () => {
  await smee.stop();
  rmSync(folder, { recursive: true });
});

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const APP = { APP_ID: '1', PRIVATE_KEY: privateKey };
const find = (env: Environment, server = smee.origin) => findChannel({ env, file, server });
const written = (): string => readFileSync(file, 'utf8');

describe('the channel of a development server', () => {
  it('is the one of WEBHOOK_PROXY_URL', async () => {
    const url = 'https://smee.io/abc';
    expect(await find({ WEBHOOK_PROXY_URL: url })).toEqual({ url, note: `the channel is ${url}` });
    expect(await find({ WEBHOOK_PROXY_URL: 'ftp://smee' })).toEqual({
      note: 'no channel: WEBHOOK_PROXY_URL is wrong',
    });
  });

  it('is a new one where there is none, and kept in a file that only its owner can read', async () => {
    const { url, note } = await find({});
    expect(url).toBe(smee.url);
    expect(note).toBe(
      `the channel is ${smee.url} (new, kept in .env): the App that the set-up page registers will send to it`,
    );
    expect(written()).toBe(`WEBHOOK_PROXY_URL=${smee.url}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['#\nWEBHOOK_PROXY_URL=\nA=1', '#\nWEBHOOK_PROXY_URL=URL\nA=1'],
    ['A=1\n  export WEBHOOK_PROXY_URL = ""\r\nB=2\n', 'A=1\nWEBHOOK_PROXY_URL=URL\r\nB=2\n'],
    [
      '#WEBHOOK_PROXY_URL=\nMY_WEBHOOK_PROXY_URL=x',
      '#WEBHOOK_PROXY_URL=\nMY_WEBHOOK_PROXY_URL=x\nWEBHOOK_PROXY_URL=URL\n',
    ],
  ])('is put into the file and leaves the rest: %j', async (before, after) => {
    writeFileSync(file, before);
    await find({});
    expect(written()).toBe(after.replace('=URL', `=${smee.url}`));
  });

  it('has to be told to GitHub where the App is there already', async () => {
    const { note } = await find({ ...APP, WEBHOOK_SECRET: 'secret' });
    expect(note).toContain('set it as the webhook URL on the App’s page on GitHub');
  });

  it('is used although it cannot be kept', async () => {
    rmSync(folder, { recursive: true });
    const { url, note } = await find({});
    expect(url).toBe(smee.url);
    expect(note).toContain('not kept, as .env cannot be written: ENOENT');
    file = join(mkdtempSync(folder), '.env');
    folder = join(file, '..');
  });

  it.each<[string, Environment, string]>([
    ['nobody wants it', { NO_SMEE_SETUP: 'true' }, 'NO_SMEE_SETUP is true'],
    ['the server would not start with it', APP, 'WEBHOOK_SECRET is not set'],
    ['only GitHub may send', { WEBHOOK_SENDERS: 'github' }, 'WEBHOOK_SENDERS is github'],
  ])('is not made where %s', async (_, env, why) => {
    const { url, note } = await find(env);
    expect(url).toBeUndefined();
    expect(note).toContain(why);
    expect(() => written()).toThrow();
  });

  it('is none where there is no network, and what works then is said', async () => {
    await smee.stop();
    const { url, note } = await find({});
    expect(url).toBeUndefined();
    expect(note).toMatch(/cannot be reached \(ECONNREFUSED\).*hub-relay simulate/);
  });

  it.each([
    ['http://smee.example/abc', 'gave no https:// address'],
    [undefined, 'cannot be reached (Failed to create channel)'],
  ])('is none where the server names %s', async (location, why) => {
    const server = createServer((_, response) => response.writeHead(307, location ? { location } : {}).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { url, note } = await find({}, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.close();
    expect(url).toBeUndefined();
    expect(note).toContain(why);
  });
});
