import { beforeEach, describe, expect, it } from 'vitest';
import { replayFrom, type ReplayCommandOptions } from '../../src/cli/replay.ts';
import { aStored, FakeNotifications } from '../fakes/fake-notifications.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

let notifications: FakeNotifications;

beforeEach(() => {
  notifications = new FakeNotifications(
    aStored('n-1'),
    aStored('n-2', { hub: 'other/site' }),
    aStored('n-3'),
    aStored('n-4', { state: 'delivered' }),
    aStored('n-5', { state: 'refused', reason: 'acme/docs has no accept entry' }),
  );
});

const run = async (
  id: string | undefined,
  options: ReplayCommandOptions,
  terminal = new FakeTerminal(),
): Promise<{ code: number; terminal: FakeTerminal }> => ({
  code: await replayFrom({ notifications }, id, options, terminal),
  terminal,
});

const replayed = (): readonly string[] => notifications.batches.flat();

describe('hub-relay notifications replay', () => {
  it('sends one again, and asks nothing', async () => {
    const { code, terminal } = await run('n-4', {}, new FakeTerminal('n'));
    expect(code).toBe(0);
    expect(terminal.questions).toEqual([]);
    expect(terminal.text).toBe('1 notification is due again; the running Hub Relay sends it.');
    expect(replayed()).toEqual(['n-4']);
  });

  it('says how many would go where before it sends more than one, and takes no for an answer', async () => {
    for (const answer of ['', 'n', 'no', 'yesterday']) {
      const { code, terminal } = await run(undefined, { state: 'dead' }, new FakeTerminal(answer));
      expect(code).toBe(1);
      expect(terminal.questions).toEqual(['Send 3 notifications to 2 hubs again? [y/N]']);
      expect(terminal.errors).toEqual(['Nothing was changed.']);
    }
    expect(replayed()).toEqual([]);
  });

  it('sends them when the answer is yes', async () => {
    for (const answer of ['y', 'YES ']) {
      const { code, terminal } = await run(undefined, { hub: 'acme/docs' }, new FakeTerminal(answer));
      expect(code).toBe(0);
      expect(terminal.questions).toEqual(['Send 2 notifications to acme/docs again? [y/N]']);
      expect(terminal.text).toBe('2 notifications are due again; the running Hub Relay sends them.');
      for (const id of ['n-1', 'n-3']) notifications.becomes(id, 'dead');
    }
    expect(replayed()).toEqual(['n-1', 'n-3', 'n-1', 'n-3']);
  });

  it('writes large numbers so that they can be read', async () => {
    notifications.kept = Array.from({ length: 1_234 }, (_, index) => aStored(`n-${index}`));
    const { terminal } = await run(undefined, { state: 'dead' }, new FakeTerminal('y'));
    expect(terminal.questions).toEqual(['Send 1,234 notifications to acme/docs again? [y/N]']);
    expect(terminal.text).toContain('1,234 notifications are due again');
  });

  it('says how far it is while it works, to who looks', async () => {
    notifications.kept = Array.from({ length: 450 }, (_, index) => aStored(`n-${index}`));
    const said: string[] = [];
    const progress = (text: string): void => void said.push(text);
    await run(undefined, { state: 'dead', yes: true }, Object.assign(new FakeTerminal(), { progress }));
    expect(said).toEqual(['200 notifications', '400 notifications', '450 notifications', '']);
  });

  it('does not ask where there is one, with --yes, or where nobody sits', async () => {
    const one = await run(undefined, { hub: 'other/site' }, new FakeTerminal('n'));
    const yes = await run(undefined, { hub: 'acme/docs', yes: true }, new FakeTerminal('n'));
    const nobody = await run(undefined, { state: 'delivered' });
    for (const { code, terminal } of [one, yes, nobody]) {
      expect(code).toBe(0);
      expect(terminal.questions).toEqual([]);
    }
    expect(replayed()).toEqual(['n-2', 'n-1', 'n-3', 'n-4']);
  });

  it('counts for each hub in a dry run, and changes nothing', async () => {
    const { code, terminal } = await run(undefined, { state: 'dead', dryRun: true }, new FakeTerminal('y'));
    expect(code).toBe(0);
    expect(terminal.text.split('\n')).toEqual([
      'HUB         NOTIFICATIONS',
      'acme/docs   2',
      'other/site  1',
      '',
      'Would send 3 notifications to 2 hubs again.',
    ]);
    expect((await run('n-2', { dryRun: true })).terminal.text).toContain(
      'Would send 1 notification to other/site again.',
    );
    expect(replayed()).toEqual([]);
  });

  it('prints JSON that a program can read, and asks elsewhere', async () => {
    const dry = await run(undefined, { state: 'dead', dryRun: true, json: true });
    expect(JSON.parse(dry.terminal.text)).toEqual({
      count: 3,
      hubs: [
        { hub: 'acme/docs', count: 2 },
        { hub: 'other/site', count: 1 },
      ],
    });
    const done = await run(undefined, { state: 'dead', json: true }, new FakeTerminal('y'));
    expect(JSON.parse(done.terminal.text)).toEqual({ replayed: 3 });
    expect(JSON.parse((await run('n-4', { json: true })).terminal.text)).toEqual({ replayed: 1 });
  });

  it('says that nothing matches', async () => {
    const none = 'No notifications on record that match and can be replayed.';
    for (const terminal of [new FakeTerminal(), new FakeTerminal('y')]) {
      expect((await run(undefined, { hub: 'acme/none' }, terminal)).code).toBe(0);
      expect(terminal.text).toBe(none);
    }
    expect((await run(undefined, { hub: 'acme/none', dryRun: true })).terminal.text).toBe(none);
  });

  it('wants either an id or a filter: nobody sends everything by mistake', async () => {
    for (const [id, options] of [
      [undefined, {}],
      [undefined, { yes: true }],
      ['n-1', { hub: 'acme/docs' }],
      ['n-1', { state: 'dead' }],
    ] as const) {
      const { code, terminal } = await run(id, options);
      expect(code).toBe(1);
      expect(terminal.errors.join()).toContain('Say which');
    }
    expect(replayed()).toEqual([]);
  });

  it.each(['pending', 'sending', 'refused', 'merged', 'sent'])(
    'replays nothing that is %s',
    async (state) => {
      const { code, terminal } = await run(undefined, { state });
      expect(code).toBe(1);
      expect(terminal.errors).toEqual([
        `Nothing that is "${state}" can be replayed; use delivered, dead, waiting.`,
      ]);
    },
  );

  it('says why one cannot be replayed, and what can', async () => {
    await expect(run('n-5', {})).rejects.toMatchObject({
      code: 'not-replayable',
      message: expect.stringContaining(
        'It is refused. It was refused, and what is refused is never sent. (acme/docs has no accept entry)',
      ),
    });
    await expect(run('n-9', {})).rejects.toMatchObject({ code: 'not-found' });
  });
});
