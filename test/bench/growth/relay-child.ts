import { createHash, randomUUID } from 'node:crypto';
import { composeRelay } from '../../../src/compose.ts';
import { authenticateAs } from '../../../src/compose/for-commands.ts';
import { type Observer } from '../../../src/flow/observer.ts';
import { type Log } from '../../../src/flow/ports.ts';
import { createStoreReading } from '../../../src/metrics/store-reading.ts';
import { storeMetrics } from '../../../src/metrics/store-metrics.ts';
import { readSettings } from '../../../src/settings.ts';
import { createReady } from '../../../src/web/ready.ts';
import { type Order, type Spent, type Spoke } from './orders.ts';

// The product as a process of its own, put together as `hub-relay send` does it: without the server, whose part of an event
// does not know how many repositories there are, and without the comparison with GitHub that was done within the hour.

const { settings } = readSettings(process.env);
const { credentials } = settings;
if (!credentials) throw new Error('the benchmark names no App');

const silent = (): void => undefined;
const complain = (fields: object, message: string): void =>
  void process.stderr.write(
    `${message} ${JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.message : value))}\n`,
  );
const log: Log = { debug: silent, info: silent, warn: complain, error: complain };

/** By the event: how many of its notifications are yet to end, once it is planned. */
const left = new Map<string, number>();
const waiting = new Map<string, () => void>();
const count = (event: string, change: number): void => {
  const now = (left.get(event) ?? 0) + change;
  left.set(event, now);
  if (now === 0) waiting.get(event)?.();
};
const observer: Observer = {
  planned: ({ event, fired }) => count(event, fired - 1),
  attempted: ({ event }) => count(event, -1),
};

const usage = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Milliseconds of the CPU, and by the clock. */
const spend = async (work: () => Promise<unknown>): Promise<Spent> => {
  const [cpu, wall] = [usage(), performance.now()];
  await work();
  return { cpu: usage() - cpu, wall: performance.now() - wall };
};

const beganAt = usage();
const relay = await composeRelay({
  settings: { ...settings, pace: { burst: 100_000, interval: 1 } },
  log,
  authenticate: authenticateAs({ ...settings, credentials }),
  observer,
  isBrief: true,
});
const clock = { now: Date.now };
/** Made anew each time, or they would tell what they found a moment ago. */
const ready = (): Promise<unknown> =>
  createReady({ store: relay.store, isReading: relay.isReading, clock, log })();
const metrics = async (): Promise<unknown> => {
  const read = createStoreReading({ store: relay.store, clock, log, patience: 60_000 });
  relay.index.sizes();
  return storeMetrics(await read(), Date.now()).metrics();
};

const pushOf = ({ id, fullName, installationId, sha: given }: Spoke, files: readonly string[]): string => {
  const sha = given ?? createHash('sha1').update(randomUUID()).digest('hex');
  const commit = {
    id: sha,
    message: 'What was changed. '.repeat(20),
    added: files,
    modified: [],
    removed: [],
  };
  return JSON.stringify({
    ref: 'refs/heads/main',
    before: 'a'.repeat(40),
    after: sha,
    created: false,
    deleted: false,
    forced: false,
    commits: Array.from({ length: 10 }, () => commit),
    head_commit: { ...commit, url: 'https://github.com/c', timestamp: new Date().toISOString() },
    repository: { id, full_name: fullName, default_branch: 'main', private: true, visibility: 'private' },
    sender: { login: 'ada', type: 'User' },
    installation: { id: installationId },
  });
};

/** One after the other, each to its end. */
const push = async (spokes: readonly Spoke[], files: readonly string[]): Promise<void> => {
  for (const spoke of spokes) {
    const body = pushOf(spoke, files);
    const id = randomUUID();
    left.set(id, 1);
    const ended = new Promise<void>((resolve) => waiting.set(id, resolve));
    await relay.record({ id, name: 'push', payload: JSON.parse(body), body });
    await ended;
    left.delete(id);
    waiting.delete(id);
  }
};

/** Nothing is left to be sent, or to be told on GitHub. */
const atRest = async (): Promise<void> => {
  for (;;) {
    const due = await Promise.all([relay.store.notifications.nextDue(), relay.store.reports.nextDue()]);
    if (due.every((at) => at === undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const work: Readonly<Record<Order['kind'], (order: Order) => Promise<unknown>>> = {
  push: ({ spokes = [], files = ['docs/index.md'] }) => push(spokes, files),
  configure: async ({ spokes = [] }) => {
    await push(spokes, ['.github/hub-relay.yml']);
    await atRest();
  },
  expire: ({ before = 0 }) => relay.store.events.expire(before, 200),
  metrics,
  ready,
  claim: () => relay.store.notifications.claim(Date.now(), 64),
  rest: atRest,
  stop: () => relay.stop(),
};

relay.start();
while (relay.isReading() || relay.index.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
const loaded = usage() - beganAt;
await atRest();

/** Twice, since what the first one finds is only freed by the second. */
const memory = async () => {
  for (let time = 0; time < 2; time += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { heap: process.memoryUsage().heapUsed, rss: process.memoryUsage.rss() };
};

process.on('message', (order: Order) => {
  void spend(() => work[order.kind](order)).then(
    (spent) => {
      process.send?.(spent);
      if (order.kind === 'stop') process.disconnect();
    },
    (error: unknown) => {
      complain({ error }, 'the benchmark failed');
      process.exit(1);
    },
  );
});
process.send?.({ loaded, ...(await memory()), sizes: relay.index.sizes() });
