import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { seeded } from '../build/seeded.ts';
import { MOST_MILLISECONDS, faultsOf, mutatedFile, tryFile } from './config-files.ts';
import { HOSTILE_FILES } from './hostile-files.ts';

/** How many mutated files; the whole run is `FUZZ_CONFIGS=100000 npx vitest run test/fuzz`. */
const COUNT = Number(process.env.FUZZ_CONFIGS ?? 800);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

describe('any file at all', () => {
  // As in a server that has read some files: the engine compiles what runs often.
  beforeAll(() => {
    for (let seed = 0; seed < 200; seed += 1) parseConfig(mutatedFile(seeded(seed)));
  });

  it.each(HOSTILE_FILES)('is answered in time, with places, when it is: $name', ({ make }) => {
    for (const text of make()) expect(tryFile(text).faults, `${text.length} characters`).toEqual([]);
  });

  it(
    `is answered in time, with places, when it is a right one with mistakes (${COUNT} files)`,
    { timeout: 60_000 + COUNT * 50 },
    () => {
      let right = 0;
      let slowest = { milliseconds: 0, seed: 0 };
      for (let seed = SEED; seed < SEED + COUNT; seed += 1) {
        const text = mutatedFile(seeded(seed));
        const { faults, milliseconds, isRight } = tryFile(text);
        expect(faults, `FUZZ_SEED=${seed} FUZZ_CONFIGS=1`).toEqual([]);
        if (seed % 20 === 0) expect(parseConfig(text)).toEqual(parseConfig(text));
        right += isRight ? 1 : 0;
        if (milliseconds > slowest.milliseconds) slowest = { milliseconds, seed };
      }
      if (process.env.FUZZ_CONFIGS !== undefined)
        process.stdout.write(
          `${COUNT} files, ${right} right, slowest ${slowest.milliseconds.toFixed(1)} ms of ${MOST_MILLISECONDS} (seed ${slowest.seed})\n`,
        );
      // Mistakes that leave nothing right would only ever try the first step.
      expect(right / COUNT).toBeGreaterThan(COUNT < 100 ? -1 : 0.03);
    },
  );

  it('would be told of, were its answer wrong', () => {
    const problem = { code: 'config-yaml', severity: 'error', path: '', message: 'x' } as const;
    const at = (line: number, column: number) =>
      faultsOf('ab\nc', { problems: [{ ...problem, line, column }] });
    expect(at(2, 2)).toEqual([]);
    expect([at(3, 1), at(0, 1), at(1, 4), at(1, 0), at(1, 1.5)].map((faults) => faults.length)).not.toContain(
      0,
    );
    expect(faultsOf('', { problems: [] })).toHaveLength(1);
    const odd = { ...problem, line: 1, column: 1, code: 'x', message: '\u0007' };
    expect(faultsOf('', { problems: [odd] })).toHaveLength(2);
  });
});
