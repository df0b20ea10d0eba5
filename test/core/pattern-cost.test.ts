import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/core/facts.ts';
import { matchOn } from '../../src/core/match.ts';
import { type Steps, compilePattern } from '../../src/core/pattern.ts';
import { aPush } from '../build/samples.ts';

/** How many atoms were compared with a character of the text. */
const steps = (pattern: string, text: string): number => {
  const compiled = compilePattern(pattern);
  if ('problem' in compiled) throw new Error(`${pattern}: ${compiled.problem}`);
  const taken: Steps = { taken: 0 };
  compiled.matches(text, taken);
  return taken.taken;
};

/** What makes a backtracking matcher take exponential time: a unit of the pattern, its end, and a text that nearly fits. */
const KILLERS: readonly (readonly [string, string, string])[] = [
  ['*a', 'b', 'a'],
  ['**a', 'b', 'a'],
  ['**/', 'b', 'a/'],
  ['**/a', 'b', '/a'],
  ['a?', 'b', 'a'],
  ['a+', 'b', 'a'],
  ['a?a+', 'b', 'a'],
  ['*', 'b', 'a'],
  ['***', 'b', 'a'],
  ['[a-z]+', '1', 'a'],
  ['[aaaaaaaa]?', 'b', 'a'],
  ['*[ab]?*', 'c', 'ab'],
  ['\\a+', 'b', 'a'],
];

describe('the cost of matching', () => {
  it.each(KILLERS)('grows with text × pattern and no faster, for "%s" again and again', (unit, end, fits) => {
    for (const size of [8, 16, 32, 64]) {
      const pattern = unit.repeat(Math.min(size, Math.floor(490 / unit.length))) + end;
      const text = fits.repeat(size * 4);
      expect(steps(pattern, text)).toBeLessThanOrEqual(text.length * (pattern.length + 1));
    }
  });

  it.each(KILLERS)('at most doubles when the text doubles, for "%s" again and again', (unit, end, fits) => {
    const pattern = unit.repeat(Math.floor(200 / unit.length)) + end;
    const [once, twice, fourTimes] = [1, 2, 4].map((times) => steps(pattern, fits.repeat(400 * times))) as [
      number,
      number,
      number,
    ];
    expect(twice - once).toBeLessThanOrEqual(400 * fits.length * (pattern.length + 1));
    // Once every atom is open, each character costs the same.
    expect(fourTimes - twice).toBeLessThanOrEqual(2 * (twice - once) + 1);
  });

  it('of a set of hundreds is one step a character', () => {
    expect(steps(`[${'abc'.repeat(160)}]+`, 'a'.repeat(1_000))).toBeLessThanOrEqual(2_000);
  });

  it('of a plain name ends with the first character that differs', () => {
    expect(steps('acme/library', `acme/${'x'.repeat(100)}`)).toBe(6);
  });
});

describe('the path filters of all routes', () => {
  const added = Array.from({ length: 1_000 }, (_, n) => `${'a'.repeat(200)}${n}`);
  const on = { push: { paths: [`${'**a'.repeat(3)}x`] } };
  const filter = (facts: ReturnType<typeof factsOf>) => matchOn(on, facts).parts?.[0]?.reason ?? '';

  it('have an end for one event together, and begin anew with the next', () => {
    const event = aPush('acme/lib', { commits: [{ id: 'b', added, modified: [], removed: [] }] });
    const facts = factsOf(event, undefined);
    const reasons = Array.from({ length: 30 }, () => filter(facts));
    expect(reasons[0]).toMatch(/^no changed file matches/);
    expect(reasons.at(-1)).toMatch(/^matched to be safe: 1000 files changed, .* too many to compare with/);
    expect(filter(factsOf(event, undefined))).toBe(reasons[0]);
  });
});
