import { readdirSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Contestant,
  CONTESTANTS,
  type Ground,
  openGround,
  type Running,
  startContestant,
  warmUp,
} from '../contestants.ts';
import { type GitHub, startGitHub } from '../github.ts';
import { faultsOf, insist } from '../journeys.ts';
import { pushAtRate } from '../pushes.ts';
import { type Figure, type Part, spreadOf, type Table } from '../result.ts';
import { type Seen, type Spoke } from '../sandbox-messages.ts';

const ROUNDS = 3;
const WORLD = { owners: 50, pairs: 2 };
const HUBS = WORLD.owners * WORLD.pairs;
/** Of each contestant in each round, one notification each. */
const PUSHES = { perSecond: 100, count: 500 };
const PATIENCE = 20_000;
/** Until what is written after a dispatch has been written, in milliseconds. */
const SETTLE = 300;
const MOST_REQUESTS = 1.05;

/** For each notification. */
interface Cost {
  readonly requests: number;
  /** ms */
  readonly cpu: number;
  /** KB */
  readonly written: number;
}

interface Bill {
  readonly who: Contestant;
  /** For each installation: what was asked until the first push had led to a dispatch. */
  readonly atStart: number;
  /** For each hub: the first push to it. */
  readonly atFirst: number;
  readonly rounds: readonly Cost[];
  /** By how many KB the files of the database grew for each event. NaN without one. */
  readonly growth: number;
}

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);

const requestsIn = ({ requests }: Seen): number =>
  Object.values(requests).reduce((sum, count) => sum + count, 0);

const measure = async (
  one: Running,
  github: GitHub,
  spokes: readonly Spoke[],
  { perSecond, count }: typeof PUSHES,
): Promise<Cost> => {
  const before = one.usage();
  const [pushed = []] = await pushAtRate({ urls: [one.url], spokes, perSecond, count });
  const seen = await github.seenUntil(({ length }) => length >= count, PATIENCE);
  insist(one.contestant, faultsOf(pushed, seen));
  await delay(SETTLE);
  const after = one.usage();
  return {
    requests: requestsIn(seen) / count,
    cpu: (after.cpu - before.cpu) / count,
    written: (after.written - before.written) / count / 1_000,
  };
};

/** KB, as they lie on the disk, write-ahead log included. */
const sizeOf = async (one: Running, ground: Ground): Promise<number> => {
  const url = one.env['DATABASE_URL'];
  if (url === undefined) return NaN;
  if (!url.startsWith('file:')) {
    const [row] = await ground.postgres.query('select pg_database_size(current_database()) as size', url);
    return Number(row?.['size']) / 1_000;
  }
  const folder = url.slice('file:'.length).replace(/\/[^/]*$/, '');
  return readdirSync(folder).reduce((sum, name) => sum + statSync(`${folder}/${name}`).size, 0) / 1_000;
};

const measureAll = async (github: GitHub, ground: Ground): Promise<readonly Bill[]> => {
  const [spare, ...spokes] = github.spokes;
  // As it ships it sends one a second, and would be at it for the rest of the hour; it asks for the same.
  const contestants = CONTESTANTS.filter((name) => name !== 'Probot app');
  const bills: (Bill & { readonly one: Running; readonly size: number })[] = [];
  for (const who of contestants) {
    const one = await startContestant(who, github, ground);
    const { requests } = await warmUp(one, github, spare);
    const count = spokes.length;
    const first = await measure(one, github, spokes, { perSecond: PUSHES.perSecond, count });
    bills.push({
      who,
      one,
      atStart: requestsIn({ requests, arrivals: [], refused: [] }) / WORLD.owners,
      atFirst: first.requests,
      rounds: [],
      growth: NaN,
      size: await sizeOf(one, ground),
    });
  }
  const rounds = new Map<Contestant, Cost[]>(contestants.map((who) => [who, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    say(`round ${round + 1}`);
    for (const { who, one } of bills) rounds.get(who)?.push(await measure(one, github, spokes, PUSHES));
  }
  const all: Bill[] = [];
  for (const { one, size, ...bill } of bills) {
    const growth = ((await sizeOf(one, ground)) - size) / (ROUNDS * PUSHES.count);
    all.push({ ...bill, rounds: rounds.get(bill.who) ?? [], growth });
    await one.stop('SIGKILL');
  }
  return all;
};

const tableOf = (bills: readonly Bill[]): Table => {
  const figure = (name: string, unit: string, of: (bill: Bill) => readonly number[]): Figure => ({
    name,
    unit,
    better: 'less',
    samples: Object.fromEntries(bills.map((bill) => [bill.who, of(bill)])),
  });
  const ours = bills.filter(({ who }) => who.startsWith('Hub Relay'));
  return {
    part: 'cost',
    title: `For each notification, ${PUSHES.perSecond} a second to ${HUBS} hubs of ${WORLD.owners} installations`,
    contestants: bills.map(({ who }) => who),
    base: 'Probot app, no throttling',
    figures: [
      figure('API requests', '', ({ rounds }) => rounds.map(({ requests }) => requests)),
      figure('API requests, the first time to each hub', '', ({ atFirst }) => [atFirst]),
      figure('API requests at the first start, for each installation', '', ({ atStart }) => [atStart]),
      figure('CPU', 'ms', ({ rounds }) => rounds.map(({ cpu }) => cpu)),
      figure('written to files and sockets', 'KB', ({ rounds }) => rounds.map(({ written }) => written)),
      figure('growth of the database', 'KB', ({ growth }) => [growth]),
    ],
    missing: [
      {
        contestant: 'Probot app',
        why: 'its Octokit sends one write a second, of all installations together',
      },
    ],
    aims: ours.map(({ who, rounds }) => {
      const { median } = spreadOf(rounds.map(({ requests }) => requests));
      return {
        text: `${who}: 1.00 API requests for each notification, tokens and configuration included`,
        found: median.toFixed(3),
        isMet: median <= MOST_REQUESTS,
      };
    }),
  };
};

const run = async (): Promise<readonly Table[]> => {
  const ground = await openGround();
  try {
    const github = await startGitHub(WORLD);
    const bills = await measureAll(github, ground);
    github.stop();
    return [tableOf(bills)];
  } finally {
    await ground.close();
  }
};

export const cost: Part = { name: 'cost', run };
