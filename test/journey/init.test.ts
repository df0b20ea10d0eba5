import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { hears, readWorkflow } from '../../src/config/workflow.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const WORKFLOW = '.github/workflows/hub-relay.yml';

let folder: string;
let stage: Stage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-relay-init-'));
});
afterEach(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** What `hub-relay init` writes in a clone of this repository, by path. */
const init = async (
  name: string,
  flags: string,
  paths: readonly string[],
): Promise<Record<string, string>> => {
  const clone = join(folder, name);
  mkdirSync(join(clone, '.git'), { recursive: true });
  writeFileSync(join(clone, '.git/config'), `[remote "origin"]\n\turl = git@github.com:${name}.git\n`);
  const argv = ['node', 'hub-relay', 'init', '--dir', clone, ...flags.split(' ')];
  expect(await runCommand(argv, {}, new FakeTerminal())).toBe(0);
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(clone, path), 'utf8')]));
};

describe('what hub-relay init writes', () => {
  it.each([
    ['--hub', '--notify acme/docs --on push,release'],
    ['--hub --subscribe --event-type changed --on push', undefined],
  ])('has a push delivered, to a workflow that listens: %s', async (hubFlags, spokeFlags) => {
    const hub = await init('acme/docs', hubFlags, [CONFIG, WORKFLOW]);
    const spoke = spokeFlags === undefined ? {} : await init('acme/app', spokeFlags, [CONFIG]);
    stage = await Stage.open({
      prepare: (sandbox) => {
        sandbox.createRepository({ fullName: 'acme/app', files: spoke });
        sandbox.createRepository({ fullName: 'acme/docs', files: hub });
      },
    });
    const { delivery } = await stage.sandbox.push('acme/app');
    const { notifications } = await stage.settled(delivery?.guid);
    expect(notifications.map(({ state }) => state)).toEqual(['delivered']);
    const [dispatch] = stage.dispatches('acme/docs');
    const workflow = readWorkflow(hub[WORKFLOW] ?? '');
    expect('listens' in workflow && hears(workflow, dispatch?.eventType ?? '')).toBe(true);
  });
});
