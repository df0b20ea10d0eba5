import { type RouteIndex } from '../../../src/core/route-index.ts';
import { type Installation, type Repository } from '../../../src/core/repository.ts';
import { type OwnConfig } from '../../../src/core/route.ts';
import { boundedPareto, createAlias, createRandom, type Random, zipf } from './random.ts';

/** Installations by how many repositories they have. */
export const CLASSES = ['1-5', '6-50', '51-500', '501 and more'] as const;
export type SizeClass = (typeof CLASSES)[number];

export const classOf = (repositories: number): SizeClass => {
  if (repositories <= 5) return '1-5';
  if (repositories <= 50) return '6-50';
  return repositories <= 500 ? '51-500' : '501 and more';
};

/** P(repositories > x) ~ x^-1.1, and no installation has more than this many. */
const SHAPE = 1.1;
const MOST_REPOSITORIES = 20_000;
/** How the repositories of an installation tell their hubs. Shares of the installations; assumed. */
const STYLES = [
  { share: 0.6, style: 'defaults' },
  { share: 0.2, style: 'subscribe' },
  { share: 0.1, style: 'fan-out' },
  { share: 0.1, style: 'coalesce' },
] as const;
export type Style = (typeof STYLES)[number]['style'];

const PUSHES = { push: { branches: ['main'] } };
const RELEASES = { ...PUSHES, release: { types: ['published'] } };

/** Everyone who installed the App. Repository ids: those of installation n begin at n × 100,000. */
export interface Population {
  readonly count: number;
  readonly repositories: number;
  repositoriesOf(installation: number): number;
  styleOf(installation: number): Style;
  /** How many hubs it has. */
  hubsOf(installation: number): number;
  /** Draws an installation as often as it is active, and one of its repositories. */
  draw(random: Random): { readonly installation: number; readonly repository: number };
  /** The largest of those that have one hub. */
  readonly largest: number;
}

const ID_SPAN = 100_000;

export const repositoryOf = (installation: number, place: number): Repository => ({
  id: (installation + 1) * ID_SPAN + place,
  fullName: `owner-${installation}/repository-${place}`,
  installationId: installation + 1,
  visibility: 'private',
  archived: false,
  defaultBranch: 'main',
});

export const createPopulation = (count: number, seed: number): Population => {
  const random = createRandom(seed, 1);
  const sizes = Int32Array.from({ length: count }, () => boundedPareto(random, SHAPE, MOST_REPOSITORIES));
  const styles = Float64Array.from({ length: count }, () => random.next());
  const draw = createAlias(Float64Array.from(sizes));
  const sizeOf = (installation: number): number => sizes[installation] ?? 1;
  const styleOf = (installation: number): Style => {
    let left = styles[installation] ?? 0;
    for (const { share, style } of STYLES) {
      left -= share;
      if (left < 0) return style;
    }
    return 'defaults';
  };
  return {
    count,
    repositories: sizes.reduce((sum, size) => sum + size, 0),
    repositoriesOf: sizeOf,
    styleOf,
    hubsOf: (installation) =>
      styleOf(installation) === 'fan-out' ? 3 + Math.floor(Math.log2(sizeOf(installation))) : 1,
    draw: (chance) => {
      const installation = draw(chance);
      return { installation, repository: zipf(chance, sizeOf(installation)) };
    },
    largest: sizes.reduce(
      (best, size, at) => (styleOf(at) === 'defaults' && size > sizeOf(best) ? at : best),
      Math.max(
        0,
        sizes.findIndex((_, at) => styleOf(at) === 'defaults'),
      ),
    ),
  };
};

const installationOf = (installation: number): Installation => ({
  id: installation + 1,
  account: `owner-${installation}`,
  suspended: false,
  permissions: { contents: 'write', metadata: 'read' },
});

/** The places of an installation's own files: its `.github` repository, and its hubs. */
const DEFAULTS = 99_999;
export const HUBS = 90_000;

/** Puts an installation, and one of its repositories, into the index when they are first heard of. */
export const createDirectory = (population: Population, index: RouteIndex) => {
  const known = new Set<number>();
  const knowInstallation = (installation: number): void => {
    if (index.installation(installation + 1)) return;
    index.saveInstallation(installationOf(installation));
    const { defaults, hub } = filesOf(installation, population.styleOf(installation));
    const folder = { ...repositoryOf(installation, DEFAULTS), fullName: `owner-${installation}/.github` };
    index.save({ repository: folder, own: defaults });
    for (let place = 0; place < population.hubsOf(installation); place += 1) {
      index.save({ repository: repositoryOf(installation, HUBS + place), own: hub });
    }
  };
  return (installation: number, place: number): Repository => {
    const repository = repositoryOf(installation, place);
    if (known.has(repository.id)) return repository;
    known.add(repository.id);
    knowInstallation(installation);
    if (place < HUBS) index.save({ repository, own: {} });
    return repository;
  };
};

/** What stands in the files of an installation: in its `.github` repository for all, and in each of its hubs. */
export const filesOf = (installation: number, style: Style): { defaults: OwnConfig; hub: OwnConfig } => {
  const all = [`owner-${installation}/*`];
  const told = `owner-${installation}/repository-${HUBS}`;
  const accept = [{ from: all }];
  switch (style) {
    case 'defaults':
      return { defaults: { notify: [{ hub: told, on: RELEASES }], accept }, hub: {} };
    case 'coalesce':
      return { defaults: { notify: [{ hub: told, on: PUSHES, coalesce: 30_000 }], accept }, hub: {} };
    case 'subscribe':
    case 'fan-out':
      return { defaults: {}, hub: { subscribe: [{ from: all, on: RELEASES }] } };
  }
};
