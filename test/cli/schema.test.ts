import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { PUBLISHED_SCHEMAS } from '../../src/config/published-schemas.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const schema = async (...args: readonly string[]): Promise<unknown> => {
  const terminal = new FakeTerminal();
  expect(await runCommand(['node', 'hub-relay', 'schema', ...args], {}, terminal)).toBe(0);
  return JSON.parse(terminal.text);
};

describe('hub-relay schema', () => {
  it.each(Object.entries(PUBLISHED_SCHEMAS))(
    'prints that of the kind %s, as it is in the package',
    async (kind, { file }) => {
      expect(await schema('--kind', kind)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    },
  );

  it('prints that of a .github/hub-relay.yml where nothing else was asked for', async () => {
    expect(await schema()).toEqual(PUBLISHED_SCHEMAS.repository.make());
  });
});
