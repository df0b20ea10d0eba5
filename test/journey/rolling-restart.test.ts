import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { Balancer } from '../build/balancer.ts';
import { freePort } from '../build/free-port.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { RelayProcess } from '../build/process.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

/** Webhooks that are under way at once. */
const AT_ONCE = 2;

let postgres: PostgresServer;
let stage: Stage;
let balancer: Balancer;
const processes: RelayProcess[] = [];
beforeAll(async () => {
  [postgres, balancer] = await Promise.all([startPostgres(), Balancer.start()]);
  stage = await Stage.empty({
    prepare: aSpokeAndItsHub,
    // How many webhooks the machine manages meanwhile is not what this is about.
    sandbox: { limits: { pointsPerMinute: 1e9, perHour: 1e9, contentPerMinute: 1e9, contentPerHour: 1e9 } },
    env: { DATABASE_URL: await postgres.newDatabase(), LANE_BURST: '100000', LANE_PER_MINUTE: '100000' },
  });
  stage.sandbox.setWebhook(stage.app, `${balancer.url}/api/github/webhooks`);
});
afterAll(async () => {
  await Promise.all(processes.map((process) => process.kill('SIGKILL')));
  await balancer.close();
  await stage.close();
  await postgres.close();
});

interface Running {
  readonly relay: RelayProcess;
  readonly port: number;
}

const start = async (port: number, delay: string): Promise<Running> => {
  const relay = new RelayProcess(['start'], stage.env({ PORT: String(port), SHUTDOWN_DELAY: delay }));
  processes.push(relay);
  balancer.add(port);
  await until(() => expect(balancer.isReady(port)).toBe(true));
  return { relay, port };
};

/** As a supervisor that waits until the load balancer has turned away; here the second signal stands for the end of the delay. */
const replace = async ({ relay, port }: Running): Promise<void> => {
  relay.child.kill('SIGTERM');
  await until(() => expect(balancer.isReady(port)).toBe(false));
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect({ status: answer.status, connection: answer.headers.get('connection') }).toEqual({
    status: 503,
    connection: 'close',
  });
  expect(await answer.json()).toEqual({ status: 'stopping' });
  expect(await relay.kill('SIGTERM')).toBe(0);
  expect(relay.text).toContain('stopped');
};

it('replaces two processes under load, and no webhook is refused, no notification lost or sent twice', async () => {
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const [one, two, three] = await Promise.all([
    start(ports[0], '1h'),
    start(ports[1], '1h'),
    start(ports[2], '50ms'),
  ]);
  // At the very first start, who leads is not ready before it has read all installations.
  await until(() =>
    expect(processes.some(({ text }) => text.includes('configuration is up to date'))).toBe(true),
  );
  const answers: (number | undefined)[] = [];
  let isRolling = true;
  const push = async (): Promise<void> => {
    while (isRolling) {
      const { delivery } = await stage.sandbox.push('acme/app');
      answers.push(delivery?.statusCode);
    }
  };
  const load = Array.from({ length: AT_ONCE }, push);

  await replace(one);
  await replace(two);
  const before = answers.length;
  await until(() => expect(answers.length).toBeGreaterThan(before + AT_ONCE));
  isRolling = false;
  await Promise.all(load);

  expect(balancer.failures).toEqual([]);
  expect(new Set(answers)).toEqual(new Set([200]));
  await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(answers.length));
  const told = stage
    .dispatches('acme/docs')
    .map(({ clientPayload }) => clientPayload.relay as { event_id: string; attempt: number });
  expect(new Set(told.map(({ event_id }) => event_id)).size).toBe(answers.length);
  expect(new Set(told.map(({ attempt }) => attempt))).toEqual(new Set([1]));

  // And one that no second signal hurries.
  expect(await three.relay.kill('SIGTERM')).toBe(0);
  expect(three.relay.text).toContain('stopping in 50ms: /readyz says so');
});

it('hands the planning over at once, though a hub does not answer', async () => {
  const databaseUrl = await postgres.newDatabase();
  const old = await Stage.open({ prepare: aSpokeAndItsHub, env: { DATABASE_URL: databaseUrl } });
  old.sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: 'hang' });
  const { delivery } = await old.sandbox.push('acme/app');
  await old.settled(delivery?.guid, ['sending']);
  const next = await openStore(databaseUrl);
  const leads = Promise.withResolvers<string>();
  next.elect({ lead: () => leads.resolve('the next one leads'), follow: () => undefined });

  const { relay } = old.service!;
  const stopped = relay.stop(3_600_000).then(() => 'it has stopped');
  expect(await Promise.race([leads.promise, stopped])).toBe('the next one leads');
  await relay.stop(0);
  expect(await stopped).toBe('it has stopped');
  await next.close();
  await old.stop();
  await old.close();
});
