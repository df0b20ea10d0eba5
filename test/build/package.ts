import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
}

/** The package, and a folder where it is installed with what it depends on, and nothing else. */
export interface InstalledPackage {
  /** Of the package, in bytes. */
  readonly size: number;
  readonly files: readonly PackedFile[];
  /** The unpacked package. */
  readonly root: string;
  /** An empty folder, from which it is found. */
  readonly folder: string;
  remove(): void;
}

/**
 * Packs a copy of this checkout, as others read the checkout meanwhile. Only what package.json lists is linked beside the
 * package: what its code imports and nobody listed is not found.
 */
export const installPackage = (): InstalledPackage => {
  const home = mkdtempSync(join(tmpdir(), 'hub-relay-package-'));
  const checkout = join(home, 'checkout');
  copyCheckout(checkout);
  // What lies about in the checkout of somebody who publishes.
  for (const name of [
    '.env',
    'hub-relay.private-key.pem',
    'data/hub-relay.db',
    'dist/stale.js',
    'examples/.env',
  ]) {
    mkdirSync(dirname(join(checkout, name)), { recursive: true });
    writeFileSync(join(checkout, name), 'secret');
  }

  const packed = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', home], {
    cwd: checkout,
    encoding: 'utf8',
  });
  const [{ filename, size, files }] = JSON.parse(packed) as [
    { readonly filename: string; readonly size: number; readonly files: readonly PackedFile[] },
  ];
  const modules = join(home, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  execFileSync('tar', ['-xzf', join(home, filename), '-C', modules]);
  execFileSync('mv', [join(modules, 'package'), join(modules, 'hub-relay')]);
  rmSync(checkout, { recursive: true });

  const root = join(modules, 'hub-relay');
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules', name), join(modules, name));
  }
  for (const [name, path] of Object.entries(manifest.bin))
    symlinkSync(join(root, path), join(modules, '.bin', name));
  const folder = join(home, 'empty');
  mkdirSync(folder);
  return { size, files, root, folder, remove: () => rmSync(home, { recursive: true, force: true }) };
};

const copyCheckout = (to: string): void => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const path of listed.split('\n').filter((each) => !each.startsWith('test/') && existsSync(each)))
    cpSync(path, join(to, path), { recursive: true });
  mkdirSync(join(to, 'test'));
  writeFileSync(join(to, 'test/some.test.ts'), '');
  symlinkSync(join(process.cwd(), 'node_modules'), join(to, 'node_modules'));
};
