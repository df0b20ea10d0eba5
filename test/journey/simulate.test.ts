import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { type Environment } from '../../src/settings.ts';
import { freePort } from '../build/free-port.ts';
import { runRelay } from '../build/process.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

let stage: Stage;
const folder = mkdtempSync(join(tmpdir(), 'hub-relay-simulate-'));

const NOTIFY = `notify:
  - hub: acme/docs
    on:
      push: { paths: ['docs/**'] }
      release: { types: [published] }
      workflow_run: { workflows: [Build], types: [completed] }
      pull_request: { types: [closed] }
    if: "github.event_name != 'pull_request' || github.event.pull_request.merged"
  - { hub: acme/docs, on: { push: { branches: [slow] } }, coalesce: 1h }
  - { hub: acme/other, on: { issues: { types: [labeled] } } }
`;

beforeAll(async () => {
  stage = await Stage.open({
    prepare: (sandbox) => {
      sandbox.createRepository({
        fullName: 'acme/captures',
        visibility: 'private',
        files: { [CONFIG]: NOTIFY },
      });
      sandbox.createRepository({
        fullName: 'acme/docs',
        visibility: 'private',
        files: { [CONFIG]: 'accept: [{ from: acme/captures }]' },
      });
    },
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

/** The command line beside the running server, with the port that it listens on. */
const simulate = async (
  args: readonly string[],
  changes: Environment = {},
  terminal = new FakeTerminal(),
  command = 'simulate',
) => {
  const { port } = new URL(stage.service!.url);
  const code = await runCommand(
    ['node', 'hub-relay', command, ...args],
    stage.env({ PORT: port, ...changes }),
    terminal,
  );
  return { code, text: terminal.text, errors: terminal.errors.join('\n') };
};

const PUSH = ['push', '--repo', 'acme/captures', '--path', 'docs/a.adoc'];
const guidIn = (text: string): string => /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0] ?? '';

describe('hub-relay simulate', () => {
  it('says what it sends and where, sends what GitHub would, and follows it to the hub', async () => {
    const before = stage.dispatches('acme/docs').length;
    const { code, text, errors } = await simulate([
      ...PUSH,
      '--ref',
      'main',
      '--message',
      'Write \u001b[2J it',
    ]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(text).toContain('push in acme/captures, refs/heads/main\n  to http://127.0.0.1:');
    expect(text).toMatch(/answered 200 in/);
    expect(text).toMatch(/notification \S+: delivered/);
    expect(text).not.toContain('\u001b');
    expect(stage.dispatches('acme/docs')).toHaveLength(before + 1);
    expect(stage.dispatches('acme/docs').at(-1)?.clientPayload).toMatchObject({
      repository: 'acme/captures',
      sender: 'mona',
    });
  });

  it.each([
    ['release', '--tag', 'v2.0.0'],
    ['workflow_run', '--conclusion', 'failure'],
    ['pull_request', '--action', 'closed', '--merged', '--number', '7'],
  ])('has a %s delivered too', async (...args) => {
    const { code, text, errors } = await simulate([...args, '--repo', 'acme/captures', '--json']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const [{ state, attempts }] = JSON.parse(text).notifications;
    expect({ state, tries: attempts.length }).toEqual({ state: 'delivered', tries: 1 });
  });

  it('shows why nobody is told, and why one was refused', async () => {
    const silent = await simulate(['push', '--repo', 'acme/captures', '--path', 'src/a.ts']);
    expect(silent.code).toBe(0);
    expect(silent.text).toMatch(/src\/a\.ts|no path|paths/);
    const refused = await simulate(['issues', '--repo', 'acme/captures', '--action', 'labeled']);
    expect(refused.code).toBe(0);
    expect(refused.text).toMatch(/notification \S+: refused/);
  });

  it('does not wait for what is due after the time is over', async () => {
    const { code, text } = await simulate(['push', '--repo', 'acme/captures', '--ref', 'slow']);
    expect(code).toBe(0);
    expect(text).toMatch(/notification \S+: pending/);
    expect(text).toMatch(/1 notification is due .*: `hub-relay notifications show \S+` tells how it went\./);
  });

  it('sends an event of a repository that nobody knows, and says what will come of it', async () => {
    const { code, text, errors } = await simulate(['push', '--repo', 'acme/none', '--private']);
    expect(errors).toContain('The record does not know acme/none: nothing will be planned');
    expect(code).toBe(0);
    expect(text).toContain('answered 200');
  });

  it('ends with a sentence, and 1, where the server does not take it', async () => {
    const wrong = await simulate(PUSH, { WEBHOOK_SECRET: 'another-secret-than-that' });
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toContain('The server refused the signature.');
    const nobody = await simulate(PUSH, { PORT: String(await freePort()) });
    expect(nobody.code).toBe(1);
    expect(nobody.errors).toContain('Nobody answers there.');
    expect(nobody.errors).toContain('hub-relay start');
    const path = await simulate([...PUSH, '--url', `${stage.service!.url}/elsewhere`]);
    expect(path.code).toBe(1);
    expect(path.errors).toMatch(/answered 404.*\[simulate-refused\]/s);
  });

  it('sends to another machine only what somebody agreed to', async () => {
    const far = [...PUSH, '--url', 'https://relay.invalid/api/github/webhooks'];
    const nobody = await simulate(far);
    expect(nobody.errors).toContain('[simulate-unconfirmed]');
    const no = new FakeTerminal('n');
    expect((await simulate(far, {}, no)).errors).toBe('Nothing was sent.');
    expect(no.questions).toEqual([
      'Send push in acme/captures, refs/heads/main to https://relay.invalid/api/github/webhooks, and so to its hubs? [y/N]',
    ]);
    expect((await simulate([...far, '--yes'])).errors).toContain('[simulate-unanswered]');
  });

  it('sends where there is no record to follow it in', async () => {
    const { code, text, errors } = await simulate(PUSH, { DATABASE_URL: `file:${folder}/none.db` });
    expect(code).toBe(0);
    expect(errors).toContain('There is no record here that knows acme/captures: its ids are made up');
    expect(text).toContain('cannot be followed from here');
  });

  it('sends a file byte for byte', async () => {
    const printed = await simulate([...PUSH, '--print']);
    const named = printed.text.replace('"full_name": "acme/captures"', '"full_name": "acme/\u202ecaptures"');
    const body = `${JSON.stringify(JSON.parse(named), null, 3)}\r\n `;
    expect(body).toContain('\u202e');
    const path = join(folder, 'payload.json');
    writeFileSync(path, body);
    const { code, text } = await simulate(['--file', path]);
    expect(code).toBe(0);
    expect((await stage.store.events.find(guidIn(text)))?.body).toBe(body);
    // What it is called is a stranger's text, also where it is shown as delivered.
    expect(text).toMatch(/notification \S+: delivered/);
    expect(text).not.toContain('\u202e');
  });

  it('says so where Hub Relay has no use for what a file holds', async () => {
    const path = join(folder, 'star.json');
    writeFileSync(path, '{"action":"created","repository":{"id":1,"full_name":"a/b"}}');
    const { code, text } = await simulate(['--file', path, '--event', 'star']);
    expect(code).toBe(0);
    expect(text).toContain('Hub Relay does not use star.created: nothing follows.');
    writeFileSync(path, '');
    truncateSync(path, 26 * 1024 * 1024);
    expect((await simulate(['--file', path])).errors).toContain('is over 25 MB.');
  });

  it('sends a delivery of GitHub once more, by its number or its GUID, under a new id or its own', async () => {
    const { delivery } = await stage.sandbox.putFile('acme/captures', 'docs/real.md', 'x');
    await stage.settled(delivery!.guid);
    const again = await simulate(['--from-github', String(delivery!.id)]);
    expect(again).toMatchObject({ code: 0, errors: '' });
    const guid = guidIn(again.text);
    expect(guid).not.toBe(delivery!.guid);
    expect(JSON.parse((await stage.store.events.find(guid))!.body)).toEqual(
      JSON.parse(delivery!.requestBody),
    );
    const same = await simulate(['--from-github', delivery!.guid.toUpperCase(), '--same-id']);
    expect(same.code).toBe(0);
    expect(same.text).toContain(`as ${delivery!.guid}`);
    expect(same.text).toContain('on record already');
    const unknown = await simulate(['--from-github', '12']);
    expect(unknown.code).toBe(1);
    expect(unknown.errors).toContain('[delivery-unknown]');
  });

  it('is a command of the program that is installed', async () => {
    const { port } = new URL(stage.service!.url);
    const { code, text } = await runRelay(['simulate', ...PUSH, '--json'], stage.env({ PORT: port }));
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({
      status: 200,
      state: 'planned',
      notifications: [{ state: 'delivered' }],
    });
  });

  it('prints a payload that `explain` reads from standard input', async () => {
    const printed = await simulate([...PUSH, '--print']);
    expect(printed).toMatchObject({ code: 0, errors: '' });
    const piped = new FakeTerminal(undefined, [Buffer.from(printed.text)]);
    const explained = await simulate(['-'], {}, piped, 'explain');
    expect(explained.code).toBe(0);
    expect(explained.text).toContain('push in acme/captures');
  });

  it('sends many at a rate, and shows how they were answered and what became of them', async () => {
    const before = stage.dispatches('acme/docs').length;
    const { code, text, errors } = await simulate([...PUSH, '--count', '12', '--rate', '200']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(text).toMatch(/12 of 12 accepted in .*: 12 × 200/);
    expect(text).toMatch(/\(p50\), .* \(p99\)/);
    expect(text).toContain('events: 12 planned\n  notifications: 12 delivered');
    const shas = stage
      .dispatches('acme/docs')
      .slice(before)
      .map(({ clientPayload }) => clientPayload['sha']);
    expect(new Set(shas).size).toBe(12);
    const nobody = await simulate([...PUSH, '--count', '2', '--json'], { PORT: String(await freePort()) });
    expect(nobody.code).toBe(1);
    expect(JSON.parse(nobody.text)).toMatchObject({ accepted: [], statuses: [[0, 2]] });
    expect(nobody.errors).toContain('2 of 2 were not accepted');
  });

  it('ends with 1 where a notification died, and shows why', async () => {
    const answer = {
      status: 422,
      body: { message: 'No such event type', documentation_url: 'https://docs.github.com' },
    };
    stage.sandbox.faults.add({ method: 'POST', path: /\/dispatches$/, answer });
    const { code, text, errors } = await simulate(PUSH);
    expect(code).toBe(1);
    expect(text).toMatch(/notification \S+: dead/);
    expect(text).toContain('No such event type');
    expect(errors).toContain('Of 1 notification 1 is dead.');
  });
});

const hasCurl = (() => {
  try {
    execFileSync('curl', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

// Where there is no curl, nobody can paste a line of it.
describe.skipIf(!hasCurl)('the line that `simulate --curl` prints', () => {
  const run = promisify(execFile);

  it.each([
    ['a message in every kind of quotes', `it's "so" \`echo\` $(echo no) \\ %s \u202e ${'☃'.repeat(3)}`],
    ['a megabyte', 'a line of it\n'.repeat(80_000)],
  ])('works in bash with %s', async (_, message) => {
    const { code, text } = await simulate([...PUSH, '--message', message, '--curl']);
    expect(code).toBe(0);
    const script = join(folder, 'send.sh');
    writeFileSync(script, text);
    const { stdout } = await run('bash', [script]);
    expect(stdout).toBe('ok\n\n200\n');
    const { event } = await stage.settled(guidIn(text));
    expect(JSON.parse(event.body).head_commit.message).toBe(message);
  });

  it('takes a file from where it is', async () => {
    const printed = await simulate([...PUSH, '--print']);
    const path = join(folder, `it's a "payload".json`);
    writeFileSync(path, printed.text);
    const { text } = await simulate(['--file', path, '--curl']);
    expect(text).not.toContain('docs/a.adoc');
    const { stdout } = await run('bash', ['-c', text]);
    expect(stdout).toMatch(/\n200\n$/);
    await stage.settled(guidIn(text));
  });
});
