import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { type BrokenHub } from '../../src/flow/notification-ports.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const DISPATCHES = /\/repos\/acme\/docs\/dispatches$/;
const refusal = (status: number, message: string) => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});
const REFUSED = refusal(422, 'Invalid request.');
const GONE = refusal(404, 'Not Found');

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({ prepare: aSpokeAndItsHub });
});
afterAll(() => stage.close());
beforeEach(() => stage.sandbox.faults.clear());

const run = async (args: string, terminal = new FakeTerminal()) => {
  const code = await runCommand(['node', 'hub-relay', ...args.split(' ')], stage.env(), terminal);
  return { code, text: [...terminal.written, ...terminal.errors].join('\n'), terminal };
};

/** One push, whose notification comes to this state. */
const push = async (state: string): Promise<{ readonly guid: string; readonly id: string }> => {
  const { delivery } = await stage.sandbox.push('acme/app');
  const { notifications } = await stage.settled(delivery?.guid, [state]);
  return { guid: delivery!.guid, id: notifications[0]!.id };
};

/** The ids of what the hub received, and at which attempt. */
const received = (from = 0): readonly string[] =>
  stage
    .dispatches('acme/docs')
    .slice(from)
    .map(({ clientPayload }) => {
      const { id, attempt } = clientPayload.relay as { readonly id: string; readonly attempt: number };
      return `${id} ${attempt}`;
    });

describe('a replay', () => {
  it('sends one that is dead again, under its id, while Hub Relay runs', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: DISPATCHES, answer: REFUSED });
    const { guid, id } = await push('dead');
    const before = received().length;
    expect(await run(`notifications replay ${id}`)).toMatchObject({
      code: 0,
      text: '1 notification is due again; the running Hub Relay sends it.',
    });
    await stage.settled(guid, ['delivered']);
    expect(received(before)).toEqual([`${id} 2`]);
    expect((await run(`notifications show ${id}`)).text).toMatch(/attempt 1: .*422[^]*attempt 2: .*204/);
    expect((await run('notifications --limit 1')).text).toMatch(/delivered +2 /);
  });

  it('sends one that was delivered once more: the hub can tell by its id', async () => {
    const { id } = await push('delivered');
    const before = received().length;
    await run(`notifications replay ${id}`);
    await until(() => expect(received(before)).toEqual([`${id} 2`]));
  });

  it('sends all that match, in the order in which they came, and nothing else', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: DISPATCHES, answer: REFUSED, times: 3 });
    const dead = [await push('dead'), await push('dead'), await push('dead')];
    const alive = await push('delivered');
    const filter = '--spoke acme/app --hub Acme/Docs --event-type push --since 1h';
    const dry = await run(`notifications replay ${filter} --dry-run --json`);
    expect(JSON.parse(dry.text)).toEqual({ count: 3, hubs: [{ hub: 'acme/docs', count: 3 }] });
    expect((await run(`notifications replay ${filter} --until 1h`)).text).toContain('No notifications');

    const before = received().length;
    const asked = await run(`notifications replay ${filter}`, new FakeTerminal('n'));
    expect(asked.code).toBe(1);
    expect(asked.terminal.questions).toEqual(['Send 3 notifications to acme/docs again? [y/N]']);
    const done = await run(`notifications replay ${filter}`, new FakeTerminal('y'));
    expect(done.text).toBe('3 notifications are due again; the running Hub Relay sends them.');
    await until(() => expect(received(before)).toEqual(dead.map(({ id }) => `${id} 2`)));
    expect(await stage.store.notifications.find(alive.id)).toMatchObject({ lastAttempt: 1 });
  });

  it.each([
    ['notifications replay', 'Say which'],
    ['notifications replay nothing', 'No notification "nothing".'],
    ['notifications replay --state refused', 'Nothing that is "refused" can be replayed'],
    ['notifications replay --since yesterday', 'use a time such as'],
    ['notifications --until 2026-02-30', 'use a time such as'],
    ['hubs retry acme/none', 'No hub "acme/none" is broken.'],
  ])('%s: ends with 1 and says %j', async (args, says) => {
    const { code, text } = await run(args);
    expect(code).toBe(1);
    expect(text).toContain(says);
    expect(text).not.toMatch(/\n\s+at /);
  });
});

describe('a hub that refuses everything', () => {
  const breakIt = async (): Promise<void> => {
    stage.sandbox.faults.add({ method: 'POST', path: DISPATCHES, answer: GONE, times: 3 });
    for (let count = 0; count < 3; count += 1) await push('dead');
  };

  it('is left alone, its notifications wait, and a retry sends them', async () => {
    await breakIt();
    const held = await push('pending');
    const { text } = await run('hubs');
    expect(text).toMatch(/^acme\/docs .* hub-not-found +1 +GitHub answered 404: Not Found$/m);
    expect(JSON.parse((await run('hubs --json')).text) as BrokenHub).toMatchObject({
      hub: 'acme/docs',
      code: 'hub-not-found',
      held: 1,
    });
    expect((await run(`notifications show ${held.id}`)).text).toContain('hub-relay hubs retry acme/docs');

    const before = received().length;
    expect((await run('hubs retry acme/docs')).text).toContain('1 notification waited for it');
    await until(() => expect(received(before)).toEqual([`${held.id} 1`]));
    expect((await run('hubs')).text).toBe('No hub is broken.');
  });

  it('is tried again by a replay', async () => {
    await breakIt();
    const held = await push('pending');
    expect((await run('notifications replay --state dead --since 1h')).code).toBe(0);
    await stage.settled(held.guid, ['delivered']);
    await until(async () =>
      expect(await stage.store.notifications.list({ state: 'dead', limit: 10 })).toEqual([]),
    );
    expect((await run('hubs')).text).toBe('No hub is broken.');
  });
});
