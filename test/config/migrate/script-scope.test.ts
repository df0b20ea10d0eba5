import { describe, expect, it } from 'vitest';
import { Holes } from '../../../src/config/migrate/holes.ts';
import { ScriptScope } from '../../../src/config/migrate/script-scope.ts';

class Scope extends ScriptScope {}

const place = { line: 1, column: 1 };
const holes = new Holes('');
const mark = (source: string): string => holes.text({ source, place });
const env = new Map([
  ['REF', mark('github.ref')],
  ['AGAIN', mark('env.REF')],
  ['PLAIN', 'main'],
  ['ITSELF', mark('env.ITSELF')],
]);
const scope = (mostSteps = 10): Scope =>
  new Scope({ text: 'push it', placeOf: () => place, env, holes }, mostSteps);

describe('the scope of a script', () => {
  it.each([
    ['an expression', mark('github.ref'), 'github.ref'],
    ['a variable of the workflow that holds one', mark('env.REF'), 'github.ref'],
    ['a variable that holds such a variable', mark('env.AGAIN'), 'github.ref'],
    ['a variable that holds a text', mark('env.PLAIN'), 'env.PLAIN'],
    ['a variable of the runner', mark('env.HOME'), 'env.HOME'],
    ['an expression with a text beside it', `${mark('github.ref')}-x`, undefined],
    ['a text', 'main', undefined],
    ['a number', 1, undefined],
  ])('knows the one expression that is %s', (_, value, source) => {
    expect(scope().sourceIn(value)).toBe(source);
  });

  it('ends at a variable that is made of itself', () => {
    expect(scope().sourceIn(env.get('ITSELF')!)).toBe('env.ITSELF');
  });

  it('goes on for so many steps, and no more', () => {
    const short = scope(2);
    expect([short.goesOn(), short.goesOn(), short.goesOn()]).toEqual([true, true, false]);
  });
});
