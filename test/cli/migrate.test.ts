import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const FIXTURES = new URL('../fixtures/migrate/', import.meta.url);
const fixture = (name: string): string => new URL(`${name}.yml`, FIXTURES).pathname;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = async (...args: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
  const terminal = new FakeTerminal();
  const code = await runCommand(['node', 'hub-relay', 'migrate', ...args], {}, terminal);
  return { code, out: terminal.text, err: terminal.errors.join('\n') };
};

describe('hub-relay migrate', () => {
  it('prints the file, and beside it what the hub needs and what can go', async () => {
    const { code, out, err } = await run(fixture('peter-evans-plain'), '--repo', 'acme/app');
    expect(code).toBe(0);
    expect(out).toContain('- hub: acme/site');
    expect(err).toContain("accept:\n  - from: acme/app\n    event-types: ['submodule-update']");
    expect(err).toContain('the secret SITE_TOKEN, if no other workflow uses it');
  });

  it('says file, line, column, reason, remedy and code of what needs a person, and ends with 1', async () => {
    const file = fixture('app-token');
    const { code, err } = await run(file);
    expect(code).toBe(1);
    expect(err).toMatch(
      /app-token\.yml:\d+:\d+: lost: channel: \$\{\{ vars\.CHANNEL \}\}: .*\.\n {2}.*\. \[from-variable\]/,
    );
    expect(err).toContain('- from: OWNER/THIS-REPOSITORY');
  });

  it('reads a whole directory, and leaves alone what notifies nobody', async () => {
    const workflows = join(folder, 'workflows');
    mkdirSync(workflows);
    writeFileSync(join(workflows, 'notify.yml'), readFileSync(fixture('peter-evans-plain')));
    writeFileSync(join(workflows, 'test.yaml'), 'on: push\njobs: { test: { steps: [{ run: npm test }] } }\n');
    writeFileSync(join(workflows, 'README.md'), 'not a workflow');
    const { code, out } = await run(workflows);
    expect({ code, routes: out.match(/- hub:/g)?.length }).toEqual({ code: 0, routes: 1 });
  });

  it('ends with 3 where nothing is to be carried over', async () => {
    const file = join(folder, 'test.yml');
    writeFileSync(file, 'on: push\njobs: { test: { steps: [{ run: npm test }] } }\n');
    const { code, out, err } = await run(file);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain('[migrate-nothing]');
  });

  it('does not say that nobody is notified where only no route can say so', async () => {
    const { code, out, err } = await run(fixture('scheduled'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('No route could be written.');
    expect(err).not.toContain('[migrate-nothing]');
  });

  it('lets go what is no longer needed only once what is lost was seen to', async () => {
    const lost = await run(fixture('app-token'));
    expect(lost.err).toContain('in force, and what is lost has been seen to, these can be deleted:');
    const whole = await run(fixture('peter-evans-plain'));
    expect(whole.err).toContain('in force, these can be deleted:');
  });

  it('tells of a called workflow where it is not read too', async () => {
    const workflows = join(folder, '.github/workflows');
    mkdirSync(workflows, { recursive: true });
    const caller = 'on: push\njobs: { site: { uses: ./.github/workflows/notify.yml, secrets: inherit } }\n';
    writeFileSync(join(workflows, 'push.yml'), caller);
    expect((await run(workflows)).err).toContain('[call-unread]');
    writeFileSync(join(workflows, 'notify.yml'), readFileSync(fixture('called-by-others')));
    const both = await run(workflows);
    expect(both.err).toContain('[trigger-call]');
    expect(both.err).not.toContain('[call-unread]');
  });

  it('writes the file where there is none, and never over another', async () => {
    const first = await run(fixture('peter-evans-plain'), '--write', '--dir', folder);
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('written, with 1 route') });
    const path = join(folder, '.github/hub-relay.yml');
    const written = readFileSync(path, 'utf8');
    const second = await run(fixture('request-action'), '--write', '--dir', folder);
    expect(second).toMatchObject({ code: 1, out: expect.stringContaining('- hub: acme/docs') });
    expect(second.err).toContain('[migrate-exists]');
    expect(readFileSync(path, 'utf8')).toBe(written);
  });

  it('gives programs the same as JSON, without control characters of strangers', async () => {
    const { code, out } = await run(fixture('curl-quotes'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      routes: [
        { rule: { hub: 'acme/docs', 'event-type': 'component-updated' }, isDraft: false, via: 'curl' },
      ],
      notes: [{ code: 'substring-lost', weight: 'lost' }],
      hubs: [{ hub: 'acme/docs', eventTypes: ['component-updated'], workflows: [] }],
    });
  });

  it.each([
    ['a file that is not there', ['nowhere.yml'], 'file-unreadable'],
    ['a directory without workflows', [], 'migrate-empty'],
  ])('says what is wrong with %s', async (_, names, expected) => {
    const { code, err } = await run(...(names.length === 0 ? [folder] : names));
    expect(code).not.toBe(0);
    expect(err).toContain(`[${expected}]`);
  });

  it('shows what a file calls itself without letting it write on the terminal', async () => {
    const file = join(folder, 'evil.yml');
    const text = readFileSync(fixture('peter-evans-secret-repository'), 'utf8');
    writeFileSync(file, text.replace('secrets.REMOTE_REPOSITORY', 'secrets.X\u001b[2J'));
    const { out, err } = await run(file);
    expect(`${out}${err}`).not.toContain('\u001b');
  });
});
