import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkWebhook } from '../../src/cli/webhook-check.ts';
import { readSettings } from '../../src/settings.ts';
import { RelayProcess, runRelay } from '../build/process.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { FakeLog } from '../fakes/fake-log.ts';

let stage: Stage;
let relay: RelayProcess | undefined;
beforeEach(async () => {
  stage = await Stage.empty({ prepare: aSpokeAndItsHub });
});
afterEach(async () => {
  await relay?.kill('SIGKILL');
  relay = undefined;
  await stage.close();
});

const production = (): Record<string, string> => stage.env({ NODE_ENV: 'production' });
const start = (env: Record<string, string>): RelayProcess => (relay = new RelayProcess(['start'], env));

/** What the check alone says in production, where it does not refuse. */
const warnings = async (): Promise<readonly string[]> => {
  const log = new FakeLog();
  const { settings } = readSettings(production());
  await checkWebhook({ ...settings, credentials: settings.credentials! }, log);
  return log.lines;
};

describe('hub-relay start in production', () => {
  it('is refused while GitHub sends webhooks to an http: address, of which no more is told than the host', async () => {
    stage.sandbox.setWebhook(stage.app, 'http://relay.example:8080/hook/s3cret?token=s3cret');
    const { code, text } = await runRelay(['start'], production());
    expect(code).toBe(1);
    expect(text).toContain('The webhook URL of the App is at http://relay.example:8080.');
    expect(text).toContain('[webhook-insecure]');
    expect(text).not.toMatch(/s3cret|\n\s+at |takes webhooks at/);
  });

  it('is refused while GitHub does not look at our certificate', async () => {
    stage.sandbox.setWebhook(stage.app, 'https://relay.example/hook');
    stage.app.insecureSsl = true;
    const { code, text } = await runRelay(['start'], production());
    expect([code, text]).toEqual([1, expect.stringContaining('SSL verification is disabled')]);
  });

  it.each([
    ['an https: address', 'https://relay.example/hook'],
    ['this machine', 'http://127.0.0.1:3000/hook'],
    ['nowhere yet', undefined],
  ])('goes on without a word where webhooks go to %s', async (_, url) => {
    stage.sandbox.setWebhook(stage.app, url);
    expect(await warnings()).toEqual([]);
  });

  it.each([
    ['does not answer', 'hang' as const],
    ['is down', { status: 502 }],
  ])('warns, and goes on, where GitHub %s', async (_, answer) => {
    stage.sandbox.setWebhook(stage.app, 'http://relay.example/hook');
    stage.sandbox.faults.add({ path: /^\/app\/hook\/config$/, answer });
    expect(await warnings()).toEqual(['warn GitHub could not be asked whether it sends webhooks over HTTPS']);
  });
});

describe('hub-relay start in development', () => {
  it('only warns of an http: address', async () => {
    stage.sandbox.setWebhook(stage.app, 'http://relay.example/hook');
    const running = start(stage.env());
    await running.webhookUrl();
    await running.says(/In production, Hub Relay would not start like this/);
  });
});
