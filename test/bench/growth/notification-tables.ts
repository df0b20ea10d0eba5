import { join } from 'node:path';
import { type Table } from '../result.ts';
import { type GrowthGithub } from './github.ts';
import { aimsOf, interleave, type Measure } from './interleaved.ts';
import { type Order } from './orders.ts';
import { GrowthRelay } from './relay-process.ts';
import { seedNotifications } from './seed-notifications.ts';
import { repositories, seedRepositories } from './seed-repositories.ts';

const SIZES = { '0': 0, '100,000': 100_000, '1,000,000': 1_000_000 };
const REPOSITORIES = 1_000;
const ROUNDS = 5;
const EVENTS = 25;
const WARM_UP = 100;
const MONTH = 30 * 24 * 3_600_000;

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);

/** The same work with more and more on record. Where there is nothing, nothing can be deleted: that is a table of its own. */
export const notificationTables = async (folder: string, github: GrowthGithub): Promise<readonly Table[]> => {
  const now = Date.now();
  const all = [...repositories(REPOSITORIES, github.installationId, github.idOf)];
  const spoke = all.find(({ role }) => role === 'app')?.repository;
  if (!spoke) throw new Error('there is no spoke');
  const relays = new Map<string, GrowthRelay>();
  for (const [name, size] of Object.entries(SIZES)) {
    const path = join(folder, `notifications-${size}.db`);
    await seedRepositories(path, all);
    seedNotifications(path, size, all, now);
    relays.set(name, await GrowthRelay.start({ ...github.env, DATABASE_URL: `file:${path}` }));
    say(`${name} notifications are on record`);
  }
  const tell = (name: string, order: Order) => {
    const relay = relays.get(name);
    if (!relay) throw new Error(`there is no ${name}`);
    return relay.tell(order);
  };
  const pushes = (count: number): Order => ({
    kind: 'push',
    spokes: Array.from({ length: count }, () => spoke),
  });
  for (const name of relays.keys()) await tell(name, pushes(WARM_UP));
  const asking = (title: string, kind: Order['kind']): Measure => ({
    name: title,
    times: 5,
    work: async (name) => {
      const spent = { cpu: 0, wall: 0 };
      for (let time = 0; time < 5; time += 1) {
        const { cpu, wall } = await tell(name, { kind });
        spent.cpu += cpu;
        spent.wall += wall;
      }
      return spent;
    },
  });
  const names = [...relays.keys()];
  const figures = await interleave(names, ROUNDS, [
    { name: 'push, recorded, planned and sent', times: EVENTS, work: (name) => tell(name, pushes(EVENTS)) },
    asking('claiming where nothing is due', 'claim'),
    asking('what the metrics read', 'metrics'),
    asking('whether it is ready', 'ready'),
    asking('expiring where nothing is old', 'expire'),
  ]);
  const full = names.filter((name) => name !== '0');
  const expiring = await interleave(full, ROUNDS, [
    { name: 'expiring 200 events', work: (name) => tell(name, { kind: 'expire', before: now - MONTH / 2 }) },
  ]);
  for (const relay of relays.values()) await relay.stop();
  const table = { part: 'growth', missing: [] };
  return [
    {
      ...table,
      title: `Notifications on record, of ${REPOSITORIES.toLocaleString('en')} repositories`,
      contestants: names,
      base: '0',
      figures,
      aims: aimsOf(figures, '0', names.at(-1) ?? ''),
    },
    {
      ...table,
      title: 'Notifications on record, when they are deleted',
      contestants: full,
      base: full[0] ?? '',
      figures: expiring,
      aims: aimsOf(expiring, full[0] ?? '', full.at(-1) ?? ''),
    },
  ];
};
