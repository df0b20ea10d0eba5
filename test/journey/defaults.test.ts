import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const DEFAULTS = 'notify: [{ hub: acme/docs, on: push }]\naccept: [{ from: acme/* }]\n';

/** No repository of acme has a file, but for acme/.github. */
let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({
    owners: ['acme', 'other'],
    prepare: (sandbox) => {
      sandbox.createRepository({ fullName: 'acme/.github', files: { [CONFIG]: DEFAULTS } });
      for (const fullName of ['acme/app', 'acme/docs', 'other/app']) sandbox.createRepository({ fullName });
    },
  });
});
afterEach(() => stage.close());

const push = async (fullName = 'acme/app') => {
  const { delivery } = await stage.sandbox.push(fullName);
  return stage.settled(delivery?.guid);
};
const changes = async (fullName: string, text: string): Promise<void> => {
  const { delivery } = await stage.sandbox.putFile(fullName, CONFIG, text);
  await stage.settled(delivery?.guid);
};

describe('the owner’s defaults', () => {
  it('notify for every repository of the owner, and for nobody else’s', async () => {
    const { event, notifications } = await push();
    expect(notifications).toMatchObject([
      { state: 'delivered', hub: 'acme/docs', route: 'acme/.github:notify[0]' },
    ]);
    expect(JSON.stringify(event.verdict)).toContain('accept[0] in acme/.github');
    expect((await push('other/app')).notifications).toEqual([]);
    expect((await push('acme/docs')).notifications).toEqual([]);
  });

  it('give way to what a repository says itself', async () => {
    await changes('acme/docs', 'accept: []');
    expect((await push()).notifications).toMatchObject([
      { state: 'refused', reason: 'acme/docs has no accept entry for acme/app' },
    ]);
    await changes('acme/app', 'notify: []');
    expect((await push()).notifications).toEqual([]);
  });

  it('change for all of them with the one file', async () => {
    await changes('acme/.github', 'notify: [{ hub: acme/docs, on: push }]');
    expect((await push()).notifications).toMatchObject([{ state: 'refused' }]);
    await changes('acme/.github', 'notify: 7');
    const { event, notifications } = await push();
    expect(notifications).toEqual([]);
    expect(JSON.stringify(event.verdict)).toContain('acme/.github: .github/hub-relay.yml:1:9: ');
  });

  it('are shown by explain, with whose file says what', async () => {
    const { delivery } = await stage.sandbox.push('acme/app');
    const event = join(stage.folder, 'push.json');
    writeFileSync(event, delivery!.requestBody);
    const defaults = join(stage.folder, 'defaults.yml');
    writeFileSync(defaults, DEFAULTS);
    for (const config of [[], ['--config', `acme/.github=${defaults}`, '--config', `acme/docs=/dev/null`]]) {
      const terminal = new FakeTerminal();
      const args = ['node', 'hub-relay', 'explain', event, ...config];
      expect(await runCommand(args, stage.env(), terminal)).toBe(0);
      const text = terminal.written.join('\n');
      expect(text).toContain('✓ acme/.github:notify[0] → acme/docs');
      expect(text).toContain('acme/docs accepts "push" from acme/app: accept[0] in acme/.github');
    }
  });
});
