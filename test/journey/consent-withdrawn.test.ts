import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const NOTIFY = 'notify: [{ hub: other/site, on: push }]';
const ACCEPT = 'accept: [{ from: acme/app }]';
const REFUSED = {
  status: 422,
  body: { message: 'Invalid request.', documentation_url: 'https://docs.github.com/rest', status: '422' },
};

/** Two private repositories of two owners, who agree. */
let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({
    owners: ['acme', 'other'],
    prepare: (sandbox) => {
      sandbox.createRepository({ fullName: 'acme/app', visibility: 'private', files: { [CONFIG]: NOTIFY } });
      sandbox.createRepository({
        fullName: 'other/site',
        visibility: 'private',
        files: { [CONFIG]: ACCEPT },
      });
    },
  });
});
afterEach(() => stage.close());

/** A push whose notification could not be delivered. */
const fails = async (): Promise<string> => {
  stage.sandbox.faults.add({ method: 'POST', path: /dispatches/, answer: REFUSED });
  const { delivery } = await stage.sandbox.push('acme/app');
  const { notifications } = await stage.settled(delivery?.guid, ['dead']);
  return notifications[0]!.id;
};

const run = async (...args: readonly string[]): Promise<string> => {
  const terminal = new FakeTerminal();
  await runCommand(['node', 'hub-relay', ...args], stage.env(), terminal);
  return [...terminal.written, ...terminal.errors].join('\n');
};

/** What comes of sending it again. */
const replay = async (id: string): Promise<string> => {
  const before = stage.lines.length;
  await run('notifications', 'replay', id);
  await stage.says(id, before);
  const { eventId } = (await stage.store.notifications.find(id))!;
  const [{ state, code, reason }] = (await stage.settled(eventId)).notifications as never as [
    { state: string; code?: string; reason: string },
  ];
  return state === 'dead' ? `${code ?? ''}: ${reason}` : state;
};

describe('what was agreed to once, when it is sent', () => {
  it('is sent where both sides agree still', async () => {
    const id = await fails();
    expect(await replay(id)).toBe('delivered');
    expect(stage.dispatches('other/site')).toHaveLength(1);
  });

  it('is not sent once the hub accepts it no more, and is when it accepts it again', async () => {
    const id = await fails();
    const changed = await stage.sandbox.putFile('other/site', CONFIG, 'accept: [{ from: acme/other }]');
    await stage.settled(changed.delivery?.guid);
    expect(await replay(id)).toBe('consent-withdrawn: other/site has no accept entry for acme/app');
    expect(stage.dispatches('other/site')).toEqual([]);
    expect(await run('notifications', 'show', id)).toMatch(
      /\[consent-withdrawn\][^]*attempt 2: .*no accept entry/,
    );
    const again = await stage.sandbox.putFile('other/site', CONFIG, ACCEPT);
    await stage.settled(again.delivery?.guid);
    expect(await replay(id)).toBe('delivered');
  });

  it('is not sent once the hub is public, which this private spoke did not allow', async () => {
    const id = await fails();
    const { delivery } = await stage.sandbox.publicize('other/site');
    await stage.settled(delivery?.guid);
    expect(await replay(id)).toMatch(/^consent-withdrawn: acme\/app is private, other\/site is public/);
    expect(stage.dispatches('other/site')).toEqual([]);
  });

  it('is not sent once the App was removed from the spoke, or is suspended there', async () => {
    const id = await fails();
    const acme = stage.installations.get('acme')!;
    const suspended = await stage.sandbox.suspend(acme);
    await stage.settled(suspended.delivery?.guid);
    expect(await replay(id)).toBe('consent-withdrawn: the installation on acme/app is suspended');
    const uninstalled = await stage.sandbox.uninstall(acme);
    await stage.settled(uninstalled.delivery?.guid);
    expect(await replay(id)).toBe('consent-withdrawn: the App is not installed on acme/app any more');
    expect(stage.dispatches('other/site')).toEqual([]);
  });
});
