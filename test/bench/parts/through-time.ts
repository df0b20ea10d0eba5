import { startKilled } from '../fan-out-killed.ts';
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
import { faultsOf, insist, type Journeys, journeysOf, quantile } from '../journeys.ts';
import { pushAtRate, type Pushed } from '../pushes.ts';
import { type Aim, type Figure, type Part, spreadOf, type Table } from '../result.ts';
import { type Seen } from '../sandbox-messages.ts';

const ROUNDS = 3;
/** With one spoke and one hub each, so that neither the pace of a lane nor a limit of GitHub is met. */
const INSTALLATIONS = 50;
/** Of the slow rates, one event after the other goes to the next contestant; of the fast one, each has its turn. */
const TOGETHER = [
  { perSecond: 1, count: 6 },
  { perSecond: 10, count: 60 },
];
const ALONE = { perSecond: 100, count: 250 };
/** Milliseconds after the last push of a round in which its dispatches must have come. */
const PATIENCE = 15_000;
/** The one that sends one a second of all together is not waited for. */
const SLOW = 'Probot app';
const SLOW_PATIENCE = 1_000;
const AIMS = { p50: 10, p99: 50 };
/** Of fewer samples there is no p99. */
const MANY = 50;

interface Load {
  readonly perSecond: number;
  /** Of each contestant, in one round. */
  readonly count: number;
}

type Rounds = Readonly<Record<string, readonly Journeys[]>>;

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);

/** Of one contestant, checked; the slow one may leave some behind. */
const judged = (who: Contestant, pushed: readonly Pushed[], seen: Seen): Journeys => {
  if (who !== SLOW) {
    const marks = new Set(pushed.map(({ mark }) => mark));
    const own = { ...seen, arrivals: seen.arrivals.filter(({ mark }) => marks.has(mark)) };
    insist(who, faultsOf(pushed, own));
  }
  return journeysOf(pushed, seen);
};

/** One round, in which each event goes to the next of them. */
const together = async (
  github: GitHub,
  running: readonly Running[],
  { perSecond, count }: Load,
): Promise<readonly Journeys[]> => {
  const pushed = await pushAtRate({
    urls: running.map(({ url }) => url),
    spokes: github.spokes.slice(1),
    perSecond: perSecond * running.length,
    count: count * running.length,
  });
  const fast = new Set(
    running.flatMap(({ contestant }, index) =>
      contestant === SLOW ? [] : (pushed[index] ?? []).map(({ mark }) => mark),
    ),
  );
  const isSlow = running.some(({ contestant }) => contestant === SLOW);
  const begun = Date.now();
  const seen = await github.seenUntil(
    (arrivals) =>
      arrivals.filter(({ mark }) => fast.has(mark)).length >= fast.size &&
      (!isSlow || Date.now() > begun + SLOW_PATIENCE),
    PATIENCE,
  );
  return running.map(({ contestant }, index) => judged(contestant, pushed[index] ?? [], seen));
};

const gather = async (
  running: readonly Running[],
  round: () => Promise<readonly Journeys[]>,
): Promise<Rounds> => {
  const all: Record<string, Journeys[]> = Object.fromEntries(running.map((one) => [one.contestant, []]));
  for (let index = 0; index < ROUNDS; index += 1) {
    const journeys = await round();
    for (const [which, { contestant }] of running.entries())
      all[contestant]?.push(journeys[which] ?? { toHub: [], toAnswer: [] });
  }
  return all;
};

const figure = (name: string, unit: string, rounds: Rounds, of: (one: Journeys) => number): Figure => ({
  name,
  unit,
  better: unit === '%' ? 'more' : 'less',
  samples: Object.fromEntries(Object.entries(rounds).map(([who, all]) => [who, all.map(of)])),
});

/** Over the bare relay's, round by round. */
const aimOf = (who: string, name: keyof typeof AIMS, { samples }: Figure): Aim => {
  const over = (samples[who] ?? []).map((sample, round) => sample - (samples['bare relay']?.[round] ?? NaN));
  const { median } = spreadOf(over);
  return {
    text: `${who}: ${name} at most ${AIMS[name]} ms over the bare relay's`,
    found: `${median.toFixed(1)} ms`,
    isMet: median <= AIMS[name],
  };
};

const tableOf = (title: string, rounds: Rounds, missing: Table['missing'] = []): Table => {
  const contestants = Object.keys(rounds);
  const p50 = figure('p50', 'ms', rounds, ({ toHub }) => quantile(toHub, 0.5));
  const p99 = figure('p99', 'ms', rounds, ({ toHub }) => quantile(toHub, 0.99));
  const hasMany = (rounds['bare relay']?.[0]?.toHub.length ?? 0) >= MANY;
  const ours = contestants.filter((name) => name.startsWith('Hub Relay'));
  return {
    part: 'through-time',
    title,
    contestants,
    base: 'bare relay',
    figures: [
      p50,
      ...(hasMany ? [p99] : []),
      figure('longest', 'ms', rounds, ({ toHub }) => Math.max(...toHub)),
      figure('answer p50', 'ms', rounds, ({ toAnswer }) => quantile(toAnswer, 0.5)),
      figure(
        'arrived',
        '%',
        rounds,
        ({ toHub }) => (100 * toHub.filter(Number.isFinite).length) / toHub.length,
      ),
    ],
    missing,
    aims: ours.flatMap((who) => [aimOf(who, 'p50', p50), ...(hasMany ? [aimOf(who, 'p99', p99)] : [])]),
  };
};

const measureTimes = async (github: GitHub, ground: Ground): Promise<readonly Table[]> => {
  const all = await Promise.all(CONTESTANTS.map((who) => startContestant(who, github, ground)));
  try {
    const slow = all.find(({ contestant }) => contestant === SLOW);
    const fast = all.filter((one) => one !== slow);
    const [spare] = github.spokes;
    for (const one of all) await warmUp(one, github, spare);
    say('the first event of each installation');
    const first = await together(github, fast, { perSecond: 10, count: INSTALLATIONS });
    const cold = Object.fromEntries(
      fast.map(({ contestant }, index) => [contestant, first.slice(index, index + 1)]),
    );
    const tables: Table[] = [
      { ...tableOf('The first event of each installation, for which a token is asked', cold), aims: [] },
    ];
    for (const load of TOGETHER) {
      say(`${load.perSecond} a second`);
      const rounds = await gather(all, () => together(github, all, load));
      tables.push(tableOf(titleOf(load.perSecond), rounds));
    }
    await slow?.stop('SIGKILL');
    say(`${ALONE.perSecond} a second`);
    const rounds = await gather(fast, async () => {
      const journeys: Journeys[] = [];
      for (const one of fast) journeys.push(...(await together(github, [one], ALONE)));
      return journeys;
    });
    const why = 'its Octokit sends one write a second, of all installations together';
    return [...tables, tableOf(titleOf(ALONE.perSecond), rounds, [{ contestant: SLOW, why }])];
  } finally {
    await Promise.all(all.map((one) => one.stop('SIGKILL')));
  }
};

const titleOf = (perSecond: number): string =>
  `Received → dispatch, ${perSecond} a second over ${INSTALLATIONS} installations`;

const run = async (): Promise<readonly Table[]> => {
  const ground = await openGround();
  try {
    const github = await startGitHub({ owners: INSTALLATIONS + 1, pairs: 1 });
    const tables = await measureTimes(github, ground);
    github.stop();
    return [...tables, await startKilled(ground, say)];
  } finally {
    await ground.close();
  }
};

export const throughTime: Part = { name: 'through-time', run };
