import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEEDED_PERMISSIONS } from '../../src/core/permissions.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

/** Chance always at its lowest, and a first retry that nobody has to wait for. */
const clock = { now: Date.now, random: () => 0 };
const env = { RETRY_SCHEDULE: '200ms,30s' };
const DISPATCHES = /^\/repos\/[^/]+\/[^/]+\/dispatches$/;

const error = (message: string): object => ({ message, documentation_url: 'https://docs.github.com/rest' });

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({
    clock,
    env,
    prepare: aSpokeAndItsHub,
  });
});
afterEach(() => stage.close());

const push = async () => {
  const { delivery } = await stage.sandbox.putFile('acme/app', 'README.md', `${Math.random()}`);
  const { notifications } = await stage.settled(delivery?.guid);
  const [notification] = notifications;
  return { ...notification!, tries: await stage.store.notifications.attempts(notification!.id) };
};

describe('when GitHub does not say 204', () => {
  it.each([
    ['answers 502', { status: 502, body: error('Server Error') }, true],
    ['cuts the connection before it acts', 'reset' as const, true],
  ])('tries again when it %s', async (_, answer, mayHaveArrived) => {
    stage.sandbox.faults.add({ method: 'POST', path: DISPATCHES, answer });
    const { state, attempts, tries } = await push();
    expect({ state, attempts }).toEqual({ state: 'delivered', attempts: 2 });
    expect(tries.map((attempt) => attempt.mayHaveArrived)).toEqual([mayHaveArrived, false]);
    expect(stage.dispatches('acme/docs')).toHaveLength(1);
  });

  it.each([
    ['a hang-up', 'reset' as const],
    ['502', { status: 502, body: error('Server Error') }],
  ])('knows that nothing arrived when the request for a token meets %s', async (_, answer) => {
    stage.sandbox.faults.add({ path: /access_tokens$/, answer });
    const { state, tries } = await push();
    expect(state).toBe('delivered');
    expect(tries.map(({ mayHaveArrived }) => mayHaveArrived)).toEqual([false, false]);
  });

  it('sends the same id again when the answer is lost after it acted, so that the hub can drop the second', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: DISPATCHES, answer: 'reset-after' });
    const { state, tries } = await push();
    expect(state).toBe('delivered');
    expect(tries[0]).toMatchObject({ mayHaveArrived: true, outcome: 'waiting' });
    const relays = stage
      .dispatches('acme/docs')
      .map(({ clientPayload }) => clientPayload.relay as { id: string; attempt: number });
    expect(relays.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(new Set(relays.map(({ id }) => id)).size).toBe(1);
  });

  it('never repeats a POST by itself within one attempt', async () => {
    stage.sandbox.faults.add({
      method: 'POST',
      path: DISPATCHES,
      answer: { status: 500, body: error('x') },
    });
    const before = stage.sandbox.exchanges.length;
    await push();
    const posts = stage.sandbox.exchanges.slice(before).filter(({ path }) => DISPATCHES.test(path));
    expect(posts.map(({ status }) => status)).toEqual([500, 204]);
  });

  it('waits as long as a rate limit says, and counts that as no attempt', async () => {
    stage.sandbox.faults.add({
      method: 'POST',
      path: DISPATCHES,
      answer: {
        status: 403,
        headers: { 'retry-after': '1' },
        body: error('You have exceeded a secondary rate limit.'),
      },
    });
    const { state, attempts, tries } = await push();
    expect({ state, attempts }).toEqual({ state: 'delivered', attempts: 1 });
    expect(tries).toHaveLength(2);
    expect(tries[1]!.startedAt - tries[0]!.startedAt).toBeGreaterThanOrEqual(1_000);
  });

  it('gets a new token when the one that it kept is refused', async () => {
    await push();
    stage.sandbox.faults.add({
      method: 'POST',
      path: DISPATCHES,
      answer: { status: 401, body: error('Bad credentials') },
    });
    const before = stage.sandbox.exchanges.length;
    expect(await push()).toMatchObject({ state: 'delivered', attempts: 1 });
    const asked = stage.sandbox.exchanges
      .slice(before)
      .map(({ path, status }) => `${path.split('/').at(-1) ?? ''} ${status}`);
    expect(asked).toEqual(['dispatches 401', 'access_tokens 201', 'dispatches 204']);
  });

  it('is dead at once when the hub is gone and nobody told us', async () => {
    stage.sandbox.setWebhook(stage.app, undefined);
    await stage.sandbox.deleteRepository('acme/docs');
    stage.sandbox.setWebhook(stage.app, stage.webhookUrl);
    expect(await push()).toMatchObject({ state: 'dead', code: 'hub-not-found', attempts: 1 });
  });
});

describe('when GitHub refuses the App itself', () => {
  const waits = async (): Promise<void> => {
    const { delivery } = await stage.sandbox.putFile('acme/app', 'README.md', 'changed');
    const { notifications } = await stage.settled(delivery?.guid, ['waiting']);
    expect(notifications).toMatchObject([{ state: 'waiting', code: 'credentials-refused', attempts: 0 }]);
  };
  const arrives = (): Promise<void> =>
    until(() => expect(stage.dispatches('acme/docs').map(({ eventType }) => eventType)).toEqual(['push']));

  it('loses nothing to a key that was changed, and goes on when it is started with one that is right', async () => {
    const mend = stage.sandbox.faults.add({
      path: /access_tokens$/,
      chance: 1,
      answer: { status: 401, body: error('A JSON web token could not be decoded') },
    });
    await waits();
    await stage.stop();
    mend();
    await stage.start();
    await arrives();
  });

  it('loses nothing to a permission that was taken away, says which, and goes on when it is granted again', async () => {
    const installation = stage.installations.get('acme')!;
    installation.permissions = { ...NEEDED_PERMISSIONS, contents: 'read' };
    const { delivery } = await stage.sandbox.push('acme/app');
    const { notifications } = await stage.settled(delivery?.guid, ['waiting']);
    expect(notifications).toMatchObject([{ state: 'waiting', code: 'hub-permission', attempts: 0 }]);
    const before = stage.lines.length;
    await stage.sandbox.acceptPermissions(installation, { ...NEEDED_PERMISSIONS, contents: 'read' });
    await stage.says('contents: write, to read config files', before);
    const next = await stage.sandbox.push('acme/app');
    expect(
      JSON.stringify((await stage.settled(next.delivery?.guid, ['pending', 'waiting'])).event.verdict),
    ).toContain('not granted \\"contents: write\\" there: what is for it waits');
    await stage.sandbox.acceptPermissions(installation, NEEDED_PERMISSIONS);
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(2));
  });

  it('loses nothing to an installation that is suspended, and goes on when it is not any more', async () => {
    const installation = stage.installations.get('acme')!;
    const mend = stage.sandbox.faults.add({
      path: DISPATCHES,
      chance: 1,
      answer: { status: 403, body: error('This installation has been suspended') },
    });
    await waits();
    mend();
    await stage.sandbox.suspend(installation);
    await stage.sandbox.unsuspend(installation);
    await arrives();
  });
});

describe('when GitHub holds us back while we look something up', () => {
  it.each([
    ['the repository', /^\/repos\/acme\/app$/],
    ['its file', /contents/],
  ])('does not take %s for gone, and looks again', async (_, path) => {
    stage.sandbox.faults.add({
      path,
      answer: {
        status: 403,
        headers: { 'retry-after': '1' },
        body: error('You have exceeded a secondary rate limit.'),
      },
    });
    const { delivery } = await stage.sandbox.archive('acme/app');
    const { event } = await stage.settled(delivery?.guid);
    expect(event.plans).toBeGreaterThan(1);
    expect(stage.service!.relay.index.memberByName('acme/app')?.config.notify).toHaveLength(1);
    expect(stage.service!.relay.index.memberByName('acme/app')?.repository.archived).toBe(true);
  });
});
