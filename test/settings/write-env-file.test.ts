import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { writeEnvFile } from '../../src/settings/write-env-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-relay-env-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const written = (
  before: string | undefined,
  values: Record<string, string>,
): { text: string; path: string } => {
  const path = join(folder, String((count += 1)));
  if (before !== undefined) writeFileSync(path, before, { mode: 0o644 });
  writeEnvFile(path, values);
  return { text: readFileSync(path, 'utf8'), path };
};

describe('a file of variables', () => {
  it.each([
    [undefined, 'A=1\n'],
    ['# mine\nB=2', '# mine\nB=2\nA=1\n'],
    ['A=\nB=2\n', 'A=1\nB=2\n'],
    ['export A = old # why\nB=2\n', 'A=1\nB=2\n'],
    ['A="over\ntwo lines"\nB=2\n', 'A=1\nB=2\n'],
    ['A=old\nB=2\nA=newer\n', 'A=1\nB=2\n'],
    ['# A=old\nAA=2\n', '# A=old\nAA=2\nA=1\n'],
  ])('gets a variable, and keeps the rest: %j', (before, after) => {
    expect(written(before, { A: '1' }).text).toBe(after);
  });

  it.each(['plain', 'two words', 'a # b', `it's`, '"double"', 'a=b', '$&', 'x`y', 'multi\nline'])(
    'is read as it was written: %j',
    (value) => {
      expect(parseEnv(written('B=2\n', { A: value, C: '3' }).text)).toEqual({ A: value, B: '2', C: '3' });
    },
  );

  it('can be read by its owner alone, also where others could read it before', () => {
    for (const before of [undefined, 'A=2\n'])
      expect(statSync(written(before, { A: '1' }).path).mode.toString(8)).toBe('100600');
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('stays the link that it was', () => {
    const { path } = written(undefined, { A: '1' });
    const link = join(folder, 'link');
    symlinkSync(path, link);
    writeEnvFile(link, { A: '2' });
    expect([lstatSync(link).isSymbolicLink(), readFileSync(path, 'utf8')]).toEqual([true, 'A=2\n']);
  });

  it('is not lost where there is no room for the new one', () => {
    const { path } = written(undefined, { A: '1' });
    const module = new URL('../../src/settings/write-env-file.ts', import.meta.url).pathname;
    const code = `(await import(${JSON.stringify(module)})).writeEnvFile(process.argv[1], { B: 'b'.repeat(1e6) })`;
    const limited = 'ulimit -f 64 && exec "$0" --input-type=module -e "$1" "$2"';
    const { stderr } = spawnSync('sh', ['-c', limited, process.execPath, code, path], { encoding: 'utf8' });
    expect(stderr).toContain('EFBIG');
    expect(readFileSync(path, 'utf8')).toBe('A=1\n');
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it('says why it cannot be written, and leaves what was there', () => {
    expect(() => writeEnvFile('/proc/none/.env', { A: '1' })).toThrow('ENOENT');
    const { path } = written('A=old\n', { B: '2' });
    chmodSync(path, 0o600);
    expect(() => writeEnvFile(path, { A: `'"\`` })).toThrow('quotes');
    expect(readFileSync(path, 'utf8')).toBe('A=old\nB=2\n');
  });
});
