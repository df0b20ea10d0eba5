import { join } from 'node:path';
import { type Figure, type Table } from '../result.ts';
import { CONFIG, type GrowthGithub } from './github.ts';
import { aimsOf, interleave, type Measure } from './interleaved.ts';
import { type Spoke } from './orders.ts';
import { GrowthRelay } from './relay-process.ts';
import { repositories, type Role, type Seeded, seedRepositories } from './seed-repositories.ts';

const SIZES = { '10': 10, '1,000': 1_000, '100,000': 100_000 };
const ROUNDS = 5;
/** Events of one measurement, and before the first. */
const EVENTS = 25;
const WARM_UP = 100;
const CHANGES = 4;

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);

interface Contestant {
  readonly relay: GrowthRelay;
  readonly all: readonly Seeded[];
}

/** As many repositories as routes; each process has its own, and they are asked in turn. */
export const routeTable = async (folder: string, github: GrowthGithub): Promise<Table> => {
  const contestants = new Map<string, Contestant>();
  for (const [name, size] of Object.entries(SIZES)) {
    const all = [...repositories(size, github.installationId, github.idOf)];
    const path = join(folder, `routes-${size}.db`);
    await seedRepositories(path, all);
    const relay = await GrowthRelay.start({ ...github.env, DATABASE_URL: `file:${path}` });
    contestants.set(name, { relay, all });
    say(`${name} repositories: loaded with ${relay.loaded.loaded.toFixed(0)} ms of CPU`);
  }
  const of = (name: string): Contestant => {
    const contestant = contestants.get(name);
    if (!contestant) throw new Error(`there is no ${name}`);
    return contestant;
  };
  const push = (title: string, role: Role): Measure => ({
    name: title,
    times: EVENTS,
    work: (name) => of(name).relay.tell({ kind: 'push', spokes: chosen(of(name).all, role, EVENTS) }),
  });
  const measures = [
    push('push, no route', 'plain'),
    push('push, one route, sent', 'app'),
    push('push, subscribed by name, sent', 'by-name'),
    push('push, subscribed by pattern, sent', 'by-pattern'),
  ];
  for (const [name, { relay, all }] of contestants) {
    for (const role of ['plain', 'app', 'by-name', 'by-pattern'] as const) {
      await relay.tell({ kind: 'push', spokes: chosen(all, role, WARM_UP) });
    }
    say(`${name} repositories: warm`);
  }
  const figures = await interleave([...contestants.keys()], ROUNDS, measures);
  const changes = await interleave([...contestants.keys()], 3, [
    {
      name: 'change of a config file, read and reported',
      times: CHANGES,
      work: async (name, round) => {
        const spokes = await changed(of(name).all, github, round);
        return of(name).relay.tell({ kind: 'configure', spokes });
      },
    },
  ]);
  const loaded = Object.fromEntries([...contestants].map(([name, { relay }]) => [name, relay.loaded]));
  for (const { relay } of contestants.values()) await relay.stop();
  const once = (name: string, unit: string, of: (one: GrowthRelay['loaded']) => number): Figure => ({
    name,
    unit,
    better: 'less',
    samples: Object.fromEntries(Object.entries(loaded).map(([size, one]) => [size, [of(one)]])),
  });
  const [smallest = '', largest = ''] = [[...contestants.keys()].at(0), [...contestants.keys()].at(-1)];
  const base = loaded[smallest];
  // The time of a change is that of its report, which is made two seconds later.
  const all = [...figures, ...changes.filter(({ name }) => name.endsWith('CPU'))];
  const memory = once('memory after the start, resident', 'MB', ({ rss }) => rss / 1e6);
  return {
    part: 'growth',
    title: 'Repositories, and as many routes',
    contestants: [...contestants.keys()],
    base: smallest,
    figures: [
      ...all,
      memory,
      once('heap after the start', 'MB', ({ heap }) => heap / 1e6),
      once('heap for each repository and its route', 'bytes', ({ heap, sizes }) =>
        sizes.repositories > 10 ? (heap - (base?.heap ?? 0)) / sizes.repositories : NaN,
      ),
      once('loading the index: CPU once', 'ms', (one) => one.loaded),
    ],
    missing: [],
    aims: aimsOf([...all, memory], smallest, largest),
  };
};

/** Those that are sent go to one hub, whose token is there; those without a route are any of them all. */
const chosen = (all: readonly Seeded[], role: Role, count: number): readonly Spoke[] => {
  const some = (role === 'plain' ? all : all.slice(0, 10)).filter((one) => one.role === role);
  return Array.from({ length: count }, () => {
    const { id, fullName, installationId } =
      some[Math.floor(Math.random() * some.length)]?.repository ?? NOBODY;
    return { id, fullName, installationId };
  });
};

const NOBODY = { id: 0, fullName: '', installationId: 0 };

/** The same service changes its file again and again. */
const changed = async (
  all: readonly Seeded[],
  { sandbox }: GrowthGithub,
  round: number,
): Promise<readonly Spoke[]> => {
  const { id, fullName, installationId } =
    all.slice(0, 10).findLast(({ role }) => role === 'app')?.repository ?? NOBODY;
  const spokes: Spoke[] = [];
  for (let change = 0; change < CHANGES; change += 1) {
    const text = `notify: [{ hub: acme/site-0, on: { push: { branches: [main, 'x${round}-${change}'] } } }]`;
    const { sha } = await sandbox.push(fullName, {
      commits: [{ files: { modified: [CONFIG] }, texts: { [CONFIG]: text } }],
    });
    spokes.push({ id, fullName, installationId, sha });
  }
  return spokes;
};
