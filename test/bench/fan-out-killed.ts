import { setTimeout as delay } from 'node:timers/promises';
import { type Contestant, type Ground, newDatabase, startContestant, warmUp } from './contestants.ts';
import { type GitHub, startGitHub } from './github.ts';
import { insist } from './journeys.ts';
import { pushAtRate } from './pushes.ts';
import { type Figure, type Table } from './result.ts';
import { type Arrival, monotonic } from './sandbox-messages.ts';

// One push to many hubs of one installation, and a process that is killed while it tells them, and started again at once.

const HUBS = Number(process.env.HUBS ?? 75);
/** Seconds after the push. By then the webhook was answered, also by who answers after nine seconds at the latest. */
const KILLED_AFTER = 10;
/** Seconds for what is still told then: at the pace as it ships, 60 at once and then one a second. */
const PATIENCE = HUBS - 60 + 30;
/** As long as nothing more comes, it is over. */
const SILENCE = 8_000;

const CONTESTANTS: readonly Contestant[] = ['Probot app', 'Hub Relay, SQLite', 'Hub Relay, PostgreSQL'];

interface Fate {
  /** ms */
  readonly answered: number;
  readonly inOneSecond: number;
  readonly untilKilled: number;
  readonly inTheEnd: number;
  readonly twice: number;
}

const untilSilent = async (github: GitHub, hubs: number): Promise<readonly Arrival[]> => {
  const arrivals: Arrival[] = [];
  const giveUpAt = monotonic() + PATIENCE * 1_000;
  let lastAt = monotonic();
  const told = (): number => new Set(arrivals.map(({ hub }) => hub)).size;
  while (told() < hubs && monotonic() < giveUpAt && monotonic() < lastAt + SILENCE) {
    await delay(200);
    const fresh = (await github.seen()).arrivals;
    if (fresh.length > 0) lastAt = monotonic();
    arrivals.push(...fresh);
  }
  return arrivals;
};

const suffer = async (contestant: Contestant, ground: Ground): Promise<Fate> => {
  const github = await startGitHub({ owners: 1, pairs: 1, many: HUBS });
  const database = await newDatabase(contestant, ground);
  const changes = {
    HUBS: Array.from({ length: HUBS }, (_, index) => `many-${index}`).join(),
    ...(database && { DATABASE_URL: database }),
  };
  const first = await startContestant(contestant, github, ground, changes);
  await warmUp(first, github, github.spokes[0]);
  const spokes = github.spokes.filter(({ hubs }) => hubs.length > 1);

  const killing = delay(KILLED_AFTER * 1_000).then(() => first.stop('SIGKILL'));
  const [pushed] = await pushAtRate({ urls: [first.url], spokes, perSecond: 1, count: 1 });
  await killing;
  const killedAt = monotonic();
  const before = await github.seen();
  const second = await startContestant(contestant, github, ground, changes);
  const after = await untilSilent(github, HUBS - new Set(before.arrivals.map(({ hub }) => hub)).size);
  await second.stop('SIGKILL');
  insist(
    contestant,
    before.refused.map((refusal) => `GitHub answered ${refusal}`),
  );
  github.stop();

  const { sentAt = NaN, answeredAt = NaN } = pushed?.[0] ?? {};
  const all = [...before.arrivals, ...after];
  const told = (until: number): number =>
    new Set(all.filter(({ at }) => at <= until).map(({ hub }) => hub)).size;
  return {
    answered: answeredAt - sentAt,
    inOneSecond: told(sentAt + 1_000),
    untilKilled: told(killedAt),
    inTheEnd: told(Infinity),
    twice: all.length - told(Infinity),
  };
};

/** Of all contestants at the same time: they wait more than they work. */
export const startKilled = async (ground: Ground, say: (text: string) => void): Promise<Table> => {
  say(`one push to ${HUBS} hubs, and kill -9`);
  const fates = await Promise.all(CONTESTANTS.map((contestant) => suffer(contestant, ground)));
  const figure = (
    name: string,
    unit: string,
    of: (fate: Fate) => number,
    better: Figure['better'] = 'more',
  ) => ({
    name,
    unit,
    better,
    samples: Object.fromEntries(
      CONTESTANTS.map((contestant, index) => [contestant, fates.slice(index, index + 1).map(of)]),
    ),
  });
  return {
    part: 'through-time',
    title: `One push to ${HUBS} hubs of one installation; killed after ${KILLED_AFTER} s, and started again`,
    contestants: CONTESTANTS,
    base: 'Probot app',
    figures: [
      figure('answer', 'ms', ({ answered }) => answered, 'less'),
      figure('hubs told after 1 s', '', ({ inOneSecond }) => inOneSecond),
      figure('hubs told when it was killed', '', ({ untilKilled }) => untilKilled),
      figure('hubs told in the end', '', ({ inTheEnd }) => inTheEnd),
      figure('hubs told twice', '', ({ twice }) => twice, 'less'),
    ],
    missing: [],
    aims: CONTESTANTS.slice(1).map((contestant, index) => ({
      text: `${contestant}: every hub is told though it was killed`,
      found: `${fates[index + 1]?.inTheEnd ?? 0} of ${HUBS}`,
      isMet: fates[index + 1]?.inTheEnd === HUBS,
    })),
  };
};
