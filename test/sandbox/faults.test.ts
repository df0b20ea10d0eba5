import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { seeded } from '../build/seeded.ts';
import { asInstallation, call } from './client.ts';

const REFUSED = {
  message: 'You have exceeded a secondary rate limit.',
  documentation_url: 'https://docs.github.com',
};

describe('faults', () => {
  const checked = useCheckedSandbox();

  const setUp = async () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay', permissions: { contents: 'write' } });
    const hub = sandbox.createRepository({ fullName: 'acme/hub' });
    const authorization = await asInstallation(sandbox, sandbox.install(app, 'acme'));
    const send = () =>
      call(sandbox, 'POST /repos/acme/hub/dispatches', { authorization, body: { event_type: 'x' } });
    return { sandbox, hub, send };
  };

  it('give the answer they were told to, as often as they were told to', async () => {
    const { sandbox, hub, send } = await setUp();
    sandbox.faults.add({
      path: /\/dispatches$/,
      times: 2,
      answer: { status: 502, headers: { 'x-cause': 'test' }, body: { message: 'Bad' } },
    });
    const first = await send();
    expect([first.status, first.headers.get('x-cause'), first.body]).toEqual([
      502,
      'test',
      { message: 'Bad' },
    ]);
    expect((await send()).status).toBe(502);
    expect((await send()).status).toBe(204);
    expect(hub.dispatches).toHaveLength(1);
  });

  it('meet only the method and the path they name', async () => {
    const { sandbox, send } = await setUp();
    sandbox.faults.add({ method: 'GET', answer: { status: 500 } });
    sandbox.faults.add({ path: /\/compare\//, answer: { status: 500 } });
    expect((await send()).status).toBe(204);
  });

  it('cut the connection before the request takes effect', async () => {
    const { sandbox, hub, send } = await setUp();
    sandbox.faults.add({ answer: 'reset' });
    await expect(send()).rejects.toThrow('fetch failed');
    expect(hub.dispatches).toEqual([]);
    expect(sandbox.exchanges.at(-1)).toMatchObject({ method: 'POST', status: 0 });
  });

  it('cut the connection after the request took effect', async () => {
    const { sandbox, hub, send } = await setUp();
    sandbox.faults.add({ answer: 'reset-after' });
    await expect(send()).rejects.toThrow('fetch failed');
    expect(hub.dispatches).toHaveLength(1);
  });

  it('are charged like any request, and no violation when they refuse', async () => {
    const { sandbox, send } = await setUp();
    sandbox.faults.add({ answer: { status: 403, headers: { 'retry-after': '1' }, body: REFUSED } });
    sandbox.faults.add({ answer: 'reset' });
    expect((await send()).headers.get('x-ratelimit-used')).toBe('1');
    await expect(send()).rejects.toThrow('fetch failed');
    expect((await send()).headers.get('x-ratelimit-used')).toBe('3');
    expect(sandbox.violations).toEqual([]);
  });

  it('count as in flight while they hang', async () => {
    const sandbox = await startSandbox({ limits: { concurrent: 1 } });
    sandbox.createRepository({ fullName: 'acme/hub' });
    const app = sandbox.createApp({ name: 'Relay' });
    const authorization = await asInstallation(sandbox, sandbox.install(app, 'acme'));
    const patience = new AbortController();
    const get = (signal?: AbortSignal) =>
      fetch(`${sandbox.url}/repos/acme/hub`, {
        headers: { authorization, 'user-agent': 'test' },
        ...(signal && { signal }),
      });
    sandbox.faults.add({ path: /hub$/, answer: 'hang' });
    const hanging = get(patience.signal).catch(() => 'given up');
    await expect.poll(() => sandbox.exchanges.at(-1)?.status).toBe(0);
    expect((await get()).status).toBe(403);
    patience.abort();
    expect(await hanging).toBe('given up');
    await expect.poll(async () => (await get()).status).toBe(200);
    expect(sandbox.violations[0]).toMatchObject({ limit: 'concurrent' });
    await sandbox.stop();
  });

  it('come by chance, and from the same seed always to the same requests', async () => {
    const met = async (): Promise<readonly number[]> => {
      const sandbox = await startSandbox({ random: seeded(7) });
      const answers = [500, 502, 503];
      sandbox.faults.add({ chance: 0.2, answer: () => ({ status: answers.shift() ?? 504 }) });
      const statuses: number[] = [];
      for (let index = 0; index < 40; index += 1) {
        statuses.push((await call(sandbox, 'GET /rate_limit')).status);
      }
      await sandbox.stop();
      return statuses;
    };
    const statuses = await met();
    expect(statuses.filter((status) => status !== 200).slice(0, 4)).toEqual([500, 502, 503, 504]);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(24);
    expect(await met()).toEqual(statuses);
  });

  it('delay the proper answer', async () => {
    const { sandbox, send } = await setUp();
    sandbox.faults.add({ answer: { delayMs: 30 } });
    const started = performance.now();
    expect((await send()).status).toBe(204);
    expect(performance.now() - started).toBeGreaterThanOrEqual(28);
  });

  it('can be taken away again', async () => {
    const { sandbox, send } = await setUp();
    const remove = sandbox.faults.add({ answer: { status: 500 } });
    sandbox.faults.add({ answer: { status: 500 } });
    remove();
    sandbox.faults.clear();
    expect((await send()).status).toBe(204);
  });

  it('that hang end when the sandbox stops', async () => {
    const sandbox = await startSandbox();
    sandbox.faults.add({ answer: 'hang' });
    const waiting = call(sandbox, 'GET /rate_limit');
    const failed = expect(waiting).rejects.toThrow('fetch failed');
    await expect.poll(() => sandbox.exchanges.length).toBe(1);
    await sandbox.stop();
    await failed;
    await sandbox.stop();
  });
});
