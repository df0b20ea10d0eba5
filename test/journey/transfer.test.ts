import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../src/sandbox/answer.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const NOTIFY = 'notify:\n  - hub: acme/docs\n    on: push\n';
const ACCEPT = 'accept:\n  - from: acme/app\n  - from: other/app\n';

let stage: Stage;
let other: ReturnType<Stage['sandbox']['install']>;
beforeEach(async () => {
  stage = await Stage.open({
    owners: ['acme', 'other'],
    prepare: (sandbox) => {
      sandbox.createRepository({ fullName: 'acme/app', files: { [CONFIG]: NOTIFY } });
      sandbox.createRepository({ fullName: 'acme/docs', visibility: 'private', files: { [CONFIG]: ACCEPT } });
    },
  });
  other = stage.installations.get('other')!;
});
afterEach(() => stage.close());

const push = async (spoke: string) => {
  const { delivery } = await stage.sandbox.push(spoke);
  const { notifications } = await stage.settled(delivery?.guid);
  return notifications.map(({ state, hub, lane, reason }) =>
    state === 'delivered' ? { hub, lane } : `${state}: ${reason ?? ''}`,
  );
};
const THERE = () => [{ hub: 'other/docs', lane: other.id }];

/** GitHub tells the installation of acme to wait for an hour, and the notification of this push waits. */
const pushAndHold = async (): Promise<string> => {
  const wait = { 'retry-after': '3600' };
  stage.sandbox.faults.add({
    path: /\/dispatches$/,
    answer: problem(403, 'You have exceeded a secondary rate limit.', 'https://docs.github.com', wait),
  });
  const { delivery } = await stage.sandbox.push('acme/app');
  const { notifications } = await stage.settled(delivery?.guid, ['waiting']);
  expect(notifications).toMatchObject([{ lane: stage.installations.get('acme')!.id }]);
  return delivery!.guid;
};

describe('a repository that is transferred to another owner', () => {
  it('as a hub takes what is told to the name that it had, by its new installation', async () => {
    await stage.sandbox.transfer('acme/docs', 'other');
    expect(await push('acme/app')).toEqual(THERE());
    expect(stage.sandbox.repository('other/docs').dispatches.at(-1)?.installationId).toBe(other.id);
    await stage.stop();
    await stage.start();
    expect(await push('acme/app')).toEqual(THERE());
  });

  it('as a hub is sent what waited for it, by its new installation, and at once', async () => {
    const guid = await pushAndHold();
    await stage.sandbox.transfer('acme/docs', 'other');
    expect((await stage.settled(guid)).notifications).toMatchObject([{ state: 'delivered', lane: other.id }]);
    expect(stage.sandbox.repository('other/docs').dispatches).toMatchObject([{ installationId: other.id }]);
  });

  it('as a hub is sent what waited for it also when it moved while Hub Relay was down', async () => {
    const guid = await pushAndHold();
    await stage.stop();
    stage.sandbox.setWebhook(stage.app, undefined);
    await stage.sandbox.transfer('acme/docs', 'other');
    await stage.start();
    expect((await stage.settled(guid)).notifications).toMatchObject([{ state: 'delivered', lane: other.id }]);
    expect(await push('acme/app')).toEqual(THERE());
  });

  it('as a spoke keeps its routes, and must be accepted by its new name', async () => {
    await stage.sandbox.transfer('acme/app', 'other');
    expect(await push('other/app')).toMatchObject([{ hub: 'acme/docs' }]);
    await stage.sandbox.putFile('acme/docs', CONFIG, 'accept:\n  - from: acme/app\n');
    expect(await push('other/app')).toEqual(['refused: acme/docs has no accept entry for other/app']);
  });

  it('is forgotten where its new owner has not installed the App, and known again when they do', async () => {
    await stage.sandbox.transfer('acme/docs', 'third');
    await until(() => expect(stage.service!.relay.index.memberByName('acme/docs')).toBeUndefined());
    expect(await push('acme/app')).toEqual(['refused: the App is not installed on acme/docs']);
    const third = stage.sandbox.install(stage.app, 'third');
    await stage.sandbox.announceInstallation(third);
    await until(() => expect(stage.service!.relay.index.memberByName('third/docs')).toBeDefined());
    expect(await push('acme/app')).toEqual([{ hub: 'third/docs', lane: third.id }]);
  });
});
