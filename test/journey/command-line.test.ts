import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { type Environment } from '../../src/settings.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { aPullRequest, aPush } from '../build/samples.ts';

let stage: Stage;
let guid = '';
const folder = mkdtempSync(join(tmpdir(), 'hub-relay-cli-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

beforeAll(async () => {
  stage = await Stage.open({
    prepare: (sandbox) => {
      sandbox.createRepository({
        fullName: 'acme/app',
        files: { [CONFIG]: 'notify: [{ hub: acme/docs, on: [push, issues] }]' },
      });
      sandbox.createRepository({
        fullName: 'acme/docs',
        files: { [CONFIG]: 'accept: [{ from: acme/app, event-types: [push] }]' },
      });
    },
  });
  const { delivery } = await stage.sandbox.push('acme/app');
  guid = delivery!.guid;
  await stage.settled(guid);
  const issue = await stage.sandbox.openIssue('acme/app', { title: 'x' });
  await stage.settled(issue.delivery?.guid);
});
afterAll(() => stage.close());

const run = async (args: string, env: Environment = stage.env()) => {
  const written: string[] = [];
  const terminal = {
    out: (text: string) => void written.push(text),
    err: (text: string) => void written.push(text),
  };
  const code = await runCommand(['node', 'hub-relay', ...args.split(' ')], env, terminal);
  return { code, text: written.join('\n') };
};

describe('hub-relay events and notifications', () => {
  it('list what is on record, newest first', async () => {
    const { code, text } = await run('events');
    expect(code).toBe(0);
    const [heading, newest, oldest] = text.split('\n');
    expect(heading).toMatch(/^RECEIVED +ID +EVENT +REPOSITORY +STATE +OUTCOME$/);
    expect(newest).toMatch(/issues\.opened +acme\/app +planned +0 of 1 route fires$/);
    expect(oldest).toContain(guid);
  });

  it('filter, and print JSON that a program can read', async () => {
    const { text } = await run('notifications --state delivered --hub acme/docs --json');
    const [line, ...others] = text.split('\n');
    expect(others).toEqual([]);
    expect(JSON.parse(line!)).toMatchObject({ state: 'delivered', hub: 'acme/docs', eventId: guid });
    expect((await run('notifications --spoke other/app')).text).toBe(
      'No notifications on record that match.',
    );
    expect(JSON.parse((await run('events --name push --json')).text)).toMatchObject({ id: guid });
  });

  it('show one event with the verdict on each route and its notifications', async () => {
    const { text } = await run(`events show ${guid}`);
    expect(text).toContain('✓ acme/app:notify[0] → acme/docs: fires "push"');
    expect(text).toMatch(/acme\/app +acme\/docs +push +delivered +1/);
    expect(JSON.parse((await run(`events show ${guid} --json`)).text)).toMatchObject({
      id: guid,
      state: 'planned',
    });
  });

  it('show one notification with its attempts, its payload and, where it went wrong, what to do', async () => {
    const { id } = JSON.parse((await run('notifications --state delivered --json')).text) as { id: string };
    const { text } = await run(`notifications show ${id}`);
    expect(text).toContain(`notification ${id}: delivered`);
    expect(text).toMatch(/attempt 1: .*, \d+ ms, 204: acme\/docs took it/);
    expect(text).toContain(`"event_id": "${guid}"`);
    expect(JSON.parse((await run(`notifications show ${id} --json`)).text)).toHaveProperty('attempts');
    expect((await run('notifications --state refused')).text).toContain(
      'acme/docs accepts only [push] from acme/app',
    );
  });

  it.each([
    ['events show nothing', 1, 'No event "nothing".'],
    ['notifications show nothing', 1, 'No notification "nothing".'],
    ['notifications --state sent', 1, 'There is no state "sent"; use pending, sending, waiting'],
    ['events --state sent', 1, 'There is no state "sent"; use recorded, planned, rejected.'],
    ['events --limit 0', 1, 'use a whole number from 1 to 1000'],
    ['evnets', 1, "unknown command 'evnets'"],
  ])('%s: ends with %i and says %j', async (args, code, says) => {
    const found = await run(args);
    expect(found.code).toBe(code);
    expect(found.text).toContain(says);
    expect(found.text).not.toMatch(/\n\s+at /);
  });

  it('make no database by looking for one', async () => {
    const { code, text } = await run('events', { DATABASE_URL: `file:${join(folder, 'none.db')}` });
    expect(code).toBe(1);
    expect(text).toContain('[database-missing]');
  });
});

describe('hub-relay validate', () => {
  it('says what a right file holds', async () => {
    const path = file('right.yml', 'notify: [{ hub: acme/docs, on: push }]\naccept: [{ from: acme/* }]\n');
    expect(await run(`validate ${path}`)).toEqual({ code: 0, text: `${path}: right: 1 notify, 1 accept` });
  });

  it('points at each problem of a wrong one, and ends with 1', async () => {
    const path = file('wrong.yml', 'notify:\n  - hub: acme/docs\n    on: psuh\n');
    const { code, text } = await run(`validate ${path}`);
    expect(code).toBe(1);
    expect(text).toMatch(/wrong\.yml:3:9: error: .*push/);
    const json = JSON.parse((await run(`validate ${path} --json`)).text) as object;
    expect(json).toMatchObject({ valid: false, problems: [{ line: 3, column: 9 }] });
  });

  it('checks the files of the operator, reads no secret, and repeats nothing that stands in them', async () => {
    const entry = 'name: a, url: "https://a.example/", allow: acme/*';
    const right = file('endpoints.yml', `endpoints: [{ ${entry}, secrets: NOT_SET }]\n`);
    expect(await run(`validate --kind endpoints ${right}`, {})).toEqual({
      code: 0,
      text: `${right}: right: 1 endpoint`,
    });
    const wrong = file('wrong-endpoints.yml', `endpoints: [{ ${entry}, secrets: hush-hush }]\n`);
    for (const option of ['', ' --json']) {
      const { code, text } = await run(`validate --kind endpoints ${wrong}${option}`, {});
      expect(code).toBe(1);
      expect(text).toContain('config-wrong-value');
      expect(text).not.toContain('hush');
    }
    const sources = file('sources.yml', 'sources: []');
    expect((await run(`validate --kind sources ${sources}`, {})).text).toContain('right: 0 sources');
    expect((await run(`validate --kind endpoint ${right}`, {})).text).toContain(
      'repository, endpoints, sources',
    );
  });

  it('says that there is no such file', async () => {
    const { code, text } = await run(`validate ${join(folder, 'none.yml')}`);
    expect(code).toBe(1);
    expect(text).toContain('ENOENT');
  });
});

describe('hub-relay explain', () => {
  const event = (): string => file('push.json', JSON.stringify(aPush('acme/app').payload));
  const spoke = (text: string): string => `--config acme/app=${file('spoke.yml', text)}`;
  const hub = (): string =>
    `--config acme/docs=${file('hub.yml', 'accept: [{ from: acme/* }]')} --public acme/docs`;

  it('says which routes fire, why, and what they send, from files alone', async () => {
    const { code, text } = await run(
      `explain ${event()} ${spoke('notify: [{ hub: acme/docs, on: push }]')} ${hub()}`,
      {},
    );
    expect(code).toBe(0);
    expect(text).toContain('✓ acme/app:notify[0] → acme/docs: fires "push"');
    expect(text).toContain('"repository": "acme/app"');
  });

  it('says why a route does not fire, and ends with 3', async () => {
    const config = spoke('notify: [{ hub: acme/docs, on: { push: { branches: [next] } } }]');
    const { code, text } = await run(`explain ${event()} ${config} ${hub()}`, {});
    expect(code).toBe(3);
    expect(text).toMatch(/✗ on\.push\.branches: .*main/);
  });

  it('takes the changed files of a pull request from the command line', async () => {
    const pull = file('pull.json', JSON.stringify(aPullRequest('acme/app').payload));
    const config = spoke("notify: [{ hub: acme/docs, on: { pull_request: { paths: ['docs/**'] } } }]");
    expect((await run(`explain ${pull} ${config} ${hub()} --changed-file src/a.ts`, {})).code).toBe(3);
    expect((await run(`explain ${pull} ${config} ${hub()} --changed-file docs/a.md`, {})).code).toBe(0);
  });

  it('explains from what the database knows where no file is given', async () => {
    const { code, text } = await run(
      `explain ${file('real.json', (await stage.store.events.find(guid))!.body)} --json`,
    );
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ passed: true, reason: '1 of 1 route fires' });
  });

  it.each([
    ['not JSON', 'x{', 'is not JSON'],
    ['a list', '[]', 'is not a JSON object'],
    ['of no known event', '{}', 'say it with --event push'],
    ['not whole', '{"commits":[]}', 'lacks ref (string)'],
  ])('says what is wrong with a file that is %s', async (_, text, says) => {
    const found = await run(`explain ${file('bad.json', text)}`);
    expect(found.code).toBe(1);
    expect(found.text).toContain(says);
  });

  it('says how to write --config', async () => {
    expect((await run(`explain ${event()} --config here.yml`)).text).toContain('write it as owner/name=path');
  });
});
