import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const NOTIFY = 'notify: [{ hub: acme/docs, on: push }]';
const ACCEPT = 'accept: [{ from: "acme/*" }]';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({
    prepare: (sandbox) => {
      sandbox.createRepository({ fullName: 'acme/app', files: { [CONFIG]: NOTIFY } });
      sandbox.createRepository({ fullName: 'acme/docs', files: { [CONFIG]: ACCEPT } });
    },
  });
});
afterEach(() => stage.close());

/** What a push to the spoke comes to: the state of each notification, and the reason where it was refused. */
const push = async (spoke = 'acme/app'): Promise<readonly string[]> => {
  const { delivery } = await stage.sandbox.push(spoke);
  const { notifications } = await stage.settled(delivery?.guid);
  return notifications.map(({ state, hub, reason }) =>
    state === 'refused' ? `refused: ${reason ?? ''}` : `${state} ${hub}`,
  );
};

const DELIVERED = ['delivered acme/docs'];

describe('what Hub Relay knows of repositories', () => {
  it('follows the config file of the spoke, in force for the very push that changes it', async () => {
    const emptied = await stage.sandbox.putFile('acme/app', CONFIG, '');
    expect((await stage.settled(emptied.delivery?.guid)).notifications).toEqual([]);
    const back = await stage.sandbox.putFile('acme/app', CONFIG, NOTIFY);
    expect((await stage.settled(back.delivery?.guid)).notifications).toMatchObject([{ state: 'delivered' }]);
    await stage.sandbox.deleteFile('acme/app', CONFIG);
    expect(await push()).toEqual([]);
  });

  it('refuses from the moment in which the hub takes its accept back', async () => {
    expect(await push()).toEqual(DELIVERED);
    await stage.sandbox.putFile('acme/docs', CONFIG, 'accept: [{ from: other/* }]');
    expect(await push()).toEqual(['refused: acme/docs has no accept entry for acme/app']);
  });

  it('says where a wrong file is wrong, and lets nobody through by it', async () => {
    await stage.sandbox.putFile('acme/docs', CONFIG, 'accept:\n  - form: acme/*\n');
    const [refusal] = await push();
    expect(refusal).toMatch(/^refused: acme\/docs accepts nobody: \.github\/hub-relay\.yml:2:5: .*from/);
  });

  it('finds a renamed hub by its old name too, and a spoke by its new name', async () => {
    await stage.sandbox.rename('acme/docs', 'handbook');
    expect(await push()).toEqual(['delivered acme/handbook']);
    await stage.sandbox.putFile('acme/app', CONFIG, 'notify: [{ hub: acme/handbook, on: push }]');
    await stage.sandbox.rename('acme/app', 'application');
    expect(await push('acme/application')).toEqual(['delivered acme/handbook']);
  });

  it('delivers to a hub whose renaming it did not hear of, by the redirect', async () => {
    stage.sandbox.setWebhook(stage.app, undefined);
    await stage.sandbox.rename('acme/docs', 'handbook');
    stage.sandbox.setWebhook(stage.app, stage.webhookUrl);
    expect(await push()).toEqual(DELIVERED);
    expect(stage.dispatches('acme/handbook')).toHaveLength(1);
    await until(() => expect(stage.service!.relay.index.memberByName('acme/handbook')).toBeDefined());
    expect(await push()).toEqual(['delivered acme/handbook']);
  });

  it('stops at an archived hub, and goes on when it is unarchived', async () => {
    await stage.sandbox.archive('acme/docs');
    expect(await push()).toEqual(['refused: acme/docs is archived']);
    await stage.sandbox.unarchive('acme/docs');
    expect(await push()).toEqual(DELIVERED);
  });

  it('keeps a spoke that became private from telling a public hub', async () => {
    await stage.sandbox.privatize('acme/app');
    expect((await push())[0]).toContain('refused: acme/app is private, acme/docs is public');
    await stage.sandbox.privatize('acme/docs');
    expect(await push()).toEqual(DELIVERED);
    await stage.sandbox.publicize('acme/docs');
    expect((await push())[0]).toContain('refused');
  });

  it('reads the file of the new default branch', async () => {
    await stage.sandbox.putFile('acme/app', CONFIG, '', { branch: 'next' });
    expect(await push()).toEqual(DELIVERED);
    await stage.sandbox.changeDefaultBranch('acme/app', 'next');
    expect(await push()).toEqual([]);
  });

  it('learns of new repositories, forgets removed and deleted ones', async () => {
    const installation = stage.installations.get('acme')!;
    stage.sandbox.createRepository({ fullName: 'acme/new', files: { [CONFIG]: NOTIFY } });
    await stage.sandbox.announceRepository('acme/new');
    expect(await push('acme/new')).toEqual(DELIVERED);
    await stage.sandbox.removeRepositories(installation, ['acme/docs']);
    expect(await push()).toEqual(['refused: the App is not installed on acme/docs']);
    await stage.sandbox.addRepositories(installation, ['acme/docs']);
    expect(await push()).toEqual(DELIVERED);
    await stage.sandbox.deleteRepository('acme/docs');
    expect(await push()).toEqual(['refused: the App is not installed on acme/docs']);
  });

  it('follows a hub that is transferred to another owner', async () => {
    const other = stage.sandbox.install(stage.app, 'other');
    await stage.sandbox.announceInstallation(other);
    await stage.sandbox.transfer('acme/docs', 'other');
    await stage.sandbox.putFile('acme/app', CONFIG, 'notify: [{ hub: other/docs, on: push }]');
    expect(await push()).toEqual(['delivered other/docs']);
    expect(stage.sandbox.repository('other/docs').dispatches.at(-1)?.installationId).toBe(other.id);
  });

  it('learns of a new installation, and stops at once when one is suspended or gone', async () => {
    stage.sandbox.createRepository({ fullName: 'other/site', files: { [CONFIG]: ACCEPT } });
    await stage.sandbox.putFile('acme/app', CONFIG, 'notify: [{ hub: other/site, on: push }]');
    expect(await push()).toEqual(['refused: the App is not installed on other/site']);
    const other = stage.sandbox.install(stage.app, 'other');
    await stage.sandbox.announceInstallation(other);
    expect(await push()).toEqual(['delivered other/site']);
    await stage.sandbox.suspend(other);
    expect(await push()).toEqual(['refused: the installation on other is suspended']);
    await stage.sandbox.unsuspend(other);
    expect(await push()).toEqual(['delivered other/site']);
    await stage.sandbox.uninstall(other);
    expect(await push()).toEqual(['refused: the App is not installed on other/site']);
  });

  it('learns at the next start what it missed while it was down', async () => {
    await stage.stop();
    stage.sandbox.setWebhook(stage.app, undefined);
    await stage.sandbox.putFile('acme/docs', CONFIG, 'accept: []');
    const lines = stage.lines.length;
    await stage.start();
    await stage.says('configuration is up to date with GitHub', lines);
    expect((await push())[0]).toContain('refused');
  });
});
