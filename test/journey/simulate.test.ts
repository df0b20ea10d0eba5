import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { type Environment } from '../../src/settings.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({
    prepare: (sandbox) => {
      const notify = `notify:
  - { hub: acme/docs, on: { push: { paths: ['docs/**'] }, release: { types: [published] } } }
  - { hub: acme/none, on: { issues: { types: [opened] } } }
`;
      sandbox.createRepository({
        fullName: 'acme/captures',
        visibility: 'private',
        files: { [CONFIG]: notify },
      });
      sandbox.createRepository({
        fullName: 'acme/docs',
        visibility: 'private',
        files: { [CONFIG]: 'accept: [{ from: acme/captures }]' },
      });
    },
  });
});
afterAll(() => stage.close());

/** The command line beside the running server, as a user has it: with the port that it listens on. */
const simulate = async (
  args: readonly string[],
  changes: Environment = {},
  terminal = new FakeTerminal(),
) => {
  const { port } = new URL(stage.service!.url);
  const argv = ['node', 'hub-relay', 'simulate', ...args];
  const code = await runCommand(argv, stage.env({ PORT: port, ...changes }), terminal);
  return { code, text: terminal.text, errors: terminal.errors.join('\n'), terminal };
};

const PUSH = ['push', '--repo', 'acme/captures', '--ref', 'main', '--path', 'docs/a.adoc'];

describe('hub-relay simulate', () => {
  it('sends what GitHub would, and follows it to the hub', async () => {
    const before = stage.dispatches('acme/docs').length;
    const { code, text, errors } = await simulate(PUSH);
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(text).toContain('push in acme/captures, refs/heads/main\n  to http://127.0.0.1:');
    expect(text).toMatch(/answered 200 in/);
    expect(text).toMatch(/notification \S+: delivered/);
    expect(stage.dispatches('acme/docs')).toHaveLength(before + 1);
    expect(stage.dispatches('acme/docs').at(-1)?.clientPayload).toMatchObject({
      repository: 'acme/captures',
    });
  });

  it('sends many at a rate, and shows how they were answered and what became of them', async () => {
    const before = stage.dispatches('acme/docs').length;
    const { code, text, errors } = await simulate([...PUSH, '--count', '12', '--rate', '200']);
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(text).toMatch(/12 of 12 accepted in .*: 12 × 200/);
    expect(text).toMatch(/\(p50\), .* \(p99\)/);
    expect(text).toContain('events: 12 planned\n  notifications: 12 delivered');
    const shas = stage
      .dispatches('acme/docs')
      .slice(before)
      .map(({ clientPayload }) => clientPayload['sha']);
    expect(new Set(shas).size).toBe(12);
  });
});
