import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const contributing = readFileSync('CONTRIBUTING.md', 'utf8');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string;
  scripts: Record<string, string>;
};

/** The example’s blocks, in order: the rule, the row in the table of rules, the row in the table of tests. */
const blocks = [
  ...contributing.split('## Example: a new condition')[1]!.matchAll(/^```(?:ts|diff)\n([^]*?)^```$/gm),
].map(([, text]) => text!);

const insert = async (path: string, after: string, added: string): Promise<void> => {
  const text = await readFile(path, 'utf8');
  expect(text, `${path} has the line that the example names`).toContain(after);
  await writeFile(path, text.replace(after, `${after}\n${added}`));
};

describe('the example of a new condition in CONTRIBUTING.md', () => {
  it('does what it says with one file and one row, and its test passes', async () => {
    const [rule, rows, testRow] = blocks as [string, string, string];
    const place = await mkdtemp(join(tmpdir(), 'hub-relay-example-'));
    try {
      for (const part of ['src/core', 'test/build/samples.ts', 'test/core/policy.test.ts', 'package.json']) {
        await cp(part, join(place, part), { recursive: true });
      }
      await symlink(resolve('node_modules'), join(place, 'node_modules'));
      const [, path] = /^\/\/ (\S+)\n/.exec(rule)!;
      await writeFile(join(place, path!), rule);
      const [, name] = /export const (\w+)/.exec(rule)!;
      const policy = join(place, 'src/core/policy.ts');
      const [before, row] = rows.split('\n');
      await insert(policy, before!.trim(), row!.slice(1));
      await writeFile(policy, `import { ${name!} } from './draft.ts';\n${await readFile(policy, 'utf8')}`);
      const table = 'it.each<[string, Parameters<typeof ask>[0], string]>([';
      await insert(join(place, 'test/core/policy.test.ts'), table, testRow);

      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', 'run', '--root', place, '--reporter', 'verbose'],
        { env: { ...process.env, NO_COLOR: '1' } },
      );
      expect(stdout).toMatch(/✓ .*refuses.*the pull request is a draft/);
    } finally {
      await rm(place, { recursive: true });
    }
  });

  it('names only scripts that there are', () => {
    const named = [...contributing.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});

describe('what GitHub reads of this repository', () => {
  const files = readdirSync('.github', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.yml'),
  );
  const read = (path: string): unknown => parse(readFileSync(join('.github', path), 'utf8'));

  it('is YAML', () => {
    expect(files.toSorted()).toEqual([
      'ISSUE_TEMPLATE/bug.yml',
      'ISSUE_TEMPLATE/config.yml',
      'ISSUE_TEMPLATE/feature.yml',
      'dependabot.yml',
      'workflows/ci.yml',
    ]);
    for (const path of files) expect(read(path), path).toBeTypeOf('object');
  });

  it('runs .ci/run on Node 24 and 26, with no more rights than reading, and with actions that nobody can change', () => {
    const { jobs, permissions } = read('workflows/ci.yml') as {
      permissions: object;
      jobs: {
        test: {
          strategy: { matrix: { node: number[] } };
          steps: { uses?: string; run?: string; env?: object }[];
        };
      };
    };
    expect(permissions).toEqual({ contents: 'read' });
    const { strategy, steps } = jobs.test;
    expect(strategy.matrix.node).toEqual([24, 26]);
    expect(steps.at(-1)).toEqual({ run: '.ci/run', env: { NODE_FROM: 'machine' } });
    for (const { uses } of steps.slice(0, -1)) expect(uses).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
  });

  it.each(['bug', 'feature'])('asks in the form "%s" for things with ids of their own', (name) => {
    const { body } = read(`ISSUE_TEMPLATE/${name}.yml`) as { body: { type: string; id?: string }[] };
    const ids = body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('CHANGELOG.md', () => {
  it('says first in each release what breaks, or that nothing does', () => {
    const releases = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m).slice(1);
    expect(releases[0]).toMatch(/^Unreleased\n/);
    for (const release of releases) expect(release).toMatch(/^.+\n\n(\*\*BREAKING\*\*|Nothing breaks)/);
  });
});
