import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RouteIndex } from '../../../src/core/route-index.ts';
import { fileReader } from '../../../src/flow/at-rest.ts';
import { Known } from '../../../src/flow/known.ts';
import { type RepositoryAtRest, type Store } from '../../../src/flow/ports.ts';
import { type Costs } from './costs.ts';
import { createPopulation, filesOf, repositoryOf } from './population.ts';

const SHELVED = JSON.stringify(filesOf(0, 'defaults').defaults).replaceAll('owner-0', 'acme');

/** What the process keeps in memory of what it knows (flow/known.ts and core/route-index.ts), in bytes. */
export const measureMemory = async (): Promise<Costs['index']> => {
  // What is loaded and compiled on the way is not counted.
  await heapFor(500, 1);
  const few = await heapFor(2_000, 0);
  const more = await heapFor(4_000, 0);
  const perInstallation = (more - few) / 2_000;
  const withRepositories = await heapFor(2_000, 50);
  return { perInstallation, perRepository: (withRepositories - few) / (2_000 * 50) };
};

/** So many installations, each with its `.github` repository and so many others that have no file of their own. */
const heapFor = async (installations: number, repositories: number): Promise<number> => {
  const population = createPopulation(installations, 1);
  const before = heapUsed();
  const known = await load(installations, repositories);
  const used = heapUsed() - before;
  // Alive until here.
  if (known.index.size === 0) throw new Error(`${population.count} installations left nothing`);
  return used;
};

const load = async (installations: number, repositories: number) => {
  const index = new RouteIndex();
  // As read from the database: no text is shared between rows.
  const fresh = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
  const records: RepositoryAtRest[] = [];
  for (let installation = 0; installation < installations; installation += 1) {
    const folder = { ...repositoryOf(installation, 0), fullName: `owner-${installation}/.github` };
    // Files of many owners differ in names alone.
    const shelved = SHELVED.replaceAll('acme', `owner-${installation}`);
    const reading = { by: fileReader(''), shelved };
    records.push(
      fresh({ repository: folder, state: 'read' as const, reading, stamp: `main ${installation}` }),
    );
    for (let place = 1; place <= repositories; place += 1) {
      const state = 'missing' as const;
      records.push(fresh({ repository: repositoryOf(installation, place), state, stamp: `main ${place}` }));
    }
  }
  const all = Array.from({ length: installations }, (_, at) =>
    fresh({ id: at + 1, account: `owner-${at}`, suspended: false, permissions: { contents: 'write' } }),
  );
  const store = {
    repositories: {
      installations: () => Promise.resolve(all),
      page: (after: number, limit: number) => {
        const from = records.findIndex(({ repository }) => repository.id > after);
        return Promise.resolve(from < 0 ? [] : records.splice(from, limit));
      },
      some: () => Promise.resolve([]),
      keepReadings: () => Promise.resolve(),
    },
  } as unknown as Store;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const known = new Known({ store, index, log, onMended: silent, onChanged: silent });
  await known.load();
  return { index, known };
};

const silent = (): void => undefined;

const heapUsed = (): number => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
};
