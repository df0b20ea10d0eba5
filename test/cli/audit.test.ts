import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditSentence } from '../../src/cli/audit-sentence.ts';
import { printAuditOf } from '../../src/cli/audit.ts';
import { tailOf } from '../../src/cli/tail.ts';
import { checkExported, checkKept, verifyAudit } from '../../src/cli/verify-audit.ts';
import { readLine } from '../../src/core/audit-chain.ts';
import { type Audit, AUDIT_KINDS } from '../../src/flow/audit-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { until } from '../build/until.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-relay-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

let store: Store;
let terminal: FakeTerminal;
beforeEach(async () => {
  store = await openStore('file::memory:');
  terminal = new FakeTerminal();
});
afterEach(() => store.close());

const note = (at: number, actor = 'link') =>
  store.audit.note({ at, kind: 'signed-in', actor, content: { at } });
const seqs = (): readonly number[] =>
  terminal.written.map((line) => (JSON.parse(line) as { readonly seq: number }).seq);

const exported = async (): Promise<string> => {
  for (let at = 1; at < 8; at += 1) await note(at * 1_000);
  const printed = new FakeTerminal();
  await printAuditOf(store, {}, printed);
  return printed.text;
};

const verify = (text: string, expected?: string) => {
  const piped = new FakeTerminal(undefined, [Buffer.from(text)]);
  return verifyAudit('-', expected === undefined ? {} : { expect: expected }, {}, piped).then(
    () => piped.text,
  );
};

describe('hub-relay audit', () => {
  it('prints what was noted, from a time and up to a number of lines, each with its hash at the end', async () => {
    for (const at of [1_000, 2_000, 3_000]) await note(at);
    expect(await printAuditOf(store, { since: 2_000, limit: 1 }, terminal)).toBe(0);
    expect(terminal.text).toMatch(/^\{"seq":2,"at":"1970-01-01T00:00:02.000Z",.*,"hash":"[0-9a-f]{64}"\}$/);
  });

  it('prints all of a long log, page by page', async () => {
    for (let at = 0; at < 1_100; at += 1) await note(at);
    await printAuditOf(store, {}, terminal);
    expect(seqs()).toEqual(Array.from({ length: 1_100 }, (_, index) => index + 1));
  });

  it('goes on with what comes until it is interrupted', async () => {
    await note(1_000);
    const ended = new AbortController();
    const printing = printAuditOf(store, { follow: true }, terminal, () => ended.signal);
    await until(() => expect(seqs()).toEqual([1]));
    await note(2_000);
    await until(() => expect(seqs()).toEqual([1, 2]));
    ended.abort();
    expect(await printing).toBe(0);
  });
});

describe('hub-relay tail', () => {
  it('begins now, and prints a sentence for each thing that happens', async () => {
    await note(1_000);
    const ended = new AbortController();
    const tailing = tailOf(store, {}, terminal, ended.signal);
    await until(async () => {
      await note(2_000, 'github:ada');
      expect(terminal.text).toContain('1970-01-01 00:00:02Z  signed in (github:ada)');
    });
    ended.abort();
    expect(await tailing).toBe(0);
    expect(terminal.text).not.toContain('00:00:01Z');
  });

  it('prints the lines of the log for a program, and those of before where it is asked to', async () => {
    await note(1_000);
    const ended = new AbortController();
    const tailing = tailOf(store, { since: 0, json: true }, terminal, ended.signal);
    await until(() => expect(seqs()).toEqual([1]));
    ended.abort();
    await tailing;
  });

  it.each(AUDIT_KINDS)(
    'has a sentence for %s, whatever that holds, and nothing in it that a terminal obeys',
    (kind) => {
      const hostile = '\u001b[2J\u202e';
      const content = { spoke: hostile, hub: hostile, event: hostile, reason: hostile, name: hostile };
      for (const one of [content, {}]) {
        const sentence = auditSentence({ at: 0, kind, actor: hostile, content: one, seq: 1, previous: '' });
        expect(sentence).toMatch(/^1970-01-01 00:00:00Z {2}[\w?]/);
        expect(sentence).not.toMatch(/[\p{Cc}\p{Cf}]|undefined|\[object/u);
      }
    },
  );

  it('shows what it does not know as it is', () => {
    const line = readLine(
      '{"seq":1,"at":"1970-01-01T00:00:00.000Z","kind":"new","actor":"x","content":{"a":1},"previous":""}',
    );
    expect(auditSentence(line!)).toBe('1970-01-01 00:00:00Z  new {"a":1} (x)');
  });
});

describe('hub-relay audit verify', () => {
  it('says that a log is whole, and the place to keep elsewhere', async () => {
    const text = await exported();
    const said = await verify(text);
    expect(said).toContain('7 lines, each as it was written');
    const [place] = /7:[0-9a-f]{64}/.exec(said)!;
    expect(await verify(text, place)).toBe(said);
    const lines = text.split('\n');
    await expect(verify(lines.slice(0, 5).join('\n'), place)).rejects.toThrow('not-there: line 7');
    expect(await verify(lines.slice(3).join('\n'), place)).toContain('4 lines');
    await expect(
      verify(
        text,
        place.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
    ).rejects.toThrow('wrong-hash: line 7');
  });

  it('says which line is wrong first, and how', async () => {
    const lines = (await exported()).split('\n');
    const wrong = (...changed: readonly string[]) => expect(verify(changed.join('\n'))).rejects;
    await wrong(...lines.with(2, lines[2]!.replace('link', 'lint'))).toThrow('changed: line 3 was changed');
    await wrong(...lines.toSpliced(2, 2)).toThrow('removed: lines 3 to 4 were removed');
    await wrong(lines[0]!, lines[2]!, lines[1]!).toThrow('out-of-order: line 2 is out of order');
    await wrong(lines[0]!, lines[1]!, lines[1]!).toThrow('put-in: a line 2 was put in after line 2');
    await wrong(lines[0]!, 'hello', lines[1]!).toThrow('unreadable: line 2 is no line of an audit log');
  });

  it('reads a file, and says where there is none', async () => {
    const path = join(folder, 'log.ndjson');
    writeFileSync(path, `${await exported()}\n`);
    expect(await verifyAudit(path, {}, {}, terminal)).toBe(0);
    await expect(verifyAudit(join(folder, 'none'), {}, {}, terminal)).rejects.toThrow('could not be read');
    await expect(verifyAudit(path, { expect: 'x' }, {}, terminal)).rejects.toThrow(
      'no place in an audit log',
    );
  });

  it('says that there is nothing yet', async () => {
    expect(await verify('')).toBe('There is nothing in this audit log yet.');
    expect((await checkKept(store.audit, [], {})).result()).toBeUndefined();
  });

  it('checks a database from what its first line follows, also while lines come of age', async () => {
    for (let at = 0; at < 2_500; at += 1) await note(at);
    let pages = 0;
    const audit = {
      seal: (limit: number) => store.audit.seal(limit),
      ends: () => store.audit.ends(),
      read: async (...args: Parameters<Audit['read']>) => {
        if (++pages === 2) await store.audit.expire(1_500, 5_000);
        return store.audit.read(...args);
      },
    };
    const shown: string[] = [];
    const check = await checkKept(audit, [], { progress: (text) => void shown.push(text) });
    expect(check.result()).toBeUndefined();
    expect(check.last?.seq).toBe(2_500);
    expect(shown[0]).toBe('1,000 lines of about 2,500');
  });

  it('tells how far it is in a long file', async () => {
    const shown: string[] = [];
    const text = Array.from({ length: 2_000 }, () => 'x').join('\n');
    const piped = new FakeTerminal(undefined, [Buffer.from(text)]);
    await checkExported('-', [], { input: piped.input, progress: (said) => void shown.push(said) });
    expect(shown).toEqual(['1,000 lines', '2,000 lines']);
  });
});
