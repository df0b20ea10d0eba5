import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONFIG, Stage } from '../build/stage.ts';

const BOT = 'hub-relay[bot]';
const both = (hub: string): string => `notify: [{ hub: ${hub}, on: push }]\naccept: [{ from: acme/* }]\n`;

/** acme/app and acme/docs notify each other of every push; acme/docs tells acme/site of what its runs came to. */
let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({
    prepare: (sandbox) => {
      sandbox.createRepository({ fullName: 'acme/app', files: { [CONFIG]: both('acme/docs') } });
      sandbox.createRepository({ fullName: 'acme/docs', files: { [CONFIG]: both('acme/app') } });
      sandbox.createRepository({
        fullName: 'acme/site',
        files: { [CONFIG]: 'subscribe: [{ from: acme/docs, on: workflow_run, chain: true }]' },
      });
    },
  });
});
afterEach(() => stage.close());

/** One push, as the hub's workflow would make it; what came of it. */
const push = async (fullName: string, message: string, sender: string) => {
  const { delivery } = await stage.sandbox.push(fullName, { message, sender });
  const { notifications } = await stage.settled(delivery?.guid);
  return notifications[0]!;
};

/** Each hub answers what it is told by a push of its own, until nobody is told any more. */
const letThemTalk = async (
  sender: string,
  message: (relayId: string) => string,
): Promise<{ readonly told: number; readonly reason: string }> => {
  let last = await push('acme/app', 'the first of all', 'ada');
  let told = 0;
  while (last.state === 'delivered') {
    told += 1;
    last = await push(last.hub, message(last.id), sender);
  }
  return { told, reason: last.reason ?? '' };
};

describe('two repositories that notify each other', () => {
  it('end after one round where the hub’s workflow hands relay.id on, and say why', async () => {
    const { told, reason } = await letThemTalk('ada', (id) => `Update\n\nRelay: ${id}`);
    expect(told).toBe(1);
    expect(reason).toBe('this would be a loop: acme/app is in the chain that led here: acme/app → acme/docs');
  });

  it.each(['ada', 'github-actions[bot]'])(
    'end all the same where %s drops it, and say what to do',
    async (sender) => {
      const { told, reason } = await letThemTalk(sender, () => 'Update');
      expect(told).toBe(9);
      expect(reason).toMatch(/^9 notifications in a row.*looks like a loop.*relay\.id into its run-name/);
      const hops = [...stage.dispatches('acme/docs'), ...stage.dispatches('acme/app')].map(
        ({ clientPayload }) => (clientPayload.relay as { readonly hop: number }).hop,
      );
      expect(new Set(hops)).toEqual(new Set([1]));
    },
  );

  it('are not taken for a loop by a spoke that is told nothing, however often it is pushed to', async () => {
    await stage.sandbox.putFile('acme/docs', CONFIG, 'accept: [{ from: acme/* }]');
    for (let pushes = 0; pushes < 12; pushes += 1)
      expect((await push('acme/app', 'Update', 'ada')).state).toBe('delivered');
  });

  it('hear nothing of what our own bot does', async () => {
    expect(await push('acme/app', 'Update', BOT)).toMatchObject({
      state: 'refused',
      reason: `${BOT} itself caused this event`,
    });
  });
});

describe('a run that a dispatch started', () => {
  const run = async (displayTitle: string, sender = BOT) => {
    const { delivery } = await stage.sandbox.completeWorkflowRun('acme/docs', {
      name: 'Rebuild',
      event: 'repository_dispatch',
      displayTitle,
      sender,
    });
    const { notifications } = await stage.settled(delivery?.guid);
    return notifications[0]!;
  };

  it('is told with the chain that led to it, by its run-name, where the route says chain: true', async () => {
    const { id } = await push('acme/app', 'Update', 'ada');
    expect(await run(id)).toMatchObject({ state: 'delivered', hub: 'acme/site' });
    const [dispatch] = stage.dispatches('acme/site');
    expect(dispatch?.clientPayload.relay).toMatchObject({ hop: 2, via: ['acme/app', 'acme/docs'] });
  });

  it('is told without a chain where its run-name says nothing', async () => {
    await push('acme/app', 'Update', 'ada');
    expect(await run('Rebuild')).toMatchObject({ state: 'delivered' });
    const [dispatch] = stage.dispatches('acme/site');
    expect(dispatch?.clientPayload.relay).toMatchObject({ hop: 1, via: ['acme/docs'] });
  });

  it('is not told where the route does not say so', async () => {
    await stage.sandbox.putFile('acme/site', CONFIG, 'subscribe: [{ from: acme/docs, on: workflow_run }]');
    const { id } = await push('acme/app', 'Update', 'ada');
    expect(await run(id)).toMatchObject({
      state: 'refused',
      reason: 'a dispatch started this run, and the route does not say chain: true',
    });
  });

  it('does not tell a public hub the name of the private repository where it began', async () => {
    await stage.sandbox.privatize('acme/app');
    await stage.sandbox.putFile('acme/app', CONFIG, `${both('acme/docs')}allow-public-hubs: true\n`);
    const { id } = await push('acme/app', 'Update', 'ada');
    expect(await run(id)).toMatchObject({ state: 'delivered' });
    const [dispatch] = stage.dispatches('acme/site');
    expect(dispatch?.clientPayload.relay).toMatchObject({ hop: 2, via: ['private', 'acme/docs'] });
    expect(JSON.stringify(dispatch)).not.toContain('acme/app');
  });
});
