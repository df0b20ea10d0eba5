import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Changes, sayPaths, watchFiles } from '../../../src/cli/dev/watch-files.ts';

let folder: string;
let changes: Changes | undefined;
let troubles: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-relay-watch-'));
  troubles = [];
  mkdirSync(join(folder, 'src/deep'), { recursive: true });
  write('src/deep/a.ts');
});
afterEach(() => {
  changes?.close();
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const write = (name: string, text = ''): void => writeFileSync(at(name), text);
const look = (): Changes =>
  (changes = watchFiles({ trees: [at('src')], files: [at('.env')] }, (path, { message }) =>
    troubles.push(`${path}: ${message}`),
  ));
const next = async (): Promise<string> => sayPaths(await look().next(), folder);

describe('the files that a development server depends on', () => {
  it.each<[string, string, () => void]>([
    ['is written', 'src/deep/a.ts', () => write('src/deep/a.ts', 'new')],
    ['is new', 'src/deep/b.ts', () => write('src/deep/b.ts')],
    ['is gone', 'src/deep/a.ts', () => rmSync(at('src/deep/a.ts'))],
    [
      'is replaced by another',
      'src/deep/a.ts',
      () => {
        write('passing', 'new');
        renameSync(at('passing'), at('src/deep/a.ts'));
      },
    ],
    ['appears by itself', '.env', () => write('.env', 'A=1')],
  ])('are noticed when one %s', async (_, path, happens) => {
    const heard = next();
    happens();
    expect(await heard).toBe(path);
  });

  it('are still noticed after one was replaced', async () => {
    write('.env');
    const heard = next();
    write('passing', 'new');
    renameSync(at('passing'), at('.env'));
    await heard;
    const again = changes!.next();
    write('.env', 'newer');
    expect(await again).toEqual([at('.env')]);
  });

  it('are told together where many change at once, and without what editors leave beside them', async () => {
    const heard = next();
    for (const name of ['.a.ts.swp', 'a.ts~', '4913', 'c.ts', 'b.ts', 'd.ts']) write(`src/deep/${name}`);
    write('other');
    expect(await heard).toBe('src/deep/b.ts and 2 more');
  });

  it('are remembered until somebody asks', async () => {
    look();
    write('src/deep/b.ts');
    const first = await changes!.next();
    expect(first).toEqual([at('src/deep/b.ts')]);
  });

  it('are looked for as far as that is possible', async () => {
    changes = watchFiles({ trees: [at('src')], files: [at('nowhere/endpoints.yml')] }, (path) =>
      troubles.push(path),
    );
    expect(troubles).toEqual([at('nowhere')]);
    const heard = changes.next();
    write('src/deep/b.ts');
    expect(await heard).toEqual([at('src/deep/b.ts')]);
  });
});
