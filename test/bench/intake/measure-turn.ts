import { setTimeout as delay } from 'node:timers/promises';
import { type LoadGenerator } from '../load-generator.ts';
import { peakOf, resetPeak, usageOf, usageOfTree } from '../usage.ts';
import { type Contestant } from './contestants.ts';

/** One contestant under load, once. */
export interface Turn {
  readonly perSecond: number;
  /** ms */
  readonly p50: number;
  readonly p99: number;
  /** Events a second, until nothing of them is left to be done. */
  readonly donePerSecond: number;
  /** µs for each request, with all that follows from it. */
  readonly cpu: number;
  /** The same of its database's processes; NaN where it has none of its own. */
  readonly databaseCpu: number;
  /** MB */
  readonly peak: number;
  /** The load generator's, in % of a core. */
  readonly ownShare: number;
}

export interface TurnOptions {
  readonly generator: LoadGenerator;
  readonly secret: string;
  readonly body: string;
  readonly leadSeconds: number;
  readonly seconds: number;
}

const CONNECTIONS = 32;
const LOOK_EVERY = 20;
const PATIENCE = 60_000;

/** How many events it has planned since it started. */
const plannedBy = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^hub_relay_event_planning_seconds_count (\d+)/m.exec(text)?.[1] ?? NaN);
};

const untilPlanned = async (url: string, count: number): Promise<void> => {
  const giveUpAt = Date.now() + PATIENCE;
  for (;;) {
    const planned = await plannedBy(url);
    if (planned >= count) return;
    if (Date.now() > giveUpAt) throw new Error(`${planned} of ${count} events are planned after a minute`);
    await delay(LOOK_EVERY);
  }
};

export const measureTurn = async (
  { server, path, isLate, database }: Contestant,
  { generator, secret, body, leadSeconds, seconds }: TurnOptions,
): Promise<Turn> => {
  const cpu = (): number => usageOf(server.pid).cpu;
  const databaseCpu = (): number => (database === undefined ? NaN : usageOfTree(database).cpu);
  const port = Number(new URL(server.url).port);
  const plannedBefore = isLate ? await plannedBy(server.url) : 0;
  resetPeak(server.pid);
  const before = { cpu: cpu(), databaseCpu: databaseCpu() };
  const loaded = await generator.load({
    port,
    path,
    secret,
    body,
    connections: CONNECTIONS,
    leadSeconds,
    seconds,
  });
  const answeredAt = performance.now();
  if (isLate) await untilPlanned(server.url, plannedBefore + loaded.answered);
  const late = isLate ? (performance.now() - answeredAt) / 1_000 : 0;
  return {
    perSecond: loaded.perSecond,
    p50: loaded.p50,
    p99: loaded.p99,
    donePerSecond: loaded.answered / (loaded.elapsed + late),
    cpu: ((cpu() - before.cpu) * 1_000) / loaded.answered,
    databaseCpu: ((databaseCpu() - before.databaseCpu) * 1_000) / loaded.answered,
    peak: peakOf(server.pid),
    ownShare: loaded.ownShare * 100,
  };
};
