import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvFile, withoutEnvFile } from '../../src/settings/env-file.ts';

describe('the environment before .env was loaded into it', () => {
  it('has what the shell set, and nothing that the file says', () => {
    const env = { A: 'of the file', B: 'of the shell', C: 'of the shell' };
    expect(withoutEnvFile(env, { A: 'of the file', B: 'of the file' })).toEqual({
      B: 'of the shell',
      C: 'of the shell',
    });
  });

  it('is the whole one where there is no file, or none that can be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hub-relay-env-'));
    expect(readEnvFile(join(folder, '.env'))).toEqual({ text: '', variables: {} });
    expect(readEnvFile(folder)).toEqual({ text: '', variables: {} });
    writeFileSync(join(folder, '.env'), '# mine\nA="1\n2"\n');
    expect(readEnvFile(join(folder, '.env')).variables).toEqual({ A: '1\n2' });
    rmSync(folder, { recursive: true });
  });
});
