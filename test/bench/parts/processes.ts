import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Ground, openGround, type Running, startContestant, warmUp } from '../contestants.ts';
import { type GitHub, startGitHub } from '../github.ts';
import { faultsOf, insist } from '../journeys.ts';
import { pushAtOnce } from '../pushes.ts';
import { type Figure, type Part, spreadOf, type Table } from '../result.ts';
import { usageOf, usageOfTree } from '../usage.ts';

const ROUNDS = 3;
const MOST = 3;
/** So many that no lane comes to the end of what it may send at once. */
const INSTALLATIONS = 100;
const PUSHES = 400;
const CONNECTIONS = 32;
const PATIENCE = 60_000;
/** Until what is written after a dispatch has been written, in milliseconds. */
const SETTLE = 300;

interface Measured {
  /** From the first push to the last dispatch. */
  readonly perSecond: number;
  /** ms for each notification, of all processes together. */
  readonly cpu: number;
  /** The same of PostgreSQL. */
  readonly databaseCpu: number;
  /** By all of these, and by GitHub and who pushes. */
  readonly cores: number;
}

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);
const nameOf = (count: number): string => (count === 1 ? '1 process' : `${count} processes`);

const cpuNow = (running: readonly Running[], github: GitHub, { postgres }: Ground) => {
  const own = process.cpuUsage();
  return {
    relays: running.reduce((sum, { pid }) => sum + usageOf(pid).cpu, 0),
    database: usageOfTree(postgres.pid).cpu,
    others: usageOf(github.pid).cpu + (own.user + own.system) / 1_000,
  };
};

/** The pushes go to the processes in turn; each is delivered exactly once, or the part fails. */
const measure = async (running: readonly Running[], github: GitHub, ground: Ground): Promise<Measured> => {
  const before = cpuNow(running, github, ground);
  const urls = running.map(({ url }) => url);
  const spokes = github.spokes.slice(1);
  const pushed = await pushAtOnce({ urls, spokes, count: PUSHES }, CONNECTIONS);
  const seen = await github.seenUntil(({ length }) => length >= PUSHES, PATIENCE);
  // What comes twice comes late.
  await delay(SETTLE);
  const late = await github.seen();
  const all = { ...seen, arrivals: [...seen.arrivals, ...late.arrivals] };
  insist(nameOf(running.length), faultsOf(pushed, all));
  const after = cpuNow(running, github, ground);
  const begun = Math.min(...pushed.map(({ sentAt }) => sentAt));
  const time = Math.max(...all.arrivals.map(({ at }) => at)) - begun;
  const relays = after.relays - before.relays;
  const database = after.database - before.database;
  return {
    perSecond: (PUSHES * 1_000) / time,
    cpu: relays / PUSHES,
    databaseCpu: database / PUSHES,
    cores: (relays + database + after.others - before.others) / time,
  };
};

const measureAll = async (github: GitHub, ground: Ground): Promise<readonly (readonly Measured[])[]> => {
  const database = { DATABASE_URL: await ground.postgres.newDatabase() };
  const start = (): Promise<Running> => startContestant('Hub Relay, PostgreSQL', github, ground, database);
  const all: Measured[][] = Array.from({ length: MOST }, () => []);
  const running = [await start()];
  try {
    for (const one of running) await warmUp(one, github, github.spokes[0]);
    say('once over all installations');
    await measure(running, github, ground);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let count = 1; count <= MOST; count += 1) {
        say(`round ${round + 1}, ${nameOf(count)}`);
        while (running.length < count) running.push(await start());
        all[count - 1]?.push(await measure(running, github, ground));
      }
      await Promise.all(running.splice(1).map((one) => one.stop()));
    }
  } finally {
    await Promise.all(running.map((one) => one.stop('SIGKILL')));
  }
  return all;
};

const tableOf = (all: readonly (readonly Measured[])[]): Table => {
  const contestants = all.map((_, index) => nameOf(index + 1));
  const figure = (
    name: string,
    unit: string,
    better: Figure['better'],
    of: (one: Measured) => number,
  ): Figure => ({
    name,
    unit,
    better,
    samples: Object.fromEntries(all.map((rounds, index) => [nameOf(index + 1), rounds.map(of)])),
  });
  const cores = Math.max(...all.map((rounds) => spreadOf(rounds.map((one) => one.cores)).median));
  return {
    part: 'processes',
    title: `Pushes over ${CONNECTIONS} connections, to processes on one PostgreSQL, of ${INSTALLATIONS} installations`,
    contestants,
    base: nameOf(1),
    figures: [
      figure('notifications a second', '', 'more', ({ perSecond }) => perSecond),
      figure('CPU for each notification', 'ms', 'less', ({ cpu }) => cpu),
      figure('CPU of PostgreSQL for each notification', 'ms', 'less', ({ databaseCpu }) => databaseCpu),
      figure(
        `cores in use of ${availableParallelism()}, GitHub's and who pushes included`,
        '',
        'less',
        (one) => one.cores,
      ),
    ],
    missing: [],
    aims: [
      {
        text: 'every push is delivered exactly once, however many processes there are',
        found: `${ROUNDS * MOST * PUSHES} pushes, none lost and none twice; ${cores.toFixed(1)} of ${availableParallelism()} cores were in use`,
        isMet: true,
      },
    ],
  };
};

const run = async (): Promise<readonly Table[]> => {
  const ground = await openGround();
  try {
    const github = await startGitHub({ owners: INSTALLATIONS + 1, pairs: 1 });
    const all = await measureAll(github, ground);
    github.stop();
    return [tableOf(all)];
  } finally {
    await ground.close();
  }
};

export const processes: Part = { name: 'processes', run };
