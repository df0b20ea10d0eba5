import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepSession } from '../../src/store/postgres-session.ts';
import { postgresTarget } from '../../src/store/postgres-target.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { TcpProxy } from '../build/tcp-proxy.ts';
import { until } from '../build/until.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

describe('a session of its own', () => {
  it('notices that the server has fallen silent, and begins anew when it is back', async () => {
    const proxy = new TcpProxy(server.port);
    const target = postgresTarget(server.url().replace(`:${server.port}`, `:${await proxy.listen()}`));
    const story: string[] = [];
    const end = keepSession(target, {
      begin: () => {
        story.push('begun');
        return Promise.resolve();
      },
      check: async (client) => {
        await client.query('select 1');
      },
      end: () => {
        story.push('ended');
      },
      every: 20,
      within: 200,
    });
    await until(() => expect(story).toEqual(['begun']));
    proxy.fallSilent();
    await until(() => expect(story).toEqual(['begun', 'ended']));
    proxy.recover();
    await until(() => expect(story).toEqual(['begun', 'ended', 'begun']));
    await end();
    expect(story).toEqual(['begun', 'ended', 'begun', 'ended']);
    await proxy.close();
  });
});
