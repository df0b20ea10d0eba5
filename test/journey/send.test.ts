import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { createRecord } from '../../src/flow/record.ts';
import { type Store } from '../../src/flow/ports.ts';
import { sendOnce } from '../../src/functions/send-once.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type Gateway, startGateway } from '../build/gateway.ts';
import { aSpokeAndItsHub, CONFIG, Stage } from '../build/stage.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

let stage: Stage;
let store: Store;
let gateway: Gateway;

beforeEach(async () => {
  stage = await Stage.empty({ prepare: aSpokeAndItsHub });
  store = await openStore(stage.env().DATABASE_URL!);
  const clock = { now: Date.now, random: Math.random };
  const record = createRecord({ store, clock, log: new FakeLog(), onRecorded: () => undefined });
  // Only writes down, as a function does.
  gateway = await startGateway(async ({ headers, body }) => {
    const id = headers['X-Github-Delivery']!;
    const name = headers['X-Github-Event']!;
    await record({ id, name, payload: JSON.parse(body) as unknown, body });
    return { statusCode: 200 };
  });
  stage.sandbox.setWebhook(stage.app, gateway.url);
});
afterEach(async () => {
  await store.close();
  await gateway.close();
  await stage.close();
});

const send = async (options: readonly string[] = [], env = {}) => {
  const terminal = new FakeTerminal();
  const code = await runCommand(['node', 'hub-relay', 'send', ...options], stage.env(env), terminal);
  return { code, text: terminal.text, errors: terminal.errors.join('\n') };
};
const told = (): number => stage.dispatches('acme/docs').length;

describe('hub-relay send', () => {
  it('plans and sends what was only written down, says what it did, and ends; a second run finds nothing', async () => {
    await stage.sandbox.push('acme/app');
    await stage.sandbox.push('acme/app');
    expect(told()).toBe(0);
    // The second one waits for its turn in the lane, and the pass for both.
    const first = await send([], { LOG_LEVEL: 'error', LANE_BURST: '1' });
    // GitHub tells the App too of what it sent, which may be planned by now.
    expect(first.text).toMatch(/Planned [234] events: 2 notifications to send, 0 refused\./);
    expect(first.text).toContain('Made 2 attempts: 2 delivered, 0 to be tried again, 0 dead.');
    expect(first.code).toBe(0);
    expect(told()).toBe(2);
    const chained = await store.audit.read({ after: 0 }, 1_000);
    expect(chained.filter(({ line }) => line.includes('"attempt-ended"'))).toHaveLength(2);

    await stage.sandbox.idle();
    const { text } = await send(['--json'], { LOG_LEVEL: 'error' });
    expect(JSON.parse(text)).toMatchObject({ led: true, isDone: true, notifications: 0, delivered: 0 });
    expect(told()).toBe(2);
  });

  it('counts what was under way when the time was up, which it lets end', async () => {
    await stage.sandbox.push('acme/app');
    const time = new AbortController();
    const answer = () => {
      time.abort();
      return { delayMs: 200 };
    };
    stage.sandbox.faults.add({ method: 'POST', path: /dispatches/, answer });
    const sent = await sendOnce({ env: stage.env(), log: new FakeLog(), signal: time.signal });
    expect(sent).toMatchObject({ isDone: false, notifications: 1, delivered: 1 });
  });

  it('finds, before it ends, that a hub which was told cannot be reached any more', async () => {
    await stage.sandbox.push('acme/app');
    await send([], { LOG_LEVEL: 'error' });
    await stage.sandbox.suspend(stage.installations.get('acme')!);
    await stage.sandbox.idle();
    await send([], { LOG_LEVEL: 'error' });
    expect(await store.marks.read('silenced-hubs')).toBe(
      JSON.stringify([stage.sandbox.repository('acme/docs').id]),
    );
  });

  it('compares with GitHub once an hour, and learns from the record what changed between', async () => {
    await send([], { LOG_LEVEL: 'error' });
    const lists = () => stage.sandbox.exchanges.filter(({ path }) => path.endsWith('/app/installations'));
    const before = lists().length;
    expect(before).toBeGreaterThan(0);
    await stage.sandbox.push('acme/docs', {
      commits: [{ files: { modified: [CONFIG] }, texts: { [CONFIG]: 'accept: []' } }],
    });
    await stage.sandbox.push('acme/app');
    const { text } = await send([], { LOG_LEVEL: 'error' });
    expect(text).toMatch(/: 0 notifications to send, 1 refused/);
    expect(lists()).toHaveLength(before);
  });

  it('plans nothing before GitHub was read once, says so, and loses nothing', async () => {
    await stage.sandbox.push('acme/app');
    stage.sandbox.faults.add({ path: /./, times: 1_000, answer: { status: 500, body: {} } });
    const { code, errors } = await send(['--for', '1s']);
    expect(code).toBe(1);
    expect(errors).toContain('[not-compared]');
    stage.sandbox.faults.clear();
    await send([], { LOG_LEVEL: 'error' });
    expect(told()).toBe(1);
  });

  it('does not begin beside a server on the same file, and says what to do', async () => {
    await stage.start();
    const { code, errors } = await send();
    expect(code).toBe(1);
    expect(errors).toContain('Another Hub Relay works on the database');
  });

  it('makes no database where there is none, and names what is missing', async () => {
    const none = await send([], { DATABASE_URL: `file:${stage.folder}/none.db` });
    expect(none).toMatchObject({ code: 1, errors: expect.stringContaining('[database-missing]') as string });
    const noApp = await send([], { APP_ID: '' });
    expect(noApp.errors).toContain('APP_ID');
    const soon = await send(['--for', 'soon']);
    expect(soon.errors).toContain('use a duration, such as 50s or 5m');
  });
});
