import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One file of a package on npm ("name@1.2.3"), packed into a temporary directory: it need not be a dependency. */
export const readFromPackage = (name: string, member: string): string => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-relay-package-'));
  try {
    const packed = execFileSync('npm', ['pack', name, '--silent'], {
      cwd: directory,
      encoding: 'utf8',
    }).trim();
    execFileSync('tar', ['-xzf', packed, member], { cwd: directory });
    return readFileSync(join(directory, member), 'utf8');
  } finally {
    rmSync(directory, { recursive: true });
  }
};
