import { existsSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Contestant,
  type Ground,
  openGround,
  type Running,
  startContestant,
  warmUp,
} from '../contestants.ts';
import { type GitHub, startGitHub } from '../github.ts';
import { faultsOf, insist, quantile } from '../journeys.ts';
import { pushAtRate, type Pushed } from '../pushes.ts';
import { type Aim, type Figure, type Part, spreadOf, type Table } from '../result.ts';
import { changeOver, slopeOf } from '../slope.ts';
import { usageOf } from '../usage.ts';

const SECONDS = Number(process.env.SECONDS ?? 600);
/** Of each contestant. A fifth of them notify a hub. */
const PER_SECOND = 50;
const WORLD = { owners: 50, pairs: 1, quiet: 4 };
/** The first fifth is warm-up: caches fill, and the compiler and the heap find their size. */
const WARM_UP = SECONDS / 5;
const LOOK_EVERY = 5_000;
const PATIENCE = 30_000;
/** What counts as flat: from the end of the warm-up to the end, the slope may add this part of what there is. */
const FLAT = 0.1;
const CONTESTANTS: readonly Contestant[] = ['Hub Relay, SQLite', 'Hub Relay, PostgreSQL'];

interface Sample {
  /** Seconds since the first push. */
  readonly at: number;
  /** MB */
  readonly memory: number;
  /** MB in use, garbage that was not collected yet included. */
  readonly heap: number;
  readonly handles: number;
  /** MB: the database, and its log. */
  readonly database: number;
  readonly log: number;
}

interface Soaked {
  readonly who: Contestant;
  readonly samples: readonly Sample[];
  readonly pushed: readonly Pushed[];
}

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);

const heapOf = async ({ url }: Running): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nodejs_heap_size_used_bytes\S* (\S+)/m.exec(text)?.[1] ?? NaN) / 1e6;
};

/** MB of the database and its log. */
const sizesOf = async (one: Running, { postgres }: Ground): Promise<readonly [number, number]> => {
  const url = one.env['DATABASE_URL'] ?? '';
  if (url.startsWith('file:')) {
    const file = url.slice('file:'.length);
    const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size / 1e6 : 0);
    return [sizeOf(file), sizeOf(`${file}-wal`)];
  }
  const sql = `select pg_database_size(current_database()) as size, (select sum(size) from pg_ls_waldir()) as log`;
  const [row] = await postgres.query(sql, url);
  return [Number(row?.['size']) / 1e6, Number(row?.['log']) / 1e6];
};

const watch = async (one: Running, ground: Ground, until: Promise<unknown>): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  const begun = performance.now();
  const over = new AbortController();
  const end = (): void => over.abort();
  until.then(end, end);
  for (;;) {
    await delay(LOOK_EVERY);
    if (over.signal.aborted) return samples;
    const { memory, handles } = usageOf(one.pid);
    const [database, log] = await sizesOf(one, ground);
    const at = (performance.now() - begun) / 1_000;
    samples.push({ at, memory, heap: await heapOf(one), handles, database, log });
  }
};

/** All at the same time: what is looked at does not depend on how fast they are. */
const soakAll = async (github: GitHub, ground: Ground): Promise<readonly Soaked[]> => {
  const running: Running[] = [];
  for (const who of CONTESTANTS) running.push(await startContestant(who, github, ground));
  try {
    for (const one of running)
      await warmUp(
        one,
        github,
        github.spokes.find(({ hubs }) => hubs.length > 0),
      );
    say(`${SECONDS} s at ${PER_SECOND} a second each`);
    const pushing = pushAtRate({
      urls: running.map(({ url }) => url),
      spokes: github.spokes,
      perSecond: PER_SECOND * running.length,
      count: SECONDS * PER_SECOND * running.length,
    });
    const watching = running.map((one) => watch(one, ground, pushing));
    const pushed = await pushing;
    const expected = pushed.flat().reduce((sum, { spoke }) => sum + spoke.hubs.length, 0);
    const seen = await github.seenUntil(({ length }) => length >= expected, PATIENCE);
    insist('soak', faultsOf(pushed.flat(), seen));
    const samples = await Promise.all(watching);
    return running.map(({ contestant }, index) => ({
      who: contestant,
      samples: samples[index] ?? [],
      pushed: pushed[index] ?? [],
    }));
  } finally {
    await Promise.all(running.map((one) => one.stop('SIGKILL')));
  }
};

const afterWarmUp = ({ samples }: Soaked): readonly Sample[] => samples.filter(({ at }) => at >= WARM_UP);
const pointsOf = (soaked: Soaked, of: (sample: Sample) => number) =>
  afterWarmUp(soaked).map((sample) => ({ at: sample.at, value: of(sample) }));
const middle = (soaked: Soaked, of: (sample: Sample) => number): number =>
  spreadOf(afterWarmUp(soaked).map(of)).median;
/** KB for each event, in the first or the second half of what follows the warm-up. */
const growthOf = (soaked: Soaked, half: 0 | 1): number => {
  const points = pointsOf(soaked, ({ database }) => database);
  const cut = points.length >> 1;
  return (slopeOf(half === 0 ? points.slice(0, cut) : points.slice(cut)) * 1_000) / PER_SECOND;
};
/** ms, of the answers of the first or the last minute. */
const answerOf = ({ pushed }: Soaked, isLast: boolean): number => {
  const count = Math.min(60 * PER_SECOND, pushed.length >> 1);
  const some = isLast ? pushed.slice(-count) : pushed.slice(0, count);
  return quantile(
    some.map(({ sentAt, answeredAt }) => answeredAt - sentAt),
    0.99,
  );
};

const flat = (soaked: Soaked, name: string, of: (sample: Sample) => number): Aim => {
  const change = changeOver(pointsOf(soaked, of));
  return {
    text: `${soaked.who}: ${name} stay within ${FLAT * 100} % after the warm-up`,
    found: `${(100 * change).toFixed(1)} % over ${(SECONDS - WARM_UP).toFixed(0)} s`,
    isMet: change <= FLAT,
  };
};

const tableOf = (all: readonly Soaked[]): Table => {
  const figure = (name: string, unit: string, of: (one: Soaked) => number): Figure => ({
    name,
    unit,
    better: 'less',
    samples: Object.fromEntries(all.map((one) => [one.who, [of(one)]])),
  });
  const anHour = (of: (sample: Sample) => number) => (one: Soaked) => slopeOf(pointsOf(one, of)) * 3_600;
  return {
    part: 'soak',
    title: `${SECONDS} s at ${PER_SECOND} events a second, of which a fifth notify a hub; slopes after ${WARM_UP} s`,
    contestants: CONTESTANTS,
    base: 'Hub Relay, SQLite',
    figures: [
      figure('memory', 'MB', (one) => middle(one, ({ memory }) => memory)),
      figure(
        'memory, slope',
        'MB an hour',
        anHour(({ memory }) => memory),
      ),
      figure('heap in use', 'MB', (one) => middle(one, ({ heap }) => heap)),
      figure(
        'heap in use, slope',
        'MB an hour',
        anHour(({ heap }) => heap),
      ),
      figure('open handles', '', (one) => middle(one, ({ handles }) => handles)),
      figure(
        'open handles, slope',
        'an hour',
        anHour(({ handles }) => handles),
      ),
      figure('database, for each event, first half', 'KB', (one) => growthOf(one, 0)),
      figure('database, for each event, second half', 'KB', (one) => growthOf(one, 1)),
      figure('its log, at most', 'MB', ({ samples }) => Math.max(...samples.map(({ log }) => log))),
      figure('p99 of the answers, first minute', 'ms', (one) => answerOf(one, false)),
      figure('p99 of the answers, last minute', 'ms', (one) => answerOf(one, true)),
    ],
    missing: [],
    aims: all.flatMap((one) => [
      flat(one, 'memory', ({ memory }) => memory),
      flat(one, 'open handles', ({ handles }) => handles),
      {
        text: `${one.who}: an event takes no more room in the second half than in the first`,
        found: `${(growthOf(one, 1) / growthOf(one, 0)).toFixed(2)} ×`,
        isMet: growthOf(one, 1) <= growthOf(one, 0) * (1 + FLAT),
      },
    ]),
  };
};

const run = async (): Promise<readonly Table[]> => {
  const ground = await openGround();
  try {
    const github = await startGitHub(WORLD);
    const all = await soakAll(github, ground);
    github.stop();
    return [tableOf(all)];
  } finally {
    await ground.close();
  }
};

export const soak: Part = { name: 'soak', run };
