import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, type Json, listAt, textAt } from '../../src/core/json.ts';
import { readMarkdown } from '../build/markdown.ts';

const { blocks } = readMarkdown('docs/recipes.md');
const workflowOf = (name: string): Json => {
  const text = blocks.find((block) => block.text.includes(`\nname: ${name}\n`))?.text ?? '';
  return parse(text) as Json;
};

const folder = mkdtempSync(join(tmpdir(), 'recipes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing of the machine's own git, and submodules from directories. */
const GIT = {
  PATH: process.env['PATH'],
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_COUNT: '4',
  ...Object.fromEntries(
    [
      ['protocol.file.allow', 'always'],
      ['init.defaultBranch', 'main'],
      ['user.name', 'ada'],
      ['user.email', 'ada@acme.example'],
    ].flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ),
};
const git = (where: string, ...args: readonly string[]): string =>
  execFileSync('git', args, {
    cwd: join(folder, where),
    env: GIT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
const push = (name: string, text: string): string => {
  writeFileSync(join(folder, name, 'file'), text);
  git(name, 'add', '--all');
  git(name, 'commit', '--message', text);
  git(name, 'push', 'origin', 'HEAD:main');
  return git(name, 'rev-parse', 'HEAD');
};
const create = (name: string): void => {
  git('', 'init', '--bare', `${name}.git`);
  git('', 'clone', `${name}.git`, name);
};

describe('the workflows of the recipes', () => {
  it('have the umbrella follow a part also where another pushes meanwhile, and only once', () => {
    const script = textAt(listAt(at(workflowOf('Follow the parts'), 'jobs.follow'), 'steps')[1], 'run') ?? '';
    create('engine');
    push('engine', 'first');
    create('umbrella');
    git('umbrella', 'submodule', 'add', join(folder, 'engine.git'), 'parts/engine');
    push('umbrella', 'first');
    git('', 'clone', '--depth=1', `file://${folder}/umbrella.git`, 'run');
    const sha = push('engine', 'second');
    push('umbrella', 'meanwhile');
    const env = { ...GIT, REPOSITORY: 'acme/engine', SHA: sha, RELAY: 'id', GITHUB_REF_NAME: 'main' };
    for (const _ of ['once', 'again'])
      execFileSync('bash', ['-e', '-c', script], { cwd: join(folder, 'run'), env, stdio: 'ignore' });
    expect(git('umbrella.git', 'ls-tree', 'main', 'parts/')).toContain(sha);
    expect(git('umbrella.git', 'rev-list', '--count', 'main')).toBe('3');
  });

  it.each([
    ['Follow the parts', 'repository'],
    ['Board', 'product'],
  ])('cancel in "%s" no run that does something else', (name, field) => {
    expect(textAt(workflowOf(name), 'concurrency.group')).toContain(
      `\${{ github.event.client_payload.${field} }}`,
    );
  });
});
