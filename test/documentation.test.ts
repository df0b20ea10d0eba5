import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../src/config/parse.ts';
import { renderProblem } from '../src/config/problems.ts';

const readme = readFileSync('README.md', 'utf8');
const blocks = [...readme.matchAll(/^( *)```yaml\n([^]*?)^ *```$/gm)].map(([, indent = '', text = '']) =>
  text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
);
const configs = blocks.filter((text) => /^(notify|accept|subscribe|publish):/m.test(text));

describe('the README', () => {
  it.each(configs)('shows a config file that is right:\n%s', (text) => {
    const { config, problems } = parseConfig(text);
    expect(problems.map((problem) => renderProblem('README.md', problem))).toEqual([]);
    expect(config).toBeDefined();
  });

  it('shows spoke, hub and workflow', () => {
    expect(configs.length).toBeGreaterThanOrEqual(4);
    const workflow = blocks.find((text) => text.includes('repository_dispatch:'))!;
    expect(parse(workflow)).toHaveProperty('jobs');
    expect(workflow).not.toMatch(/run:.*\$\{\{/);
  });
});

describe('the documents', () => {
  const linksIn = (text: string): readonly string[] =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, path]) => path!);

  it.each(['README.md', 'SECURITY.md', 'CONTRIBUTING.md'])(
    '%s links only to files that are there',
    (name) => {
      for (const path of linksIn(readFileSync(name, 'utf8'))) expect(existsSync(path), path).toBe(true);
    },
  );

  it('name in the threat model for each threat a test that shows what stops it', () => {
    const table = readFileSync('SECURITY.md', 'utf8').split('## Who tries what')[1]!;
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2);
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      const tests = linksIn(row.split('|').at(-2)!);
      expect(tests.length, row).toBeGreaterThan(0);
      for (const path of tests) expect(path).toMatch(/^test\/.*\.test\.ts$/);
    }
  });

  it('have one line in .env.example for each variable that is read, and name no other', () => {
    const listed = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(
      ([, name]) => name!,
    );
    const source =
      readFileSync('src/settings.ts', 'utf8') +
      readFileSync('src/settings/credentials.ts', 'utf8') +
      readFileSync('src/settings/operator-files.ts', 'utf8') +
      readFileSync('src/settings/sign-in.ts', 'utf8') +
      readFileSync('src/settings/observing.ts', 'utf8') +
      readFileSync('src/settings/token.ts', 'utf8');
    const read = [...source.matchAll(/\('([A-Z][A-Z_]+)'|env\.([A-Z_]+)/g)].map(([, a, b]) => (a ?? b)!);
    const known = new Set(read.filter((name) => !['PRIVATE_KEY_FILE', 'GH_TOKEN'].includes(name)));
    expect([...known].toSorted()).toEqual(listed.toSorted());
  });
});
