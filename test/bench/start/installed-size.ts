import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** One package, as often as it is installed; MB on the disk, without what it depends on. */
export interface Installed {
  readonly name: string;
  readonly size: number;
}

const ROOT = new URL('../../../', import.meta.url).pathname;
const BLOCK = 512;
const MODULES = 'node_modules/';

const lockOf = (): Readonly<Record<string, Locked>> =>
  (
    JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      readonly packages: Record<string, Locked>;
    }
  ).packages;

/** Where Node finds `name` from the package at `from`: beside it, or beside what it lies in. */
const found = (lock: Readonly<Record<string, Locked>>, from: string, name: string): string | undefined => {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf(MODULES) - 1, 0))) {
    const path = `${at === '' ? '' : `${at}/`}${MODULES}${name}`;
    if (path in lock) return path;
    if (at === '') return undefined;
  }
};

const neededBy = (one: Locked): readonly string[] => [
  ...Object.keys(one.dependencies ?? {}),
  ...Object.keys(one.optionalDependencies ?? {}),
  ...Object.keys(one.peerDependencies ?? {}).filter(
    (name) => one.peerDependenciesMeta?.[name]?.optional !== true,
  ),
];

/** Bytes on the disk, but those of packages that lie within. */
const sizeOf = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sizeOf(path) : lstatSync(path).blocks * BLOCK;
    })
    .reduce((sum, size) => sum + size, 0);

/** These packages and all that they need, as they are installed here for this platform; the largest first. */
export const installedWith = (names: readonly string[]): readonly Installed[] => {
  const lock = lockOf();
  const paths = new Set(names.map((name) => `${MODULES}${name}`));
  for (const path of paths) {
    for (const name of neededBy(lock[path] ?? {})) {
      const next = found(lock, path, name);
      if (next !== undefined && existsSync(join(ROOT, next))) paths.add(next);
    }
  }
  const sizes = new Map<string, number>();
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf(MODULES) + MODULES.length);
    sizes.set(name, (sizes.get(name) ?? 0) + sizeOf(join(ROOT, path)) / 1e6);
  }
  return [...sizes].map(([name, size]) => ({ name, size })).toSorted((a, b) => b.size - a.size);
};

/** The names of what package.json needs in production. */
export const productionNames = (): readonly string[] =>
  Object.keys(
    (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly dependencies: object })
      .dependencies,
  );
