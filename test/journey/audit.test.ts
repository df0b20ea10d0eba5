import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { terminalActor } from '../../src/cli/terminal-actor.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { type Environment } from '../../src/settings.ts';
import { RelayProcess } from '../build/process.ts';
import { secretsIn } from '../build/said.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

interface Printed {
  readonly seq: number;
  readonly kind: string;
  readonly actor: string;
  readonly content: JsonObject;
}

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ prepare: aSpokeAndItsHub });
});
afterAll(() => stage.close());

const run = async (args: string, { input, env = {} }: { input?: string; env?: Environment } = {}) => {
  const terminal = new FakeTerminal(undefined, input === undefined ? undefined : [Buffer.from(input)]);
  const code = await runCommand(['node', 'hub-relay', ...args.split(' ')], stage.env(env), terminal);
  return { code, text: terminal.text, errors: terminal.errors.join('\n') };
};

const printed = async (args = 'audit'): Promise<readonly Printed[]> => {
  const { code, text } = await run(args);
  expect(code).toBe(0);
  return text.split('\n').map((line) => JSON.parse(line) as Printed);
};

describe('the audit log beside a running server', () => {
  it('tells the whole story of an event in its order, and who had it sent again', async () => {
    const { delivery } = await stage.sandbox.push('acme/app');
    const guid = delivery!.guid;
    const { notifications } = await stage.settled(guid);
    const { id } = notifications[0]!;
    expect((await run(`notifications replay ${id}`)).code).toBe(0);
    const story = await until(async () => {
      const lines = (await printed()).filter(
        ({ content }) => content.event === guid || content.notification === id,
      );
      expect(lines.filter(({ kind }) => kind === 'attempt-ended')).toHaveLength(2);
      return lines;
    });
    expect(story.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['event-recorded', 'hub-relay'],
      ['event-planned', 'hub-relay'],
      ['notification-planned', 'hub-relay'],
      ['attempt-ended', 'hub-relay'],
      ['notification-replayed', terminalActor()],
      ['attempt-ended', 'hub-relay'],
    ]);
    expect(story[0]!.content).toMatchObject({ name: 'push', repository: 'acme/app', sender: 'mona' });
    expect(story[3]!.content).toMatchObject({
      spoke: 'acme/app',
      hub: 'acme/docs',
      outcome: 'delivered',
      number: 1,
    });
  });

  it('knows what the App may see, and the start', async () => {
    const kinds = new Set((await printed()).map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['started', 'installation-changed', 'repository-changed']),
    );
    const files = (await printed()).filter(({ kind }) => kind === 'repository-changed');
    expect(files.map(({ content }) => content.repository)).toEqual(['acme/app', 'acme/docs']);
    expect(files[0]!.content.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is seen to be whole, in the database and as it was printed, and holds no secret', async () => {
    const { code, text } = await run('audit verify');
    expect(code).toBe(0);
    const [, place] = /(\d+:[0-9a-f]{64})/.exec(text)!;
    const log = (await run('audit')).text;
    expect(secretsIn(log)).toEqual([]);
    const file = join(stage.folder, 'audit.ndjson');
    writeFileSync(file, `${log}\n`);
    expect((await run(`audit verify ${file} --expect ${place}`)).code).toBe(0);
    expect((await run('audit verify -', { input: log })).text).toContain(place);
    expect((await run('audit verify -', { input: log.replace('acme/docs', 'acme/dogs') })).errors).toContain(
      'was changed',
    );
  });

  it('does not begin before the time that is asked for, and ends where it is told', async () => {
    expect(await printed('audit --limit 2')).toHaveLength(2);
    expect((await run('audit --since 2026-01-01 --limit 1')).text).toBe((await run('audit --limit 1')).text);
    expect((await run('audit --since 2200-01-01')).text).toBe('');
  });

  it('is shown to people as it grows, beside the server, until they have seen enough', async () => {
    const tail = new RelayProcess(['tail', '--since', '1d'], stage.env());
    await tail.says(/started {4}Hub Relay/);
    const { delivery } = await stage.sandbox.push('acme/app');
    await tail.says(new RegExp(`planned {4}event ${delivery!.guid}: 1 fire, 0 refused`));
    await tail.says(/delivered {2}acme\/app → acme\/docs, attempt 1, 204, \d+ ms/);
    expect(await tail.kill('SIGINT')).toBe(0);
  });

  it('tells of each setting that is another at the next start, and of a secret only that it is', async () => {
    const before = (await printed()).at(-1)!.seq;
    await stage.stop();
    const relay = new RelayProcess(
      ['start'],
      stage.env({ RETENTION: '60d', WEBHOOK_SECRET: 'another-secret-for-tests' }),
    );
    await relay.webhookUrl();
    await relay.kill('SIGKILL');
    await stage.start();
    const lines = (await printed()).filter(({ seq }) => seq > before);
    const changes = lines.filter(({ kind }) => kind === 'settings-changed');
    expect(changes.map(({ content }) => content.variables)).toMatchObject([
      { RETENTION: { from: '30d', to: '60d' }, WEBHOOK_SECRET: 'changed' },
      { RETENTION: { from: '60d', to: '30d' }, WEBHOOK_SECRET: 'changed' },
    ]);
    expect(lines.filter(({ kind }) => kind === 'started')).toHaveLength(2);
    expect((await run('audit verify')).code).toBe(0);
  });
});

describe('a log that was changed in the database', () => {
  it.each([
    [
      'a line with other words',
      `update audit set line = replace(line, 'hub-relay', 'hub-delay') where seq = 6`,
      /changed: line 6 was changed/,
    ],
    ['a line at another time', 'update audit set at = at + 1 where seq = 6', /changed: line 6 was changed/],
    ['a line that is gone', 'delete from audit where seq = 5', /removed: line 5 was removed/],
    ['its first line', 'delete from audit where seq = 1', /removed: line 1 was removed/],
    ['its end', 'delete from audit where seq > 9', /not-there: line \d+, .* the log ends at 9 and was cut/],
  ])('is found out by %s', async (_, sql, message) => {
    await stage.stop();
    const path = join(stage.folder, 'changed.db');
    copyFileSync(join(stage.folder, 'relay.db'), path);
    const env = { DATABASE_URL: `file:${path}` };
    expect((await run('audit verify', { env })).code).toBe(0);
    const file = new DatabaseSync(path);
    file.exec(sql);
    file.close();
    const { code, errors } = await run('audit verify', { env });
    expect([code, errors]).toEqual([1, expect.stringMatching(message)]);
  });
});
