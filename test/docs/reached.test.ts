import { dirname, join, normalize } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { documents } from '../build/documents.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const byPath = new Map(documents().map((document) => [document.path, document]));

describe('the documents', () => {
  it('are all reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached)
      for (const { target } of byPath.get(path)?.links ?? []) {
        const found = normalize(join(dirname(path), target.split('#')[0] ?? ''));
        if (byPath.has(found)) reached.add(found);
      }
    expect([...byPath.keys()].filter((path) => !path.startsWith('.github/') && !reached.has(path))).toEqual(
      [],
    );
  });
});

describe('docs/command-line.md', () => {
  it('has every command that there is', async () => {
    const terminal = new FakeTerminal();
    await runCommand(['node', 'hub-relay', '--help'], {}, terminal);
    const [, list = ''] = terminal.text.split('Commands:');
    const commands = [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name!);
    expect(commands.length).toBeGreaterThan(12);
    const text = readFileSync('docs/command-line.md', 'utf8');
    for (const name of commands.filter((each) => each !== 'help'))
      expect(text).toMatch(new RegExp(`hub-relay ${name}\\b`));
  });
});
