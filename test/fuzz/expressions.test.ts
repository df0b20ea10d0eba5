import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../build/seeded.ts';
import {
  MOST_EVALUATION,
  hostileContext,
  randomExpression,
  randomTemplate,
  tryExpression,
} from './expressions.ts';

/** How many expressions; the whole run is `FUZZ_EXPRESSIONS=100000 npx vitest run test/fuzz`. */
const COUNT = Number(process.env.FUZZ_EXPRESSIONS ?? 1_000);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

const attempt = (seed: number) => {
  const random = seeded(seed);
  const source = randomExpression(random);
  const template = randomTemplate(random);
  return tryExpression(source, template, () => hostileContext(seeded(seed)));
};

describe('any expression at all', () => {
  beforeAll(() => {
    for (let seed = 0; seed < 100; seed += 1) attempt(seed);
  });

  it(
    `is compiled and evaluated in time, whatever the event holds (${COUNT} expressions)`,
    { timeout: 60_000 + COUNT * 100 },
    () => {
      let right = 0;
      let slowest = { milliseconds: 0, seed: 0 };
      for (let seed = SEED; seed < SEED + COUNT; seed += 1) {
        const { faults, milliseconds, isRight } = attempt(seed);
        expect(faults, `FUZZ_SEED=${seed} FUZZ_EXPRESSIONS=1`).toEqual([]);
        right += isRight ? 1 : 0;
        if (milliseconds > slowest.milliseconds) slowest = { milliseconds, seed };
      }
      if (process.env.FUZZ_EXPRESSIONS !== undefined)
        process.stdout.write(
          `${COUNT} expressions, ${right} right, slowest ${slowest.milliseconds.toFixed(1)} ms of ${MOST_EVALUATION} (seed ${slowest.seed})\n`,
        );
      // Were nearly all wrong, only the parser would be tried.
      expect(right / COUNT).toBeGreaterThan(COUNT < 100 ? -1 : 0.25);
    },
  );
});
