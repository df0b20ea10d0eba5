import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { freePort } from '../build/free-port.ts';
import { RelayProcess } from '../build/process.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

let stage: Stage;
let port: number;
let relay: RelayProcess | undefined;

beforeEach(async () => {
  stage = await Stage.empty({ prepare: aSpokeAndItsHub });
  port = await freePort();
  stage.sandbox.setWebhook(stage.app, `http://127.0.0.1:${port}/api/github/webhooks`);
});
afterEach(async () => {
  await relay?.kill('SIGKILL');
  relay = undefined;
  await stage.close();
});

const env = (): Record<string, string> => stage.env({ PORT: String(port) });
const start = (): RelayProcess => (relay = new RelayProcess(['start'], env()));

/** Pushes that nobody takes, because nothing listens. */
const missedPushes = async (count: number): Promise<readonly string[]> => {
  const guids: string[] = [];
  for (let push = 0; push < count; push += 1) {
    const { delivery } = await stage.sandbox.push('acme/app');
    expect(delivery?.statusCode).toBe(502);
    guids.push(delivery!.guid);
  }
  return guids;
};
const told = (): readonly string[] =>
  stage
    .dispatches('acme/docs')
    .map(({ clientPayload }) => (clientPayload.relay as { event_id: string }).event_id);
const redeliveries = (): readonly string[] =>
  stage.sandbox.deliveries.filter(({ redelivery }) => redelivery).map(({ guid }) => guid);
const looked = (counts: string): RegExp =>
  new RegExp(`"listed":\\d+,${counts}[^\\n]*looked for deliveries that were missed`);

const says = (running: RelayProcess, words: RegExp): Promise<void> =>
  until(() => expect(running.text).toMatch(words));

const run = async (args: string, changes: Record<string, string> = {}) => {
  const lines: string[] = [];
  const write = (text: string): void => void lines.push(text);
  const argv = ['node', 'hub-relay', ...args.split(' ')];
  const code = await runCommand(argv, { ...env(), ...changes }, { out: write, err: write });
  return { code, lines, text: lines.join('\n') };
};

describe('a server that was down while repositories were pushed to', () => {
  it('gets every push when it is back, in their order and each once, and then asks for nothing more', async () => {
    const guids = await missedPushes(3);
    const running = start();
    await until(() => expect(told()).toEqual(guids));
    await says(running, looked('"missed":3,"asked":3'));
    await running.kill('SIGTERM');
    await says(start(), looked('"missed":0,"asked":0'));
    expect(redeliveries()).toEqual(guids);
    expect(told()).toEqual(guids);
  });

  it('goes on where it was killed in the middle of a look', async () => {
    const guids = await missedPushes(4);
    const running = start();
    await until(() => expect(told()).toHaveLength(2));
    await running.kill('SIGKILL');
    const later = await missedPushes(1);
    start();
    // What was being told when the kill came is told once more.
    const all = new Set([...guids, ...later]);
    await until(() => expect(new Set(told())).toEqual(all));
    await stage.sandbox.idle();
    const once = new Set(redeliveries());
    expect(once).toEqual(all);
    // The one that was asked for when the kill came may be asked for once more.
    expect(redeliveries().length).toBeLessThanOrEqual(once.size + 1);
  });
});

describe('hub-relay recover', () => {
  it('asks for what was missed beside a running server, which receives it', async () => {
    const running = start();
    await says(running, looked('"missed":0'));
    stage.sandbox.setWebhook(stage.app, `http://127.0.0.1:${await freePort()}/`);
    const [guid] = await missedPushes(1);
    stage.sandbox.setWebhook(stage.app, `http://127.0.0.1:${port}/api/github/webhooks`);

    const dry = await run('recover --dry-run');
    expect(dry.code).toBe(0);
    expect(dry.lines[0]).toMatch(new RegExp(`^${guid} {2}push, missed .*Z: would be asked for$`));
    expect(redeliveries()).toEqual([]);

    const { code, lines } = await run('recover --since 3h');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(new RegExp(`^${guid} {2}push, missed .*Z: asked for$`));
    expect(lines[1]).toMatch(
      /1 missed, 1 asked for, 0 given up\.\nGitHub sends them to the App’s webhook URL/,
    );
    await until(() => expect(told()).toEqual([guid]));

    const [only, ...others] = (await run('recover --json')).lines;
    expect(others).toEqual([]);
    expect(JSON.parse(only!)).toMatchObject({ summary: { missed: 0, asked: 0, left: 0 } });
  });

  it('prints JSON, one event a line, then the summary', async () => {
    await says(start(), looked('"missed":0'));
    await relay?.kill('SIGTERM');
    const [guid] = await missedPushes(1);
    const [event, summary] = (await run('recover --dry-run --json')).lines;
    expect(JSON.parse(event!)).toMatchObject({ guid, event: 'push', failed: 1, asked: false });
    expect(JSON.parse(summary!)).toMatchObject({ summary: { missed: 1, asked: 0 } });
  });

  it('says in words what keeps it from working, and ends with 1', async () => {
    await says(start(), looked('"missed":0'));
    await relay?.kill('SIGTERM');
    expect(await run('recover --since tomorrow')).toMatchObject({ code: 1 });
    const cases = [
      [{ APP_ID: '1' }, /It answered 404: .*\n {2}Check APP_ID and PRIVATE_KEY.*\[credentials-refused\]/],
      [{ APP_ID: '' }, /APP_ID: found nothing.*\n.*\[settings-invalid\]/],
      [{ GHE_HOST: `127.0.0.1:${await freePort()}` }, /could not be asked.*\n.*\[github-unreadable\]/],
    ] as const;
    for (const [changes, words] of cases) {
      const { code, text } = await run('recover', changes);
      expect(code).toBe(1);
      expect(text).toMatch(words);
      expect(text).not.toMatch(/\n\s+at /);
    }
  });
});
