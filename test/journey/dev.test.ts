import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installGithubApp } from '../build/app-site.ts';
import { alike } from '../build/document-commands.ts';
import { freePort } from '../build/free-port.ts';
import { readMarkdown } from '../build/markdown.ts';
import { RelayProcess } from '../build/process.ts';
import { isSecret } from '../build/said.ts';
import { register } from '../build/set-up.ts';
import { SmeeServer } from '../build/smee-channel.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { locationOf, Visitor } from '../build/visitor.ts';
import { post, sign } from '../build/webhook.ts';

let smee: SmeeServer;
let stage: Stage;
let folder: string;
let relay: RelayProcess;
beforeEach(async () => {
  smee = await SmeeServer.start();
  stage = await Stage.empty({ prepare: aSpokeAndItsHub });
  folder = join(stage.folder, 'checkout');
  mkdirSync(folder);
});
afterEach(async () => {
  await relay.kill('SIGKILL');
  await stage.close();
  await smee.stop();
});

/** Of the hub's run, GitHub tells too. */
const TOOK_PUSH = /push \S+ came through the channel: 200/;

const times = (text: string | RegExp): number => relay.text.split(text).length - 1;
const sees = (text: string | RegExp, count = 1): Promise<void> =>
  until(() => expect(times(text), `"${String(text)}" in\n${relay.text}`).toBe(count));

describe('hub-relay dev', () => {
  it('makes a channel, takes every change into use, loses no webhook meanwhile, and ends in order', async () => {
    const file = join(folder, '.env');
    stage.sandbox.createAccount('mia', 'User');
    const credentials = { APP_ID: undefined, PRIVATE_KEY: undefined, WEBHOOK_SECRET: undefined };
    const port = await freePort();
    const env = {
      ...stage.env(),
      ...credentials,
      GH_ORG: 'acme',
      PORT: String(port),
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'pretty',
    };
    writeFileSync(file, '# mine\nWEBHOOK_PROXY_URL=\n');
    relay = new RelayProcess(['dev', '--channel-server', smee.origin], env, folder);

    // Without credentials, the set-up page, which names the channel to GitHub.
    await sees('Listening on');
    expect(readFileSync(file, 'utf8')).toBe(`# mine\nWEBHOOK_PROXY_URL=${smee.url}\n`);
    await until(() => expect(smee.listeners).toBe(1));
    const { blocks } = readMarkdown('docs/local-development.md');
    const shown = blocks.find(({ language }) => language === 'text')!.text;
    expect(
      alike(relay.text.replaceAll(smee.origin, 'https://smee.io').replaceAll(smee.host, 'smee.io'), shown),
    ).toBe(true);
    const visitor = new Visitor(`http://127.0.0.1:${port}`);
    expect(await (await visitor.get('/probot')).text()).toContain(smee.channel);

    // That it wrote .env itself is no change. Its first webhook may come before it can check any.
    const back = await register(visitor, '?name=Relay+in+development&organisation=acme&webhooks=channel');
    expect(locationOf(await visitor.get(back))).toBe('/probot/success');
    const complete = readFileSync(file, 'utf8');
    for (const name of ['PRIVATE_KEY', 'WEBHOOK_SECRET']) isSecret(parseEnv(complete)[name]!);
    const app = `http://${stage.sandbox.host}/apps/relay-in-development`;
    await installGithubApp(`${app}/installations/new`, 'acme');
    await stage.sandbox.push('acme/app');
    await sees(TOOK_PUSH);
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));
    expect(times('.env changed: the server is started again')).toBe(0);

    const held = times('webhooks are held until the server answers');
    // A mistake is told once, and what comes until it is mended waits.
    writeFileSync(file, `${complete}LANE_BURST=many\n`);
    await sees('LANE_BURST: found many');
    await sees('the server ended (code 1); it is started again at the next change');
    await stage.sandbox.push('acme/app');
    await sees(/webhooks are held until the server answers/, held + 1);
    writeFileSync(file, `${complete}LANE_BURST=9\n`);
    await sees(TOOK_PUSH, 2);
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(2));
    expect(times('LANE_BURST: found many')).toBe(1);
    expect(times(`the channel is ${smee.url}`)).toBe(1);
    expect(times('connected to the channel')).toBe(1);

    // One with a wrong signature is explained once, by who forwards it.
    await post(smee.url, sign('push', '{"a":1.0}'));
    await sees('[channel-rewrote]');
    expect(times('wrong signature')).toBe(0);

    expect(await relay.kill('SIGTERM')).toBe(0);
    expect(relay.text.trimEnd().split('\n').at(-1)).toContain('stopped');
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it('ends at once while it still asks for a channel', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const asked = once(silent, 'request');
    const { port } = silent.address() as AddressInfo;
    relay = new RelayProcess(['dev', '--channel-server', `http://127.0.0.1:${port}`], { PORT: '0' }, folder);
    await asked;
    expect(await relay.kill('SIGTERM')).toBe(0);
    expect(relay.text).toBe('');
    silent.closeAllConnections();
    silent.close();
  });

  it('says in one sentence that there is no network, and goes on; its server ends with it', async () => {
    await smee.stop();
    const port = await freePort();
    const env = { HOST: '127.0.0.1', PORT: String(port), LOG_FORMAT: 'json' };
    relay = new RelayProcess(['dev', '--channel-server', smee.origin], env, folder);
    await sees('Listening on');
    await sees(`${smee.origin} cannot be reached (ECONNREFUSED)`);
    expect(relay.text).toContain('hub-relay simulate');
    expect(existsSync(join(folder, '.env'))).toBe(false);
    await relay.kill('SIGKILL');
    await until(() => expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow());
  });
});
