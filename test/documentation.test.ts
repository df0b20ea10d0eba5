import { readFileSync } from 'node:fs';
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

  it('links only to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path]) => path!);
    expect(links.length).toBeGreaterThan(3);
    for (const path of links) expect(() => readFileSync(path), path).not.toThrow();
  });
});
