import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { until } from '../build/until.ts';
import { runPart } from './run-part.ts';

const fixture = (name: string): URL => new URL(`../fixtures/bench/${name}.ts`, import.meta.url);
const LONG = 60;

/** A process that was ended and that nobody has asked about yet is still listed, as a zombie. */
const isAlive = (pid: string): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

describe('a part of the benchmark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-test-'));
  afterAll(() => {
    delete process.env.ENDLESS_PID;
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers with its tables, where a missing peer is named and a missing figure is not a number', async () => {
    const { tables, error } = await runPart(fixture('measured'), LONG);
    expect(error).toBeUndefined();
    expect(tables[0]?.missing).toEqual([{ contestant: 'theirs', why: 'it is not installed' }]);
    expect(tables[0]?.figures[0]?.samples).toEqual({ ours: [1, NaN] });
  });

  it('that fails says why', async () => {
    const { tables, error } = await runPart(fixture('failing'), LONG);
    expect(tables).toEqual([]);
    expect(error).toContain('the server did not start');
  });

  it('that is not there is named', async () => {
    expect((await runPart(fixture('no-such-part'), LONG)).error).toContain('no-such-part');
  });

  it('that takes too long is cut, with all that it started', async () => {
    const file = join(folder, 'pid');
    process.env.ENDLESS_PID = file;
    // A busy machine may not have come to it within the first.
    for (const limit of [1, 5, 25]) {
      if (existsSync(file)) break;
      expect((await runPart(fixture('endless'), limit)).error).toBe(`cut: it took more than its ${limit} s`);
    }
    const pid = readFileSync(file, 'utf8');
    await until(() => expect(isAlive(pid)).toBe(false));
  });
});
