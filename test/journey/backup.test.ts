import { copyFileSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { openStore } from '../../src/store/open-store.ts';
import { runRelay } from '../build/process.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({
    prepare: aSpokeAndItsHub,
    env: { RETRY_SCHEDULE: Array(20).fill('1s').join() },
  });
});
afterAll(() => stage.close());

const run = async (args: readonly string[], env = {}) => {
  const terminal = new FakeTerminal();
  const code = await runCommand(['node', 'hub-relay', ...args], stage.env(env), terminal);
  return { code, text: terminal.text, errors: terminal.errors.join('\n') };
};
const at = (name: string): string => join(stage.folder, name);
const told = (): readonly string[] =>
  stage.dispatches('acme/docs').map(({ clientPayload }) => (clientPayload.relay as { id: string }).id);

describe('hub-relay backup', () => {
  it('copies one moment of a database that is written to, and says what is in it', async () => {
    let isOver = false;
    let accepted = 0;
    const load = async (): Promise<void> => {
      while (!isOver) {
        const { status } = await post(stage.webhookUrl, sign('push', '{}'));
        if (status === 200) accepted += 1;
      }
    };
    const loads = [load(), load(), load(), load()];
    await until(() => expect(accepted).toBeGreaterThan(50));
    for (const name of ['a.db', 'b.db']) {
      const before = accepted;
      const { code, text } = await runRelay(['backup', at(name), '--json'], stage.env());
      expect(code).toBe(0);
      const made = JSON.parse(text) as { events: number; schema: string };
      expect(made.events).toBeGreaterThanOrEqual(before);
      expect(made.schema).toMatch(/^\d{4}-/);
      expect(statSync(at(name)).mode & 0o777).toBe(0o600);
      await until(() => expect(accepted).toBeGreaterThan(before + 10));
    }
    isOver = true;
    await Promise.all(loads);
    expect(readdirSync(stage.folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('overwrites nothing unasked, and leaves nothing half', async () => {
    writeFileSync(at('mine.txt'), 'mine');
    const refused = await run(['backup', at('mine.txt')]);
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('[backup-exists]')]);
    expect(statSync(at('mine.txt')).size).toBe(4);
    const forced = await run(['backup', at('mine.txt'), '--force']);
    expect(forced.text).toMatch(/mine\.txt: [\d,]+ KB, whole\.\nIt holds [\d,]+ events? and \d/);
    const nowhere = await run(['backup', at('none/x.db')]);
    expect([nowhere.code, nowhere.errors]).toEqual([1, expect.stringContaining('[file-unwritable]')]);
  });

  it('never takes the place of the database itself, nor of what belongs to it, by whatever name', async () => {
    const database = stage.env().DATABASE_URL!.slice('file:'.length);
    symlinkSync(database, at('link.db'));
    symlinkSync(stage.folder, at('folder'));
    const { ino } = statSync(database);
    const names = [
      database,
      `${database}-wal`,
      `${database}-owner`,
      at('link.db'),
      `${at('folder')}/${basename(database)}`,
    ];
    for (const name of names) {
      const { code, errors } = await run(['backup', name, '--force']);
      expect([name, code, errors]).toEqual([name, 1, expect.stringContaining('[backup-itself]')]);
    }
    expect(statSync(database).ino).toBe(ino);
  });

  it('changes nothing of a database of an older version, and refuses what is none', async () => {
    const older = new DatabaseSync(at('older.db'));
    older.exec(`create table kysely_migration (name); insert into kysely_migration values ('0001-first');
      create table events (id); create table notifications (id)`);
    older.close();
    const { text } = await run(['backup', at('older-copy.db')], { DATABASE_URL: `file:${at('older.db')}` });
    expect(text).toContain('in tables of 0001-first');
    new DatabaseSync(at('other.db')).exec('create table cats (name)');
    const other = await run(['backup', at('other-copy.db')], { DATABASE_URL: `file:${at('other.db')}` });
    expect([other.code, other.errors]).toEqual([1, expect.stringContaining('no database of Hub Relay')]);
    const postgres = await run(['backup', at('x.db')], { DATABASE_URL: 'postgres://relay@127.0.0.1/relay' });
    expect([postgres.code, postgres.errors]).toEqual([1, expect.stringContaining('[backup-postgres]')]);
  });

  it('can be put back: what was delivered since is sent again under its id, and what came since is asked for', async () => {
    const { delivery } = await stage.sandbox.push('acme/app');
    await stage.settled(delivery?.guid);
    stage.sandbox.faults.add({
      method: 'POST',
      path: /dispatches/,
      times: 1_000,
      answer: { status: 503, body: {} },
    });
    const second = await stage.sandbox.push('acme/app');
    await stage.settled(second.delivery?.guid, ['waiting']);
    const { text } = await run(['backup', at('backup.db')]);
    stage.sandbox.faults.clear();
    const place = /ends at (\S+)\./.exec(text)![1]!;
    await stage.settled(second.delivery?.guid);
    const third = await stage.sandbox.push('acme/app');
    await stage.settled(third.delivery?.guid);
    const before = told();
    expect(before).toHaveLength(3);
    await stage.stop();

    mkdirSync(at('restored'));
    copyFileSync(at('backup.db'), at('restored/relay.db'));
    const env = { DATABASE_URL: `file:${at('restored/relay.db')}` };
    const store = await openStore(env.DATABASE_URL);
    expect(await store.events.find(third.delivery!.guid)).toBeUndefined();
    await store.close();
    await stage.start(env);
    const [, ofSecond] = before;
    await until(() => expect(told().filter((id) => id === ofSecond)).toHaveLength(2));
    expect((await run(['recover'], env)).text).toContain('0 missed');
    const recovered = await run(['recover', '--delivered', '--json'], env);
    expect(recovered.text).toContain(third.delivery!.guid);
    await until(() => expect(new Set(told())).toEqual(new Set(before)));
    const lastOf = before[2];
    await until(() => expect(told().filter((id) => id === lastOf)).toHaveLength(2));
    expect((await run(['audit', 'verify', '--expect', place], env)).code).toBe(0);
  });
});
