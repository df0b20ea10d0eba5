import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMarkdown } from '../build/markdown.ts';

/** The files that read the environment. */
const READERS = [
  'settings',
  'settings/credentials',
  'settings/operator-files',
  'settings/sign-in',
  'settings/observing',
  'settings/token',
  'cli/dev/find-channel',
];

describe('SECURITY.md', () => {
  it('names in the threat model for each threat a test that shows what stops it', () => {
    const { links } = readMarkdown('SECURITY.md');
    const lines = readFileSync('SECURITY.md', 'utf8').split('\n');
    const heading = lines.findIndex((line) => line.startsWith('## Who tries what'));
    const rows = lines
      .map((text, index) => ({ text, line: index + 1 }))
      .filter(({ text, line }) => line > heading + 1 && text.startsWith('| '));
    expect(rows.length).toBeGreaterThan(15);
    for (const { text, line } of rows.slice(2)) {
      const tests = links.filter((link) => link.line === line).map(({ target }) => target);
      expect(tests.length, text).toBeGreaterThan(0);
      for (const path of tests) expect(path).toMatch(/^test\/.*\.test\.ts$/);
    }
  });
});

describe('.env.example', () => {
  it('has one line for each variable that is read, and names no other', () => {
    const listed = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(
      ([, name]) => name!,
    );
    const source = READERS.map((name) => readFileSync(`src/${name}.ts`, 'utf8')).join('');
    const read = [...source.matchAll(/\('([A-Z][A-Z_]+)'|env\.([A-Z_]+)/g)].map(([, a, b]) => (a ?? b)!);
    const known = new Set(read.filter((name) => !['PRIVATE_KEY_FILE', 'GH_TOKEN'].includes(name)));
    expect([...known].toSorted()).toEqual(listed.toSorted());
  });
});

describe('the picture of the flow', () => {
  it('is the same in light and dark but for its colours, and takes nothing from elsewhere', () => {
    const [light = '', dark = ''] = ['light', 'dark'].map((name) =>
      readFileSync(`docs/flow-${name}.svg`, 'utf8'),
    );
    const plain = (text: string): string => text.replaceAll(/#[0-9a-f]{6}/g, '#');
    expect(plain(light)).toBe(plain(dark));
    expect(light).not.toBe(dark);
    expect(light.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|<script|<image/);
    for (const step of ['verified', 'recorded', 'planned', 'sent', 'reported'])
      expect(light).toContain(`>${step}<`);
  });
});

describe('docs/metrics.md', () => {
  it('names only metrics that there are', () => {
    const source = readdirSync('src/metrics')
      .map((name) => readFileSync(`src/metrics/${name}`, 'utf8'))
      .join('');
    const named = [...readFileSync('docs/metrics.md', 'utf8').matchAll(/`(hub_relay_\w+)/g)].map(
      ([, name]) => name!,
    );
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(source).toContain(name.replace('hub_relay_', ''));
  });
});
