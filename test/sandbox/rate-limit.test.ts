import { describe, expect, it } from 'vitest';
import { useCheckedSandbox, type CheckedSandbox } from './checked-sandbox.ts';
import { asInstallation, call } from './client.ts';

const MINUTE = 60_000;

const setUp = async ({ sandbox, advance }: CheckedSandbox) => {
  const app = sandbox.createApp({ name: 'Relay', permissions: { contents: 'write' } });
  const hub = sandbox.createRepository({ fullName: 'acme/hub', visibility: 'private' });
  const installation = sandbox.install(app, 'acme');
  const authorization = await asInstallation(sandbox, installation);
  const get = () => call(sandbox, 'GET /repos/acme/hub', { authorization });
  const post = () =>
    call(sandbox, 'POST /repos/acme/hub/dispatches', { authorization, body: { event_type: 'x' } });
  return { sandbox, advance, app, hub, installation, authorization, get, post };
};

const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

describe('the primary rate limit', () => {
  const checked = useCheckedSandbox({});

  it('is told with each answer, and counts down for each installation alone', async () => {
    const { sandbox, app, get } = await setUp(checked());
    const { headers } = await get();
    expect(headers.get('x-ratelimit-limit')).toBe('5000');
    expect(headers.get('x-ratelimit-remaining')).toBe('4999');
    expect(headers.get('x-ratelimit-used')).toBe('1');
    expect(headers.get('x-ratelimit-resource')).toBe('core');
    expect((await get()).headers.get('x-ratelimit-remaining')).toBe('4998');
    const authorization = await asInstallation(sandbox, sandbox.install(app, 'other'));
    const { body } = await call(sandbox, 'GET /rate_limit', { authorization });
    expect(body.resources.core).toMatchObject({ limit: 5000, used: 0, remaining: 5000 });
  });

  it('refuses with 403 when nothing remains, and counts that as a violation', async () => {
    const { sandbox, hub, installation, post } = await setUp(checked());
    sandbox.setRateLimit(installation, { remaining: 1 });
    expect((await post()).status).toBe(204);
    const refused = await post();
    expect(refused).toMatchObject({
      status: 403,
      body: { message: `API rate limit exceeded for installation ID ${installation.id}.` },
    });
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(refused.headers.has('retry-after')).toBe(false);
    expect(hub.dispatches).toHaveLength(1);
    expect(sandbox.violations).toMatchObject([
      { limit: 'primary', client: `installation ${installation.id}`, method: 'POST' },
    ]);
  });

  it('opens again at the time it told', async () => {
    const { sandbox, advance } = checked();
    const { installation, get } = await setUp({ sandbox, advance });
    sandbox.setRateLimit(installation, { remaining: 0, resetAt: sandbox.clock() + MINUTE });
    const refused = await get();
    const waitMs = Number(refused.headers.get('x-ratelimit-reset')) * 1000 - sandbox.clock();
    advance(waitMs);
    expect((await get()).status).toBe(200);
  });

  it('lets the anonymous have 60 requests an hour', async () => {
    const { sandbox } = await setUp(checked());
    expect((await call(sandbox, 'GET /rate_limit')).body.rate.limit).toBe(60);
  });
});

describe('the secondary rate limits', () => {
  const checked = useCheckedSandbox({
    limits: { concurrent: 2, pointsPerMinute: 12, retryAfter: 7 },
    latencyMs: 20,
  });

  it('refuse more points than a minute allows, and tell when to try again', async () => {
    const { sandbox, hub, get, post } = await setUp(checked());
    // 5 + 5 + 1 + 1 points
    expect([await post(), await post(), await get(), await get()].map(({ status }) => status)).toEqual([
      204, 204, 200, 200,
    ]);
    const refused = await get();
    expect([refused.status, refused.body.message, refused.headers.get('retry-after')]).toEqual([
      403,
      SECONDARY,
      '7',
    ]);
    expect(hub.dispatches).toHaveLength(2);
    expect(sandbox.violations.map(({ limit }) => limit)).toEqual(['points']);
  });

  it('look back over a whole minute, to the tenth of a second', async () => {
    const { sandbox, advance } = checked();
    const { get, post } = await setUp({ sandbox, advance });
    await post();
    advance(MINUTE / 2);
    await post();
    advance(MINUTE / 2 - 1_000);
    expect([await get(), await get(), await get()].map(({ status }) => status)).toEqual([200, 200, 403]);
    advance(1_200);
    expect((await post()).status).toBe(204);
  });

  it('refuse more requests at once than are allowed', async () => {
    const { sandbox, get } = await setUp(checked());
    const statuses = (await Promise.all([get(), get(), get()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 403]);
    expect(sandbox.violations.map(({ limit }) => limit)).toEqual(['concurrent']);
    expect((await get()).status).toBe(200);
  });
});

describe('the limits on creating content', () => {
  const limits = {
    dispatchesCreateContent: true,
    contentPerMinute: 2,
    contentPerHour: 3,
    pointsPerMinute: 1_000,
  };
  let offset = 0;
  const checked = useCheckedSandbox({ limits, clock: () => Date.now() + offset });

  it('hold for dispatches where that is asked for', async () => {
    const { sandbox, get, post } = await setUp({ ...checked(), advance: (ms) => void (offset += ms) });
    expect([await post(), await post(), await post()].map(({ status }) => status)).toEqual([204, 204, 403]);
    expect((await get()).status).toBe(200);
    offset += MINUTE + 1_000;
    expect([await post(), await post()].map(({ status }) => status)).toEqual([204, 403]);
    expect(sandbox.violations.map(({ limit }) => limit)).toEqual(['content-minute', 'content-hour']);
  });
});

describe('the limits on creating content as they are by default', () => {
  const checked = useCheckedSandbox({ limits: { contentPerMinute: 1, contentPerHour: 1 } });

  it('do not hold for dispatches', async () => {
    const { sandbox, post } = await setUp(checked());
    expect([await post(), await post()].map(({ status }) => status)).toEqual([204, 204]);
    expect(sandbox.violations).toEqual([]);
  });
});
